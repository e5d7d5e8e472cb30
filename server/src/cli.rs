//! The command line: serve, migrate, copy, demo, user, token, audit, evidence, openapi.

use std::io::Read;
use std::process::ExitCode;

use app::domain::Vocabulary;
use app::domain::account::{AddUser, CreateToken, RawToken, RawUser, Scope};
use app::domain::permission::Role;
use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::{Config, Options};
use crate::state::AppState;
use crate::store::{self, By, Via, audit, tokens, users};
use crate::{auth, evidence, serve, telemetry};

/// Incidents and postmortems, above all those in which an AI agent had a part.
#[derive(Debug, Parser)]
#[command(name = "throughline", version, about)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site and the API (the default); migrates the database first.
    Serve {
        /// Load the example incidents when the database has no incident yet.
        #[arg(long)]
        examples: bool,
    },
    /// Bring the database to this version's schema, then stop.
    Migrate,
    /// Copy the whole record of another database into this one, which must be empty, then stop.
    Copy {
        /// The database to copy from: sqlite://… or postgres://…, of this version's schema.
        #[arg(long, value_name = "URL")]
        from: String,
    },
    /// Load the example incidents; a second time changes nothing.
    Demo,
    /// Accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// API tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Files that are kept as evidence.
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    /// Hash every file again, and name those that are missing or altered.
    Verify,
    /// Remove files that no evidence names any more and that are older than a day; serve does it too.
    Sweep,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add an account.
    Add {
        /// E-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// viewer, responder, commander or admin.
        #[arg(long)]
        role: Role,
        /// Name shown to others [default: the part of the address before the @].
        #[arg(long)]
        name: Option<String>,
        /// Read the password from standard input (its first line).
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token for an account and print it, alone, on standard output.
    Add {
        /// The account's e-mail address.
        #[arg(long)]
        email: String,
        /// Comma-separated: read, write, import, admin.
        #[arg(long, value_delimiter = ',', required = true)]
        scopes: Vec<Scope>,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Recompute the hash chain and say whether an entry was changed or removed.
    Verify,
}

/// What a worker's calls may take. Optimised drawing of a large page needs more than the usual 2 MB;
/// only what is used is taken from the machine.
const STACK: usize = 32 * 1024 * 1024;

/// Runs the command line; errors go to standard error in one line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())
        .and_then(|runtime| runtime.block_on(run(cli)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("throughline: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), String> {
    let command = cli.command.unwrap_or(Command::Serve { examples: false });
    if matches!(command, Command::Openapi) {
        println!("{}", crate::api::openapi::document_json());
        return Ok(());
    }
    let config = Config::load(cli.options)?;
    telemetry::init(&config);
    let db = store::connect(&config.database, store::Options::default())
        .await
        .map_err(|e| format!("cannot open the database: {e}"))?;
    store::migrate(&db).await.map_err(|e| format!("cannot migrate the database: {e}"))?;
    let state = AppState::new(db, Clock::System, config);
    match command {
        Command::Serve { examples } => serve::run(state, examples).await,
        Command::Demo => crate::demo::load(&state, |line| println!("{line}")).await,
        Command::User(UserCommand::Add { email, role, name, password_stdin: _ }) => {
            add_user(&state, email, role, name).await
        }
        Command::Token(TokenCommand::Add { email, scopes, name }) => {
            add_token(&state, &email, &name, &scopes).await
        }
        Command::Audit(AuditCommand::Verify) => verify_audit(&state).await,
        Command::Evidence(EvidenceCommand::Verify) => verify_evidence(&state).await,
        Command::Evidence(EvidenceCommand::Sweep) => {
            let gone = evidence::sweep(&state, state.clock.now()).await.map_err(|e| e.detail())?;
            println!("Removed {gone} files that nothing names.");
            Ok(())
        }
        Command::Migrate => {
            println!("The database is up to date.");
            Ok(())
        }
        Command::Copy { from } => copy(&state, &from).await,
        Command::Openapi => Ok(()),
    }
}

fn by(state: &AppState) -> By {
    By::new(None, Via::Command, state.clock.now())
}

async fn copy(state: &AppState, from: &str) -> Result<(), String> {
    let options = store::Options { connections: 1, create: false, ..store::Options::default() };
    let source = store::connect(from, options)
        .await
        .map_err(|e| format!("cannot open the database to copy from: {e}"))?;
    let told = |table: &str, rows: u64| {
        if rows > 0 {
            println!("{rows:>10}  {table}");
        }
    };
    let copied =
        store::copy::copy(&source, &state.db, by(state), told).await.map_err(|e| e.to_string())?;
    println!("Copied {} rows of {} tables.", copied.rows, copied.tables);
    Ok(())
}

async fn add_user(
    state: &AppState,
    email: String,
    role: Role,
    name: Option<String>,
) -> Result<(), String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|e| e.to_string())?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    let name = name.unwrap_or_default();
    let raw = RawUser { email, name, role: role.to_string(), password };
    let user = AddUser::parse(raw).map_err(|e| e.to_string())?;
    let hash =
        auth::password::hash(user.password.reveal().to_owned()).await.map_err(|e| e.detail())?;
    let email = user.email.clone();
    store::write(&state.db, by(state), async |tx| users::create(&tx, &user, Some(&hash)).await)
        .await
        .map_err(|e| e.to_string())?;
    println!("Added {email} as {role}.");
    Ok(())
}

async fn add_token(
    state: &AppState,
    email: &str,
    name: &str,
    scopes: &[Scope],
) -> Result<(), String> {
    let user = users::find_by_email(&state.db, email)
        .await
        .map_err(|e| e.to_string())?
        .ok_or_else(|| format!("no account has the address {email}"))?;
    let raw = RawToken {
        name: name.to_owned(),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        expires_on: String::new(),
    };
    let token =
        CreateToken::parse(raw, state.clock.now().date_naive()).map_err(|e| e.to_string())?;
    let secret = auth::secret::token();
    let hash = auth::secret::hash(&secret);
    store::write(&state.db, by(state), async |tx| {
        tokens::create(&tx, user.id, &token, &hash).await
    })
    .await
    .map_err(|e| e.to_string())?;
    println!("{secret}");
    Ok(())
}

async fn verify_evidence(state: &AppState) -> Result<(), String> {
    let report = evidence::verify_all(state, &by(state)).await.map_err(|e| e.detail())?;
    for (found, file) in &report.damaged {
        println!("{}: {} in {}: {}", found.as_str(), file.title, file.incident, file.sha256);
    }
    match report.damaged.len() {
        0 => {
            println!("All files are whole: {}.", report.whole);
            Ok(())
        }
        damaged => Err(format!("of the evidence in files, {damaged} is missing or altered")),
    }
}

async fn verify_audit(state: &AppState) -> Result<(), String> {
    let verified = audit::verify(&state.db).await.map_err(|e| e.to_string())?;
    store::write(&state.db, by(state), async |tx| audit::keep_verified(&tx, verified).await)
        .await
        .map_err(|e| e.to_string())?;
    match verified.broken_at {
        None => {
            println!("The audit log is whole: {} entries.", verified.entries);
            Ok(())
        }
        Some(seq) => Err(format!(
            "the audit log is broken at entry {seq}: it was changed, or one before it is missing"
        )),
    }
}
