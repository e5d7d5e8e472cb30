//! The picture: swimlanes by actor over time, drawn on the server as SVG.
//!
//! One pure function from plain facts ([`Picture`]) to markup. Three drawings come from it, a wide
//! one, a middle one and, for phones, an upright one; a container query shows the one that fits.
//! A table behind them carries the same facts.

mod along;
mod axis;
mod condense;
mod controls;
mod describe;
mod draw;
mod from_record;
mod header;
mod input;
mod labels;
mod lanes;
mod lens;
mod links;
mod marks;
mod order;
mod runs;
mod scene;
mod space;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod upright;
mod view;
mod wide;
mod words;

pub use along::Along;
pub use input::{
    ExposureWindow, Gate, LinkClass, Look, Picture, PictureActor, PictureEvent, PictureLink,
    PictureTime,
};
pub use lens::{Around, Lens};
pub use order::reliance_chain;
pub use svg::{Path, SvgWriter};
pub use view::PictureFigure;

use std::sync::Arc;

use scene::Scene;

/// A picture that has been drawn. It depends on the record alone, so many readers can share one.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The three drawings; empty when nothing happened yet.
    drawings: Arc<str>,
    table: Arc<str>,
    lit: Option<u32>,
    /// Whether some marks stand for several events.
    condensed: bool,
    /// Where along its axis each level drawing has what happened.
    along: Arc<[Along]>,
}

impl Drawn {
    /// The event whose reliance chain is lit, if there is one.
    pub fn lit(&self) -> Option<u32> {
        self.lit
    }

    /// Where along its axis each level drawing has what happened, the wide one first.
    pub fn along(&self) -> &[Along] {
        &self.along
    }
}

impl Picture {
    /// Draws it, with the table behind it.
    pub fn draw(&self) -> Drawn {
        let (drawings, along) = self.written();
        Drawn {
            drawings: drawings.into(),
            along: along.into(),
            table: self.table().into(),
            lit: self.lit(),
            condensed: self.events.len() > wide::WIDE.marks,
        }
    }

    /// The three drawings, one after the other; empty when nothing happened yet.
    pub fn drawings(&self) -> String {
        self.written().0
    }

    fn written(&self) -> (String, Vec<Along>) {
        if self.events.is_empty() {
            return (String::new(), Vec::new());
        }
        let mut along = Vec::with_capacity(2);
        let names = describe::names(self);
        let mut out = SvgWriter::with_capacity(64 * 1024);
        for frame in [wide::WIDE, wide::MID] {
            let scene = Scene::new(self, &names, frame.marks);
            let layout = wide::Layout::new(&scene, frame);
            along.push(Along::new(&scene, &layout));
            out.append(&draw::write(&scene, &layout));
        }
        out.append(&upright::write(&Scene::new(self, &names, upright::MARKS)));
        (out.finish(), along)
    }

    /// A drawing of it for paper, where a part is on the screen.
    pub fn on_paper(&self) -> String {
        let names = describe::names(self);
        let frame = wide::Frame { id: "p", ..wide::MID };
        let scene = Scene::new(self, &names, frame.marks);
        draw::write(&scene, &wide::Layout::new(&scene, frame)).finish()
    }

    /// The same facts as a table.
    pub fn table(&self) -> String {
        describe::table(self)
    }

    /// The event whose reliance chain is lit, if there is one.
    pub fn lit(&self) -> Option<u32> {
        order::focus(self)
    }
}

/// With more events than this, the rows of some may be elsewhere than on the page.
const ROWS: usize = 200;

/// A count as a length.
fn num(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
