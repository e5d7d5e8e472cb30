//! Writing at a steady pace while something else is measured.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::load::{self, Request};

/// Writes in a second.
pub const PER_SECOND: u32 = 10;

/// A thread that writes until it is dropped.
pub struct Beside {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Beside {
    /// Sends `request` again and again.
    pub fn start(address: SocketAddr, request: Request) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let told = done.clone();
        let thread = thread::spawn(move || {
            while !told.load(Ordering::Relaxed) {
                if let Err(error) = load::try_once(address, &request) {
                    eprintln!("writing beside: {error:#}");
                }
                thread::sleep(Duration::from_secs(1) / PER_SECOND);
            }
        });
        Self { done, thread: Some(thread) }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
