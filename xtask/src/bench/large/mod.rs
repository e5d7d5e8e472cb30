//! `cargo xtask bench --large`: what one waits for, on 20,000 incidents and 100,000 remediations, on
//! SQLite and on PostgreSQL.
//!
//! Each request is timed twice: anew, after something else was written, and again, when the server may
//! still know the answer.

mod ask;
mod data;

use std::{
    fmt::Write as _,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::{report::REFERENCE_MS, usage};
use crate::{
    places, process, progress,
    serving::{Server, free_address},
    tools::postgres::Postgres,
};
use ask::{Asked, Caller, Took};

/// Who generates.
const ADMIN: &str = "bench@example.org";
/// How often each request is timed.
const TIMES: usize = 60;

/// A request, whom it is made as, and what it should take.
struct Case {
    name: &'static str,
    path: fn(usize) -> String,
    /// Whether an island asks, which gets it without the frame of the site.
    part: bool,
    target: Option<Target>,
}

/// What a request is to take at most, on the machine that targets are given for.
#[derive(Clone, Copy)]
enum Target {
    /// Processor time of the server, in milliseconds.
    Cpu(f64),
    /// What 95 of 100 wait, in milliseconds.
    P95(f64),
    /// What one waits, in milliseconds.
    P50(f64),
}

const CASES: [Case; 6] = [
    page("my work", |_| "/work".to_owned(), Some(Target::Cpu(5.0))),
    page("my work, as a board", |_| "/work?view=board".to_owned(), Some(Target::Cpu(5.0))),
    Case {
        name: "suggestions while typing",
        path: typed,
        part: true,
        target: Some(Target::P95(30.0)),
    },
    page("the map", |_| "/guardrails".to_owned(), Some(Target::P50(50.0))),
    page(
        "the map of one control",
        |_| "/guardrails?control=approval_gate".to_owned(),
        Some(Target::P50(50.0)),
    ),
    page("list of remediations", |_| "/remediations".to_owned(), None),
];

const fn page(name: &'static str, path: fn(usize) -> String, target: Option<Target>) -> Case {
    Case { name, path, part: false, target }
}

/// What somebody has typed of a title so far, another with each request.
fn typed(n: usize) -> String {
    let title = data::title(n * 37 + 5);
    let cut = title.len().min(14 + n % 30);
    let title: String = title.chars().take(cut).collect();
    format!("/incidents/new/alike?title={}", title.replace(' ', "+"))
}

/// Measures with this program, or with the release that is built here, and prints; with `write`, into
/// `docs/performance-large.md` as well.
pub fn large(program: Option<&str>, write: bool) -> Result<()> {
    let program = program.map_or_else(build, |path| Ok(PathBuf::from(path)))?;
    let folder = places::scratch().join("bench");
    fs::create_dir_all(&folder)?;
    let slowness = super::slowness()?;
    let mut text = format!(
        "# Performance on a large record\n\nMeasured by `cargo xtask bench --large --write`: the \
         release server, one request after the other, each once after something was written (anew) \
         and once straight after that (again).\nMachine: {}.\n\nTargets are given for a machine whose \
         limit “incident” ([performance](performance.md)) takes {REFERENCE_MS} ms. This one took {:.1} \
         times as long for it in this run, by which figures are divided before they are held against \
         their targets.\n",
        usage::machine(),
        slowness,
    );
    let kept = folder.join("large.db");
    let sqlite = Subject { program: &program, folder: &folder, database: url(&kept) };
    if !kept.is_file() {
        let unfinished = folder.join("large-unfinished.db");
        Subject { database: url(&unfinished), ..sqlite }.generate()?;
        fs::rename(unfinished, &kept)?;
    }
    text += &sqlite.measure("SQLite", slowness)?;
    let cluster = Postgres::kept(&folder.join("postgres"))?;
    let postgres = Subject { program: &program, folder: &folder, database: cluster.url.clone() };
    let done = folder.join("postgres-done");
    if !done.is_file() {
        postgres.copy_from(&url(&kept))?;
        fs::write(&done, "")?;
    }
    text += &postgres.measure("PostgreSQL", slowness)?;
    tell(&text, write)
}

/// Says what was measured so far.
fn tell(text: &str, write: bool) -> Result<()> {
    println!("\n{text}");
    if write {
        fs::write(places::root().join("docs/performance-large.md"), text)?;
        progress::say("Wrote", "docs/performance-large.md");
    }
    Ok(())
}

fn build() -> Result<PathBuf> {
    super::build()?;
    Ok(places::target().join("release/throughline"))
}

impl Case {
    /// The target, and whether it is reached on a machine that takes so many times as long.
    fn verdict(&self, anew: &Took, slowness: f64) -> String {
        let (words, most, took) = match self.target {
            None => return String::new(),
            Some(Target::Cpu(most)) => ("ms CPU", most, anew.cpu),
            Some(Target::P95(most)) => ("ms for 95 of 100", most, anew.p95),
            Some(Target::P50(most)) => ("ms", most, anew.p50),
        };
        let took = took / slowness;
        let reached = if took <= most { "reached" } else { "not yet" };
        format!("≤ {most:.0} {words}: {took:.1}, {reached}")
    }
}

fn url(database: &Path) -> String {
    format!("sqlite://{}", database.display())
}

/// A program and the database that it works on.
struct Subject<'a> {
    program: &'a Path,
    folder: &'a Path,
    database: String,
}

impl Subject<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command.args(arguments).args(["--database", &self.database, "--log", "warn"]);
        command
    }

    fn serve(&self) -> Result<Server> {
        let address = free_address()?;
        let mut command = self.command(&["serve", "--listen", &address.to_string()]);
        let output = File::create(self.folder.join("large-server.log"))?;
        command.stdout(output.try_clone()?).stderr(output);
        Server::start(&mut command, address, "/healthz")
    }

    fn token(&self) -> Result<String> {
        let scopes = ["token", "add", "--email", ADMIN, "--scopes", "read,write,admin"];
        Ok(process::output(&mut self.command(&scopes))?.trim().to_owned())
    }

    fn generate(&self) -> Result<()> {
        progress::say("Generating", "a large record to measure with, once");
        if self.token().is_err() {
            self.add_admin()?;
        }
        let server = self.serve()?;
        data::generate(server.address, &self.token()?)?;
        server.stop()
    }

    fn copy_from(&self, other: &str) -> Result<()> {
        progress::say("Copying", "the large record into PostgreSQL, once");
        process::run(&mut self.command(&["copy", "--from", other]))
    }

    fn add_admin(&self) -> Result<()> {
        let words = ["user", "add", "--email", ADMIN, "--role", "admin", "--password-stdin"];
        super::give_password(&mut self.command(&words))
    }

    fn measure(&self, database: &str, slowness: f64) -> Result<String> {
        let server = self.serve()?;
        ask::settle(&server)?;
        let token = self.token()?;
        let responder = data::person(1);
        let cookie = super::sign_in_as(server.address, &responder)?;
        let caller = Caller { server: &server, cookie: &cookie, token: &token };
        let mut text = format!(
            "\n{database}: {} incidents, {} remediations, {} people; as a responder.\n\n\
             | request | p50 anew ms | p95 anew ms | CPU anew ms | p50 again ms | CPU again ms | kB | target |\n\
             |---|--:|--:|--:|--:|--:|--:|---|\n",
            data::INCIDENTS,
            data::REMEDIATIONS,
            data::PEOPLE,
        );
        for case in &CASES {
            progress::say("Measuring", &format!("{} ({database})", case.name));
            let Asked { anew, again, kilobytes } = caller.time(case, TIMES)?;
            let _ = writeln!(
                text,
                "| {} | {:.1} | {:.1} | {:.2} | {:.1} | {:.2} | {kilobytes:.0} | {} |",
                case.name,
                anew.p50,
                anew.p95,
                anew.cpu,
                again.p50,
                again.cpu,
                case.verdict(&anew, slowness),
            );
        }
        let _ = writeln!(text, "\nResident memory: {:.0} MB.", usage::memory_mb(server.process())?);
        Ok(text)
    }
}
