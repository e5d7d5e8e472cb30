//! `cargo xtask bench`: the release server on generated data, beside what the machine can do at
//! most, in the same run.

mod beside;
mod data;
mod imports;
mod large;
mod load;
mod pages;
mod readers;
mod report;
mod usage;

use std::{
    fs::{self, File},
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    http, places, process, progress,
    serving::{Server, free_address},
    site,
};
use beside::Beside;
pub use large::large;
use load::Request;

const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "only for measuring things";
const SECONDS: u32 = 5;

/// What is measured: a name, the request, and the limit it is held against.
struct Case {
    name: &'static str,
    request: Request,
    limit: Option<&'static str>,
    /// What it is to reach.
    target: Option<report::Target>,
    /// How many things one request writes.
    things: usize,
    /// Whether events are written at the same time.
    busy: bool,
}

/// Measures and prints; with `write`, into `docs/performance.md` as well.
pub fn bench(write: bool) -> Result<()> {
    load::install()?;
    site::build(site::Quality::Small)?;
    build()?;

    let bench = Bench::prepare()?;
    let mut report = report::Report::new(usage::machine());
    let server = bench.serve()?;
    report.cold_start_ms = server.cold_start.as_secs_f64() * 1000.0;
    report.idle_mb = usage::memory_mb(server.process())?;
    let cookie = sign_in(server.address)?;
    for path in ["/incidents", "/incidents/INC-1"] {
        report.pages.push((path, pages::weigh(server.address, path, &cookie)?));
    }
    for case in cases(&bench.token, &cookie) {
        progress::say("Measuring", case.name);
        let write = || Beside::start(server.address, event(&bench.token, 3));
        let _beside = case.busy.then(write);
        let load = load::measure(server.address, server.process(), &case.request, SECONDS)?;
        report.cases.push(report::Line {
            name: case.name,
            load,
            limit: case.limit,
            target: case.target,
            things: case.things,
        });
    }
    report.loaded_mb = usage::memory_mb(server.process())?;
    drop(server);
    progress::say("Measuring", "how soon readers are told");
    let server = bench.serve()?;
    report.readers = bench.measure_readers(&server)?;
    drop(server);
    progress::say("Measuring", "a large import");
    // A server of its own: the peak of its memory is that of the import.
    let server = bench.serve()?;
    report.import = imports::measure(&server, &bench.token, &event(&bench.token, 4))?;
    drop(server);
    bench.measure_limits(&mut report)?;
    let text = report.text();
    println!("\n{text}");
    if write {
        fs::write(places::root().join("docs/performance.md"), text)?;
        progress::say("Wrote", "docs/performance.md");
    }
    Ok(())
}

/// As `cargo xtask run` builds it, without what only tests need; and the limit.
fn build() -> Result<()> {
    progress::say("Building", "the server and the limit (release)");
    let mut build = process::builder("cargo");
    build.args(["build", "--release", "--package=server", "--package=limit"]);
    process::run(&mut build)
}

/// How many times as long as on the machine of the targets the limit takes on this one.
fn slowness() -> Result<f64> {
    load::install()?;
    let mut report = report::Report::new(usage::machine());
    Bench::prepare()?.measure_limits(&mut report)?;
    Ok(report.slowness())
}

fn cases(token: &str, cookie: &str) -> Vec<Case> {
    use report::Target::{CpuMs, OfLimit, ThingsPerSecond};
    let bearer = || vec![("Authorization", format!("Bearer {token}"))];
    let browser = || vec![("Cookie", cookie.to_owned()), ("Accept", "text/html".to_owned())];
    let get = |path: &str, headers| Request {
        method: "GET",
        path: path.to_owned(),
        headers,
        body: String::new(),
    };
    let read = |name, request, limit, target| Case {
        name,
        request,
        limit,
        target,
        things: 1,
        busy: false,
    };
    let busy = |name, request| Case { busy: true, ..read(name, request, None, None) };
    let hundred = Value::Array((0..100).map(|e| data::event(2, e % data::EVENTS)).collect());
    let longest = format!("/incidents/INC-{}", data::INCIDENTS + data::LONG.len());
    let mut cases = vec![
        read(
            "JSON list of 25 incidents",
            get("/api/v1/incidents?limit=25", bearer()),
            Some("list"),
            Some(OfLimit(25.0)),
        ),
        read("JSON incident", get("/api/v1/incidents/INC-1", bearer()), None, None),
        read(
            "JSON 50 events",
            get("/api/v1/incidents/INC-1/events?limit=50", bearer()),
            Some("incident"),
            Some(OfLimit(25.0)),
        ),
        read("HTML incident list", get("/incidents", browser()), None, Some(CpuMs(1.0))),
        read(
            "HTML incident page, 50 events",
            get("/incidents/INC-1", browser()),
            None,
            Some(CpuMs(2.0)),
        ),
        busy(
            "JSON 50 events, while written",
            get("/api/v1/incidents/INC-1/events?limit=50", bearer()),
        ),
        busy("HTML incident list, while written", get("/incidents", browser())),
        busy("HTML incident page, while written", get("/incidents/INC-1", browser())),
        busy("HTML incident page, 10,000 events, while written", get(&longest, browser())),
        Case {
            name: "create event, durable",
            request: event(token, 2),
            limit: None,
            target: None,
            things: 1,
            busy: false,
        },
        Case {
            name: "create 100 events, durable",
            request: post(token, &hundred),
            limit: None,
            target: Some(ThingsPerSecond(3_000.0)),
            things: 100,
            busy: false,
        },
    ];
    cases.extend(growing(token, &browser(), &bearer()));
    cases
}

/// The same of 100, 1,000 and 10,000 events: how each cost grows.
fn growing(
    token: &str,
    browser: &[(&'static str, String)],
    bearer: &[(&'static str, String)],
) -> Vec<Case> {
    let names = [
        [
            "HTML incident page, 100 events",
            "HTML incident page, 1,000 events",
            "HTML incident page, 10,000 events",
        ],
        ["HTML row of 100", "HTML row of 1,000", "HTML row of 10,000"],
        ["chain over 99 links", "chain over 999 links", "chain over 9,999 links"],
        ["choosing a link of 100", "choosing a link of 1,000", "choosing a link of 10,000"],
        ["create event, 100 before", "create event, 1,000 before", "create event, 10,000 before"],
    ];
    let get = |path: String, headers: &[(&'static str, String)]| Request {
        method: "GET",
        path,
        headers: headers.to_vec(),
        body: String::new(),
    };
    let requests = |at: usize, count: usize| {
        let number = data::INCIDENTS + at + 1;
        let (page, api) =
            (format!("/incidents/INC-{number}"), format!("/api/v1/incidents/INC-{number}"));
        [
            get(page.clone(), browser),
            get(format!("{page}/events/{}/row", count / 2), browser),
            get(format!("{api}/events/{}/chain", count / 2), bearer),
            // Each kind is held against the cycle that it would close over all links.
            get(format!("{page}/events/{count}/link?to=E1"), browser),
            event(token, number),
        ]
    };
    let mut cases = Vec::new();
    for (at, count) in data::LONG.into_iter().enumerate() {
        for (names, request) in names.iter().zip(requests(at, count)) {
            let name = names[at];
            cases.push(Case { name, request, limit: None, target: None, things: 1, busy: false });
        }
    }
    // What is written comes last, and what is alike stands together.
    cases.sort_by_key(|case| names.iter().position(|names| names.contains(&case.name)));
    cases
}

/// Adds one event to the incident of this number.
fn event(token: &str, incident: usize) -> Request {
    let request = post(token, &data::event(incident, 1));
    Request { path: format!("/api/v1/incidents/INC-{incident}/events"), ..request }
}

fn post(token: &str, body: &Value) -> Request {
    Request {
        method: "POST",
        path: "/api/v1/incidents/INC-2/events".to_owned(),
        headers: vec![
            ("Authorization", format!("Bearer {token}")),
            ("Content-Type", "application/json".to_owned()),
        ],
        body: body.to_string(),
    }
}

struct Bench {
    folder: PathBuf,
    database: String,
    token: String,
}

impl Bench {
    /// A database with the generated data: kept between runs, and copied, since measuring writes.
    fn prepare() -> Result<Self> {
        let folder = places::scratch().join("bench");
        fs::create_dir_all(&folder)?;
        let kept = folder.join("generated-with-long.db");
        if !kept.is_file() {
            generate(&folder, &kept)?;
        }
        let used = folder.join("used.db");
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", used.display()));
        }
        fs::copy(&kept, &used)?;
        let database = url(&used);
        let token = add_token(&database)?;
        Ok(Self { folder, database, token })
    }

    fn serve(&self) -> Result<Server> {
        serve(&self.folder, &self.database)
    }

    fn measure_readers(&self, server: &Server) -> Result<readers::Measured> {
        let mut cookies = Vec::new();
        for email in readers::emails() {
            add_user(&self.database, &email, "viewer")?;
            cookies.push(sign_in_as(server.address, &email)?);
        }
        readers::measure(server, &cookies, "/incidents/INC-5/live", &event(&self.token, 5))
    }

    /// What the machine can do at most.
    fn measure_limits(&self, report: &mut report::Report) -> Result<()> {
        let address = free_address()?;
        let mut command = Command::new(places::target().join("release/limit"));
        command.args([&self.database, &address.to_string()]);
        let limit = Server::start(&mut command, address, "/bare")?;
        for (name, path) in
            [("bare", "/bare"), ("list", "/incidents"), ("incident", "/incidents/1")]
        {
            progress::say("Measuring", &format!("the limit ({name})"));
            let request = Request {
                method: "GET",
                path: path.to_owned(),
                headers: Vec::new(),
                body: String::new(),
            };
            let load = load::measure(address, limit.process(), &request, SECONDS)?;
            report.limits.push((name, load));
        }
        Ok(())
    }
}

fn url(database: &Path) -> String {
    format!("sqlite://{}", database.display())
}

fn throughline(database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(places::target().join("release/throughline"));
    command.args(arguments).args(["--database", database, "--log", "warn"]);
    command
}

fn serve(folder: &Path, database: &str) -> Result<Server> {
    let address = free_address()?;
    let mut command = throughline(database, &["serve", "--listen", &address.to_string()]);
    let output = File::create(folder.join("server.log"))?;
    command.stdout(output.try_clone()?).stderr(output);
    Server::start(&mut command, address, "/healthz")
}

fn generate(folder: &Path, kept: &Path) -> Result<()> {
    progress::say("Generating", "data to measure with (once)");
    let unfinished = folder.join("unfinished.db");
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", unfinished.display()));
    }
    let database = url(&unfinished);
    add_user(&database, EMAIL, "admin")?;
    let server = serve(folder, &database)?;
    data::generate(server.address, &add_token(&database)?)?;
    // Ended in good order, the server leaves one file.
    server.stop()?;
    fs::rename(unfinished, kept).context("cannot keep the generated data")
}

fn add_user(database: &str, email: &str, role: &str) -> Result<()> {
    let words = ["user", "add", "--email", email, "--role", role, "--password-stdin"];
    give_password(&mut throughline(database, &words))
}

/// Runs a command that asks for the password of an account.
fn give_password(command: &mut Command) -> Result<()> {
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    writeln!(child.stdin.take().context("no standard input")?, "{PASSWORD}")?;
    ensure!(child.wait()?.success(), "cannot add an account");
    Ok(())
}

fn add_token(database: &str) -> Result<String> {
    let scopes = ["token", "add", "--email", EMAIL, "--scopes", "read,write,import"];
    Ok(process::output(&mut throughline(database, &scopes))?.trim().to_owned())
}

/// The cookie of a browser that signed in.
fn sign_in(address: SocketAddr) -> Result<String> {
    sign_in_as(address, EMAIL)
}

fn sign_in_as(address: SocketAddr, email: &str) -> Result<String> {
    let form =
        format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = http::ask(address, "POST /sign-in", &headers, &form)?;
    let cookie = answer.header("set-cookie").and_then(|c| c.split(';').next());
    cookie
        .map(str::to_owned)
        .with_context(|| format!("signing in is answered with {}", answer.status))
}
