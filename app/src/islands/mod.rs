//! The parts of a page that wake up in the browser; each is drawn by the server first.
//!
//! One file per island, named for what it does. Only code that an island reaches is in the wasm.

mod command_palette;
mod draw_while_typing;
mod entry_line;
mod preview;
mod shortcuts;
pub mod theme;
mod trace_picture;

pub use command_palette::CommandPalette;
pub use draw_while_typing::DrawWhileTyping;
pub use entry_line::EntryLine;
pub use preview::MarkdownPreview;
pub use shortcuts::Shortcuts;
pub use theme::ThemeSwitch;
pub use trace_picture::TracePicture;
