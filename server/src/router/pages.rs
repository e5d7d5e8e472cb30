//! The addresses of the pages.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use app::paths;

use crate::state::AppState;
use crate::web::{self, rows};

/// The largest file that a page takes, with what a browser sends around it.
const UPLOAD_MAX: usize = 130 * 1024 * 1024;

/// All pages, with the forms that they post.
pub(super) fn all() -> Router<AppState> {
    Router::new()
        .route(paths::SIGN_IN, get(web::session::show).post(web::session::sign_in))
        .route(paths::SIGN_OUT, post(web::session::sign_out))
        .route(&paths::setup("{token}"), get(web::setup::show).post(web::setup::create))
        .route(paths::ACCOUNT, get(web::account::show))
        .route(paths::ACCOUNT_PASSWORD, post(web::account::change_password))
        .route(&paths::account_session("{id}"), post(web::account::revoke_session))
        .route(paths::ACCOUNT_TOKENS, get(web::account::back).post(web::account::create_token))
        .route(&paths::account_token("{id}"), post(web::account::revoke_token))
        .route(paths::ACCOUNT_NOTICES, post(web::account::set_wishes))
        .route(paths::ACCOUNT_FEEDS, get(web::account::back).post(web::account::make_feed))
        .route(paths::ACCOUNT_FEEDS_END, post(web::account::end_feed))
        .route(&paths::feed("{token}", "{file}"), get(web::feeds::show))
        .route(paths::NOTICES, get(web::notices::list))
        .route(paths::NOTICES_READ, post(web::notices::read))
        .route(paths::USERS, get(web::users::list).post(web::users::create))
        .route(&paths::user("{id}"), post(web::users::update))
        .route(paths::DUE_POLICY, get(web::due_policy::show).post(web::due_policy::save))
        .route(paths::WEBHOOKS, get(web::webhooks::list).post(web::webhooks::add))
        .route(paths::HOOKS, post(web::webhooks::add_hook))
        .route(&paths::revoke_hook("{id}"), post(web::webhooks::revoke_hook))
        .route(&paths::webhook("{id}"), get(web::webhooks::show))
        .route(&paths::webhook_part("{id}", "{act}"), post(web::webhooks::act))
        .route(paths::AUDIT, get(web::audit::list))
        .route(paths::AUDIT_VERIFY, post(web::audit::verify))
        .route(&paths::postmortem("{incident}"), get(web::postmortems::show))
        .route(
            &paths::postmortem_part("{incident}", "edit"),
            get(web::postmortems::edit).post(web::postmortems::save),
        )
        .route(&paths::postmortem_part("{incident}", "status"), post(web::postmortems::move_on))
        .route(&paths::postmortem_part("{incident}", "review"), post(web::postmortems::review))
        .route(&paths::postmortem_part("{incident}", "ask"), post(web::postmortems::ask))
        .route(&paths::postmortem_part("{incident}", "comments"), post(web::postmortems::comment))
        .route(
            &paths::postmortem_version("{incident}", "{revision}"),
            get(web::postmortems::version),
        )
        .route(paths::SEARCH, get(web::search::show))
        .route(paths::SEARCH_PALETTE, get(web::search::palette))
        .route(paths::TRENDS, get(web::trends::show))
        .route(&format!("{}/{{file}}", paths::TRENDS), get(web::trends::csv))
        .route(paths::API, get(web::api_docs::show))
        .route(paths::SHORTCUTS, get(web::help::shortcuts))
        .route(paths::DESIGN, get(web::help::design))
        .merge(incidents())
        .merge(timeline())
        .merge(learning())
}

/// The pages of agents, catalogues, remediations, and what was learnt from incidents.
fn learning() -> Router<AppState> {
    use web::{agents, families, incidents as page, remediations};
    let part = |name: &str| paths::incident_part("{incident}", name);
    let row = |name: &str| paths::incident_row("{incident}", name, "{id}");
    let act = |name: &str, act: &str| format!("{}/{act}", row(name));
    let step = |name: &str| paths::remediation_part("{remediation}", name);
    Router::new()
        .route(paths::INBOX, get(web::inbox::show))
        .route(&paths::inbox_run("{id}", "assign"), post(web::inbox::assign))
        .route(&paths::inbox_run("{id}", "dismiss"), post(web::inbox::dismiss))
        .route(paths::GUARDRAILS, get(web::guardrails::show))
        .route(paths::WORK, get(web::work::show).post(web::work::change))
        .route(paths::WORK_VIEWS, post(web::work::save_view))
        .route(&paths::work_view("{id}"), post(web::work::remove_view))
        .route(paths::AGENTS, get(agents::list).post(agents::create))
        .route(paths::REGISTER_AGENT, get(agents::new))
        .route(&paths::agent("{agent}"), get(agents::show))
        .route(&paths::edit_agent("{agent}"), get(agents::edit).post(agents::update))
        .route(&paths::agent_versions("{agent}"), post(agents::add_version))
        .merge(catalogues())
        .route(paths::REMEDIATIONS, get(remediations::list).post(remediations::create))
        .route(paths::PROPOSE_REMEDIATION, get(remediations::new))
        .route(&paths::remediation("{remediation}"), get(remediations::show))
        .route(&step("edit"), get(remediations::edit).post(remediations::update))
        .route(&step("status"), post(remediations::step))
        .route(
            &step("verify"),
            get(remediations::ask_verify)
                .post(remediations::verify)
                .layer(DefaultBodyLimit::disable()),
        )
        .route(&step("incidents"), post(remediations::attach))
        .route(&step("detach"), post(remediations::detach))
        .route(&step("notes"), post(remediations::notes::add))
        .route(&step("notes/{id}/{act}"), post(remediations::notes::act))
        .route(&step("follow"), post(web::notices::follow_remediation))
        .route(&part("follow"), post(web::notices::follow_incident))
        .merge(rows::section::<page::Factors>("factors"))
        .merge(rows::section::<page::Controls>("controls"))
        .route(&part("remediations"), post(page::attach_remediation))
        .merge(rows::section::<page::Relations>("relations"))
        .route(&part("findings"), post(page::judge))
        .route(&act("findings", "confirm"), post(page::confirm_finding))
        .route(&act("findings", "dismiss"), post(page::dismiss_finding))
        .route(paths::FAMILIES, get(families::list).post(families::create))
        .route(paths::REJECTIONS, get(families::rejections))
        .route(&paths::take_back_rejection("{id}"), post(families::take_back))
        .route(&paths::family("{id}"), get(families::show).post(families::update))
        .route(&part("families"), post(page::join))
        .route(&act("families", "leave"), post(page::leave))
}

/// The pages of the catalogues.
fn catalogues() -> Router<AppState> {
    use paths::{CONTROLS, FACTORS, SEVERITIES, catalogue_entry as path};
    use web::{catalogue, catalogue_entry as entry};
    Router::new()
        .route(FACTORS, get(catalogue::factors).post(entry::add_factor))
        .route(&path(FACTORS, "new"), get(entry::new_factor))
        .route(&path(FACTORS, "{code}"), get(entry::factor).post(entry::change_factor))
        .route(CONTROLS, get(catalogue::controls).post(entry::add_control))
        .route(&path(CONTROLS, "new"), get(entry::new_control))
        .route(&path(CONTROLS, "{code}"), get(entry::control).post(entry::change_control))
        .route(SEVERITIES, get(catalogue::severities).post(entry::add_severity))
        .route(&path(SEVERITIES, "new"), get(entry::new_severity))
        .route(&path(SEVERITIES, "{code}"), get(entry::severity).post(entry::change_severity))
}

/// The pages of incidents.
fn incidents() -> Router<AppState> {
    use web::incidents as page;
    let part = |name: &str| paths::incident_part("{incident}", name);
    let row = |name: &str| paths::incident_row("{incident}", name, "{id}");
    Router::new()
        .route(paths::HOME, get(page::home))
        .route(paths::INCIDENTS, get(page::list))
        .route(paths::DECLARE, get(page::new).post(page::create))
        .route(paths::DECLARE_ALIKE, get(page::show_alike))
        .route(&paths::incident("{incident}"), get(page::show))
        .route(&paths::edit_incident("{incident}"), get(page::edit).post(page::update))
        .route(&paths::incident_status("{incident}"), post(page::change_status))
        .route(&paths::incident_severity("{incident}"), post(page::change_severity))
        .route(&paths::incident_history("{incident}"), get(page::history))
        .route(&part("merge"), get(page::ask_merge).post(page::merge))
        .route(&part("split"), get(page::ask_split).post(page::split))
        .route(&part("merged"), get(page::merged_record))
        .route(&part("authority"), get(web::authority::show))
        .route(&part("notices"), get(web::finder::show).post(web::finder::dismiss))
        .route(&format!("{}/restore", row("notices")), post(web::finder::restore))
        .route(&part("people"), post(page::hand_over))
        .route(&part("members"), post(page::add_member))
        .route(&row("members"), post(page::remove_member))
        .merge(rows::section::<page::Exposures>("exposures"))
}

/// The pages of timelines.
fn timeline() -> Router<AppState> {
    use web::timeline as page;
    let event = |part: &str| paths::event_part("{incident}", "{seq}", part);
    let evidence = paths::incident_row("{incident}", "evidence", "{id}");
    Router::new()
        .route(&paths::events("{incident}"), post(page::add).layer(DefaultBodyLimit::disable()))
        .route(&paths::new_event("{incident}"), get(page::new))
        .route(&paths::line("{incident}"), post(page::add_line).layer(DefaultBodyLimit::disable()))
        .route(&paths::paste("{incident}"), get(page::show_paste).post(page::send_paste))
        .route(
            &paths::import("{incident}"),
            get(page::show_import)
                .post(page::look_at_import)
                .layer(DefaultBodyLimit::max(UPLOAD_MAX)),
        )
        .route(&paths::import_now("{incident}"), post(page::import_now))
        .route(&paths::undo_import("{incident}", "{id}"), post(page::undo_import))
        .route(&event("steps"), get(page::show_steps))
        .route(&event("unfold"), post(page::unfold))
        .route(&paths::incident_part("{incident}", "live"), get(page::stream))
        .route(&paths::incident_part("{incident}", "timeline"), get(page::parts))
        .route(&paths::incident_part("{incident}", "timeline/rows"), get(page::more))
        .route(&paths::incident_part("{incident}", "picture"), get(page::picture))
        .route(&paths::incident_part("{incident}", "undo"), post(page::undo_last))
        .route(&event("row"), get(page::row))
        .route(&event("acts"), get(page::acts))
        .route(&event("retime"), get(page::retime).post(page::set_times))
        .route(&event("link"), get(page::choose_link).post(page::draw_link))
        .route(
            &event("evidence"),
            get(page::ask_support).post(page::support).layer(DefaultBodyLimit::disable()),
        )
        .route(&event("retract"), get(page::ask_retract).post(page::retract))
        .route(
            &paths::edit_event("{incident}", "{seq}"),
            get(page::show).post(page::update).layer(DefaultBodyLimit::disable()),
        )
        .route(&event("restore"), post(page::restore))
        .route(&event("pin"), post(page::pin))
        .route(&event("remediation"), get(web::remediations::from_event))
        .route(&event("redact"), post(page::renditions::redact))
        .route(&event("originals"), get(page::renditions::show).post(page::renditions::purge))
        .route(&paths::links("{incident}"), post(page::add_link))
        .route(&paths::new_link("{incident}"), get(page::new_link))
        .merge(rows::routes::<page::Links>("links"))
        .route(&paths::incident_part("{incident}", "claims"), post(page::add_claim))
        .route(&paths::new_claim("{incident}"), get(page::new_claim))
        .merge(rows::routes::<page::Claims>("claims"))
        .route(
            &paths::incident_part("{incident}", "evidence"),
            post(page::add_evidence).layer(DefaultBodyLimit::disable()),
        )
        .route(&evidence, get(page::show_evidence).post(rows::update::<page::StoredEvidence>))
        .merge(rows::retraction::<page::StoredEvidence>("evidence"))
        .route(&format!("{evidence}/file"), get(page::files::download))
        .route(&format!("{evidence}/image"), get(page::files::image))
        .route(&format!("{evidence}/verify"), post(page::files::verify))
        .route(&format!("{evidence}/purge"), post(page::files::purge))
}
