//! Figures: every point is drawn, labels stand beside what they name, and numbers stand behind in a table.
//!
//! Drawn on the server as SVG in the colours of the page's scheme.

mod columns;
mod curve;
mod dots;
mod figure;
mod scale;
mod story;

pub use columns::{ColumnChart, Month, Series};
pub use curve::{SurvivalCurve, days};
pub use dots::{DotRow, DotStrip};
pub use figure::{Figure, FigureTable};
pub use scale::Axis;
pub use story::StoryLine;
