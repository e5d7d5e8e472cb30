//! A PostgreSQL of one's own: a fresh cluster in a temporary folder, gone when dropped.

use std::{
    fs::{self, Permissions},
    io::Read,
    net::TcpStream,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{process, progress, serving, site::hex};

/// Nothing here outlives the tests, so nothing waits for the disk.
const SETTINGS: [&str; 7] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=64MB",
    "listen_addresses=127.0.0.1",
    "log_min_messages=fatal",
];

/// A running cluster.
pub struct Postgres {
    server: Child,
    folder: PathBuf,
    /// Whether the cluster outlives this.
    kept: bool,
    /// Connects as the owner of everything: `postgres://…/postgres`.
    pub url: String,
}

impl Postgres {
    /// Finds or installs PostgreSQL, makes a cluster and starts it.
    pub fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("throughline-pg-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        Self::start_in(folder, false)
    }

    /// The cluster of this folder, made when it is not there yet, and left there afterwards.
    pub fn kept(folder: &Path) -> Result<Self> {
        Self::start_in(folder.to_path_buf(), true)
    }

    fn start_in(folder: PathBuf, kept: bool) -> Result<Self> {
        let programs = find_or_install()?;
        let made = folder.join("data/PG_VERSION").is_file();
        fs::create_dir_all(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        let owner = unprivileged()?;
        if let Some((user, group)) = owner {
            chown(&folder, Some(user), Some(group))?;
        }
        progress::say("Starting", "a private PostgreSQL");
        let as_owner = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.current_dir(&folder).env("LC_ALL", "C.UTF-8");
            if let Some((user, group)) = owner {
                command.uid(user).gid(group);
            }
            command
        };
        let password_file = folder.join("password");
        let password = if made { fs::read_to_string(&password_file)? } else { password()? };
        fs::write(&password_file, &password)?;
        let mut init = as_owner("initdb");
        init.arg("--pgdata").arg(folder.join("data")).arg("--pwfile").arg(&password_file);
        init.args([
            "--username=throughline",
            "--auth=scram-sha-256",
            "--no-sync",
            "--encoding=UTF8",
        ]);
        if !made {
            process::output(&mut init)?;
        }
        let address = serving::free_address()?;
        let mut server = as_owner("postgres");
        server.arg("-D").arg(folder.join("data")).arg("-k").arg(std::env::temp_dir());
        server.arg("-p").arg(address.port().to_string());
        server.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        let server = server.stdin(Stdio::null()).spawn().context("cannot start postgres")?;
        let url = format!("postgres://throughline:{password}@{address}/postgres");
        let mut started = Self { server, folder, kept, url };
        started.wait_for(address)?;
        Ok(started)
    }

    fn wait_for(&mut self, address: std::net::SocketAddr) -> Result<()> {
        let begun = Instant::now();
        // The port is open once the cluster is ready for connections.
        while TcpStream::connect(address).is_err() {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended at once with {status}");
            }
            if begun.elapsed() > Duration::from_secs(30) {
                bail!("PostgreSQL does not answer on {address}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT: end now, but free the shared memory; a plain kill would leave it.
        let process = self.server.id().to_string();
        let _ = process::output(Command::new("kill").args(["-INT", &process]));
        let _ = self.server.wait();
        if !self.kept {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn find_or_install() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(&["postgresql"]).context("PostgreSQL is needed for its half of the tests")?;
    find().context("the package postgresql has no initdb")
}

/// The folder of `initdb`: on the path, else the newest of Debian's.
fn find() -> Option<PathBuf> {
    if let Some(on_path) = process::find("initdb") {
        return on_path.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|e| e.path()).filter(|p| p.join("bin/initdb").is_file());
    newest.max_by_key(number).map(|path| path.join("bin"))
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    if !apt::is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map_while(|f| f.parse::<u32>().ok());
        Some((fields.next()?, fields.next()?))
    };
    find("postgres").or_else(|| find("nobody")).map(Some).context("no user to run PostgreSQL as")
}

fn password() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(hex(&bytes))
}
