//! Listens until told to stop, then lets the requests under way finish.

use std::time::Duration;

use tokio::net::TcpListener;

use crate::auth::secret;
use crate::state::AppState;
use crate::store::users;
use crate::{demo, jobs, router};

/// How long requests under way may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM.
pub async fn run(state: AppState, examples: bool) -> Result<(), String> {
    // Leptos wants an executor even for rendering to a string; a second call is harmless.
    let _ = any_spawner::Executor::init_tokio();
    let listener = TcpListener::bind(state.config.listen)
        .await
        .map_err(|e| format!("cannot listen on {}: {e}", state.config.listen))?;
    state.vault.check().await.map_err(|e| e.to_string())?;
    if examples {
        demo::load_if_empty(&state, |line| println!("{line}")).await?;
    }
    let bound = listener.local_addr().map_err(|e| e.to_string())?;
    println!("Throughline listens on http://{bound}");
    offer_first_run(&state).await?;
    let jobs = tokio::spawn(jobs::run(state.clone()));
    let deliveries = tokio::spawn(jobs::run_deliveries(state.clone()));
    let stopping = state.clone();
    let served = axum::serve(
        listener,
        router::router(state).into_make_service_with_connect_info::<std::net::SocketAddr>(),
    )
    .with_graceful_shutdown(async move {
        stop_signal().await;
        // Streams have no end of their own.
        stopping.live.close();
    });
    let deadline = async {
        stop_signal().await;
        tokio::time::sleep(GRACE).await;
    };
    let ended = tokio::select! {
        result = served => result.map_err(|e| e.to_string()),
        () = deadline => Ok(()),
    };
    jobs.abort();
    deliveries.abort();
    ended
}

/// While there is no account: a new one-time link, printed where only the operator sees it.
async fn offer_first_run(state: &AppState) -> Result<(), String> {
    if users::any(&state.db).await.map_err(|e| e.to_string())? {
        return Ok(());
    }
    let token = secret::generate();
    users::set_setup_token(&state.db, &secret::hash(&token), state.clock.now())
        .await
        .map_err(|e| e.to_string())?;
    println!("Make the first administrator here (once): {}/setup/{token}", state.config.public_url);
    Ok(())
}

async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
