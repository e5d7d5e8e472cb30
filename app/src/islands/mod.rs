//! The parts of a page that wake up in the browser; each is drawn by the server first.
//!
//! One file per island, named for what it does. An island has no view and no properties of its own: the
//! server draws everything, islands find their elements by id or attribute. That keeps the wasm small
//! (no second renderer, no JSON reader), and what it does works on what a page without script has.

mod browser;
mod command_palette;
mod draw_while_typing;
mod entry_line;
mod in_place;
mod live;
mod preview;
mod shortcuts;
mod theme;
mod trace_picture;
mod windows;
mod zoom;

pub use command_palette::{CommandPalette, PaletteRows, PaletteRowsProps};
pub use draw_while_typing::DrawWhileTyping;
pub use entry_line::EntryLine;
pub use in_place::InPlace;
pub use live::Live;
pub use preview::PreviewNotes;
pub use shortcuts::Shortcuts;
pub use theme::ThemeSwitch;
pub use trace_picture::TracePicture;
