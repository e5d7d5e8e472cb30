//! Playwright against a server of its own, with the examples and one account for each role.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::{counts::Counts, step::Log};
use crate::{places, process, progress, serving, site, tools};

const ROLES: [&str; 4] = ["viewer", "responder", "commander", "admin"];
const PASSWORD: &str = "correct horse battery staple";

/// Builds what is missing, starts the server, runs both projects.
pub fn run(log: &mut Log) -> Result<Counts> {
    let chromium = tools::chromium::ensure()?;
    site::build(site::Quality::Small)?;
    tools::node::packages("end2end")?;
    let mut build = process::builder("cargo");
    // With the tests, so that the features are those of the steps before, and nothing is compiled twice.
    build.arg("build").args(super::NATIVE).args(["--bin", "throughline", "--test", "it"]);
    ensure!(log.run(&mut build)?, "the server does not compile");

    let folder = places::scratch().join("e2e");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let server = start_server(&folder)?;
    progress::say("Testing", &format!("in {} on http://{}", chromium.display(), server.address));

    let report = folder.join("results.json");
    let mut playwright = tools::node::tool("end2end", "playwright");
    playwright.arg("test").current_dir(places::root().join("end2end"));
    playwright.env("BASE_URL", format!("http://{}", server.address)).env("CHROMIUM", chromium);
    playwright.env("PASSWORD", PASSWORD).env("WORK_FOLDER", &folder).env("REPORT", &report);
    let passed = log.run(&mut playwright)?;
    let counts =
        Counts::of_playwright(&fs::read_to_string(&report).context("Playwright wrote no report")?)?;
    let hidden = !passed && counts.failed == 0;
    Ok(if hidden { counts + Counts::ONE_FAILED } else { counts })
}

fn start_server(folder: &Path) -> Result<serving::Server> {
    let program = places::target().join("debug/throughline");
    let database = format!("sqlite://{}", folder.join("throughline.db").display());
    let command = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.args(arguments).args(["--database", &database]).current_dir(folder);
        command
    };
    for role in ROLES {
        let email = format!("{role}@example.org");
        add_account(command(&["user", "add", "--email", &email, "--role", role]))?;
    }
    let address = serving::free_address()?;
    let listen = address.to_string();
    let mut serve = command(&["serve", "--examples", "--listen", &listen]);
    let output = File::create(folder.join("server.log"))?;
    serve.stdout(output.try_clone()?).stderr(output);
    serving::Server::start(&mut serve, address, "/readyz")
        .with_context(|| format!("see {}", folder.join("server.log").display()))
}

fn add_account(mut command: Command) -> Result<()> {
    let mut child = command.arg("--password-stdin").stdin(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().context("no standard input")?;
    writeln!(input, "{PASSWORD}")?;
    drop(input);
    ensure!(child.wait()?.success(), "cannot add an account");
    Ok(())
}
