//! The addresses of the JSON API.

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::api;
use crate::state::AppState;

/// Agents, catalogues, and what was learnt from incidents.
fn analysis_routes() -> OpenApiRouter<AppState> {
    use api::{agents, alike, analysis, catalogue, recurrence, remediations, services, severities};
    OpenApiRouter::new()
        .routes(routes!(agents::list, agents::create))
        .routes(routes!(agents::show, agents::update))
        .routes(routes!(agents::versions, agents::add_version))
        .routes(routes!(services::list, services::create))
        .routes(routes!(services::show, services::update))
        .routes(routes!(catalogue::factors::factors, catalogue::factors::add_factor))
        .routes(routes!(catalogue::factors::factor, catalogue::factors::change_factor))
        .routes(routes!(catalogue::controls::controls, catalogue::controls::add_control))
        .routes(routes!(catalogue::controls::control, catalogue::controls::change_control))
        .routes(routes!(severities::list, severities::add))
        .routes(routes!(severities::show, severities::change))
        .routes(routes!(analysis::factors::list_factors, analysis::factors::add_factor))
        .routes(routes!(
            analysis::factors::factor,
            analysis::factors::change_factor,
            analysis::factors::retract_factor
        ))
        .routes(routes!(analysis::controls::list_controls, analysis::controls::add_control))
        .routes(routes!(
            analysis::controls::control,
            analysis::controls::change_control,
            analysis::controls::retract_control
        ))
        .routes(routes!(analysis::relations::list_relations, analysis::relations::add_relation))
        .routes(routes!(
            analysis::relations::relation,
            analysis::relations::change_relation,
            analysis::relations::retract_relation
        ))
        .routes(routes!(remediations::list, remediations::create))
        .routes(routes!(remediations::show, remediations::update))
        .routes(routes!(remediations::history, remediations::step))
        .routes(routes!(remediations::incidents, remediations::attach, remediations::detach))
        .routes(routes!(api::alarms::list))
        .routes(routes!(alike::suggestions))
        .routes(routes!(api::guardrails::list))
        .routes(routes!(api::work::list, api::work::change))
        .routes(routes!(api::work::views, api::work::save_view))
        .routes(routes!(api::work::remove_view))
        .routes(routes!(api::due::show, api::due::set))
        .routes(routes!(api::due::suggest))
        .routes(routes!(api::due::owners_gone))
        .routes(routes!(remediations::notes::list, remediations::notes::add))
        .routes(routes!(remediations::notes::tick, remediations::notes::remove))
        .routes(routes!(recurrence::list_families, recurrence::create_family))
        .routes(routes!(recurrence::family, recurrence::change_family))
        .routes(routes!(api::family_line::line))
        .routes(routes!(api::family_line::take_back))
        .routes(routes!(recurrence::list_findings, recurrence::judge))
        .routes(routes!(recurrence::finding, recurrence::change_finding))
}

/// The JSON API with its description.
pub fn api_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(api::openapi::base())
        .routes(routes!(api::users::list, api::users::create))
        .routes(routes!(api::users::show, api::users::update))
        .routes(routes!(api::tokens::list, api::tokens::create))
        .routes(routes!(api::tokens::revoke))
        .routes(routes!(api::webhooks::list, api::webhooks::add))
        .routes(routes!(api::webhooks::show, api::webhooks::change, api::webhooks::remove))
        .routes(routes!(api::webhooks::test))
        .routes(routes!(api::webhooks::deliveries))
        .routes(routes!(api::webhooks::list_hooks, api::webhooks::add_hook))
        .routes(routes!(api::webhooks::revoke_hook))
        .routes(routes!(api::notices::list))
        .routes(routes!(api::notices::read))
        .routes(routes!(api::notices::wishes, api::notices::set_wishes))
        .routes(routes!(api::notices::follow_incident, api::notices::unfollow_incident))
        .routes(routes!(api::notices::follow_remediation, api::notices::unfollow_remediation))
        .routes(routes!(api::audit::list))
        .routes(routes!(api::events::list, api::events::create))
        .routes(routes!(api::events::show, api::events::update, api::events::retract))
        .routes(routes!(api::events::restore))
        .routes(routes!(api::renditions::list, api::renditions::make))
        .routes(routes!(api::renditions::originals, api::renditions::purge))
        .routes(routes!(api::lines::read))
        .routes(routes!(api::otlp::traces))
        .routes(routes!(api::otlp::logs))
        .routes(routes!(api::inbox::list))
        .routes(routes!(api::inbox::assign, api::inbox::dismiss))
        .routes(routes!(api::imports::create))
        .routes(routes!(api::imports::list))
        .routes(routes!(api::imports::undo))
        .routes(routes!(api::imports::steps))
        .routes(routes!(api::imports::unfold))
        .routes(routes!(api::stream::follow))
        .routes(routes!(api::events::revisions))
        .routes(routes!(api::events::chain))
        .routes(routes!(api::links::list, api::links::create))
        .routes(routes!(api::links::update, api::links::retract))
        .routes(routes!(api::claims::list, api::claims::create))
        .routes(routes!(api::claims::update, api::claims::retract))
        .routes(routes!(api::evidence::list, api::evidence::create))
        .routes(routes!(api::evidence::show, api::evidence::update, api::evidence::retract))
        .routes(routes!(api::evidence_files::send).layer(DefaultBodyLimit::disable()))
        .routes(routes!(api::evidence_files::download))
        .routes(routes!(api::evidence_files::verify))
        .routes(routes!(api::evidence_files::purge))
        .routes(routes!(api::evidence_files::custody))
        .merge(incident_api())
        .merge(analysis_routes())
        .routes(routes!(api::postmortems::show, api::postmortems::save))
        .routes(routes!(api::postmortems::move_on))
        .routes(routes!(api::postmortems::versions))
        .routes(routes!(api::postmortems::reviews, api::postmortems::review))
        .routes(routes!(api::postmortems::comments, api::postmortems::comment))
        .routes(routes!(api::export::export))
        .routes(routes!(api::export::preview))
        .routes(routes!(api::search::find))
        .routes(routes!(api::trends::show))
}

/// The API of incidents.
fn incident_api() -> OpenApiRouter<AppState> {
    use api::incidents::{self, changes, exposures, members};
    OpenApiRouter::new()
        .routes(routes!(incidents::list, incidents::declare))
        .routes(routes!(incidents::show, incidents::update))
        .routes(routes!(changes::statuses, changes::change_status))
        .routes(routes!(changes::severities, changes::change_severity))
        .routes(routes!(changes::people, changes::hand_over))
        .routes(routes!(members::list, members::add))
        .routes(routes!(members::remove))
        .routes(routes!(api::regroup::merge))
        .routes(routes!(api::regroup::split))
        .routes(routes!(api::regroup::moves))
        .routes(routes!(api::authority::list))
        .routes(routes!(api::finder::list))
        .routes(routes!(api::finder::dismiss))
        .routes(routes!(api::finder::restore))
        .routes(routes!(exposures::list, exposures::add))
        .routes(routes!(exposures::show, exposures::update, exposures::retract))
}
