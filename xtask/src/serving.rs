//! A server of ours, started for a test or a measurement, and ended with it.

use std::{
    net::{SocketAddr, TcpListener},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{http, process};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server; dropping it ends it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub cold_start: Duration,
}

impl Server {
    /// Starts `command` and waits until `path` at `address` answers with 200.
    pub fn start(command: &mut Command, address: SocketAddr, path: &str) -> Result<Self> {
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let mut server = Self { child, address, cold_start: Duration::ZERO };
        while !answers(address, path) {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended at once with {status}");
            }
            if started.elapsed() > PATIENCE {
                bail!("the server does not answer on {address}{path}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        server.cold_start = started.elapsed();
        Ok(server)
    }

    /// Asks it to end, and waits until it did.
    pub fn stop(mut self) -> Result<()> {
        process::output(Command::new("kill").args(["-TERM", &self.process().to_string()]))?;
        let status = self.child.wait()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }

    /// The process's id.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine that nobody listens on.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn answers(address: SocketAddr, path: &str) -> bool {
    http::get(address, path).is_ok_and(|answer| answer.status == 200)
}
