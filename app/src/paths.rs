//! Every URL of the site, as functions: links and routes use the same ones.
//!
//! A route is a link with its parts named, e.g. `paths::incident("{incident}")`.

use std::fmt::{Display, Write as _};

/// The first page: what is open, what is mine, what is late.
pub const HOME: &str = "/";
/// The list of incidents; its filters are its query.
pub const INCIDENTS: &str = "/incidents";
/// The form that declares an incident.
pub const DECLARE: &str = "/incidents/new";
/// The part of the declaration form that tells what is like what is typed: `?title=`.
pub const DECLARE_ALIKE: &str = "/incidents/new/alike";
/// The list of remediations.
pub const REMEDIATIONS: &str = "/remediations";
/// The form that proposes a remediation; `?incident=` and `?event=` say what for.
pub const PROPOSE_REMEDIATION: &str = "/remediations/new";
/// The remediations of the one who is signed in.
pub const WORK: &str = "/work";
/// Where views of one's work are kept.
pub const WORK_VIEWS: &str = "/work/views";
/// The list of agents.
pub const AGENTS: &str = "/agents";
/// The form that registers an agent.
pub const REGISTER_AGENT: &str = "/agents/new";
/// The catalogue of contributing factors.
pub const FACTORS: &str = "/factors";
/// The catalogue of controls.
pub const CONTROLS: &str = "/controls";
/// The severity scale.
pub const SEVERITIES: &str = "/severities";
/// The map control × factor × agent.
pub const GUARDRAILS: &str = "/guardrails";
/// The leadership page.
pub const TRENDS: &str = "/trends";
/// One box over everything.
pub const SEARCH: &str = "/search";
/// The keyboard shortcuts as a page.
pub const SHORTCUTS: &str = "/shortcuts";
/// The parts of the design system as a page.
pub const DESIGN: &str = "/design";
/// The sign-in form.
pub const SIGN_IN: &str = "/sign-in";
/// Where the sign-out button posts.
pub const SIGN_OUT: &str = "/sign-out";
/// The page that a first-run link opens, to make the first administrator.
pub const SETUP: &str = "/setup";
/// One's own account: name, password, sessions, tokens.
pub const ACCOUNT: &str = "/account";
/// Where the password form posts.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Where one's own sessions are ended.
pub const ACCOUNT_SESSIONS: &str = "/account/sessions";
/// Where one's own API tokens are made.
pub const ACCOUNT_TOKENS: &str = "/account/tokens";
/// What one is told.
pub const NOTICES: &str = "/notices";
/// Where notices are marked as read.
pub const NOTICES_READ: &str = "/notices/read";
/// Where one says what one wants to hear.
pub const ACCOUNT_NOTICES: &str = "/account/notices";
/// Where one's own feed address is made; `/end` ends it.
pub const ACCOUNT_FEEDS: &str = "/account/feeds";
/// Where one's own feed address is ended.
pub const ACCOUNT_FEEDS_END: &str = "/account/feeds/end";
/// The users, for administrators.
pub const USERS: &str = "/admin/users";
/// When remediations are due, for administrators.
pub const DUE_POLICY: &str = "/admin/due";
/// Webhooks in both directions, for administrators.
pub const WEBHOOKS: &str = "/admin/webhooks";
/// Where trackers that may tell what is done are added.
pub const HOOKS: &str = "/admin/webhooks/incoming";
/// The audit log, for administrators.
pub const AUDIT: &str = "/admin/audit";
/// Where the look at the whole audit chain is asked for.
pub const AUDIT_VERIFY: &str = "/admin/audit/verify";
/// The readable page of the API.
pub const API: &str = "/api";
/// The API's description for machines.
pub const OPENAPI: &str = "/api/openapi.json";
/// The search of the API, which the command palette asks.
pub const API_SEARCH: &str = "/api/v1/search";

/// The page that a first-run link opens, with the link's secret.
pub fn setup(token: impl Display) -> String {
    format!("{SETUP}/{token}")
}

/// An incident, by number or id.
pub fn incident(incident: impl Display) -> String {
    format!("{INCIDENTS}/{incident}")
}

/// A part of an incident: `edit`, `status`, `severity`, `history`, `factors`, `links` and so on.
pub fn incident_part(incident: impl Display, part: &str) -> String {
    format!("{INCIDENTS}/{incident}/{part}")
}

/// A section on the page of an incident: `timeline`, `factors`, `evidence` and so on.
pub fn incident_section(incident: impl Display, section: &str) -> String {
    format!("{INCIDENTS}/{incident}#{section}")
}

/// The form that edits an incident.
pub fn edit_incident(incident: impl Display) -> String {
    incident_part(incident, "edit")
}

/// Where a change of status posts.
pub fn incident_status(incident: impl Display) -> String {
    incident_part(incident, "status")
}

/// Where a change of severity posts.
pub fn incident_severity(incident: impl Display) -> String {
    incident_part(incident, "severity")
}

/// Everything that happened to the incident's record.
pub fn incident_history(incident: impl Display) -> String {
    incident_part(incident, "history")
}

/// Where events are added.
pub fn events(incident: impl Display) -> String {
    incident_part(incident, "events")
}

/// A new event with all its fields.
pub fn new_event(incident: impl Display) -> String {
    incident_part(incident, "events/new")
}

/// The entry line of an incident.
pub fn line(incident: impl Display) -> String {
    incident_part(incident, "line")
}

/// Many lines at once.
pub fn paste(incident: impl Display) -> String {
    incident_part(incident, "paste")
}

/// What was received without an incident.
pub const INBOX: &str = "/inbox";

/// What is done with a run of the inbox: `assign`, `dismiss`.
pub fn inbox_run(id: impl Display, act: &str) -> String {
    format!("{INBOX}/{id}/{act}")
}

/// Where a file of another program is imported.
pub fn import(incident: impl Display) -> String {
    incident_part(incident, "import")
}

/// Where an uploaded file is imported after it was looked at.
pub fn import_now(incident: impl Display) -> String {
    incident_part(incident, "import/now")
}

/// Where an import is undone.
pub fn undo_import(incident: impl Display, id: impl Display) -> String {
    format!("{}/undo", incident_row(incident, "imports", id))
}

/// The steps of a run.
pub fn steps(incident: impl Display, seq: impl Display) -> String {
    event_part(incident, seq, "steps")
}

/// The row of an event on its incident's page. The query is for the server, which shows the part of a
/// long timeline in which the event is.
pub fn event(incident: impl Display, seq: impl Display) -> String {
    format!("{INCIDENTS}/{incident}?at=E{seq}#E{seq}")
}

/// The form that edits an event.
pub fn edit_event(incident: impl Display, seq: impl Display) -> String {
    format!("{INCIDENTS}/{incident}/events/{seq}")
}

/// A part of an event: `retract`, `restore`, `pin`, `revisions`.
pub fn event_part(incident: impl Display, seq: impl Display, part: &str) -> String {
    format!("{INCIDENTS}/{incident}/events/{seq}/{part}")
}

/// Where links between events are added.
pub fn links(incident: impl Display) -> String {
    incident_part(incident, "links")
}

/// A new link.
pub fn new_link(incident: impl Display) -> String {
    incident_part(incident, "links/new")
}

/// A new claim.
pub fn new_claim(incident: impl Display) -> String {
    incident_part(incident, "claims/new")
}

/// One link between two events.
pub fn link(incident: impl Display, id: impl Display) -> String {
    format!("{INCIDENTS}/{incident}/links/{id}")
}

/// One row of an incident's factors, controls, claims, evidence, exposures, relations or members.
pub fn incident_row(incident: impl Display, part: &str, id: impl Display) -> String {
    format!("{INCIDENTS}/{incident}/{part}/{id}")
}

/// A part of a piece of evidence: `file`, `image`, `verify`, `purge`, `retract`.
pub fn evidence_part(incident: impl Display, id: impl Display, part: &str) -> String {
    format!("{INCIDENTS}/{incident}/evidence/{id}/{part}")
}

/// The postmortem of an incident.
pub fn postmortem(incident: impl Display) -> String {
    incident_part(incident, "postmortem")
}

/// A part of a postmortem: `edit`, `preview`, `status`, `versions`.
pub fn postmortem_part(incident: impl Display, part: &str) -> String {
    format!("{INCIDENTS}/{incident}/postmortem/{part}")
}

/// One version of a postmortem.
pub fn postmortem_version(incident: impl Display, version: impl Display) -> String {
    format!("{INCIDENTS}/{incident}/postmortem/versions/{version}")
}

/// A remediation, by number or id.
pub fn remediation(remediation: impl Display) -> String {
    format!("{REMEDIATIONS}/{remediation}")
}

/// A part of a remediation: `edit`, `status`, `incidents`.
pub fn remediation_part(remediation: impl Display, part: &str) -> String {
    format!("{REMEDIATIONS}/{remediation}/{part}")
}

/// Suggestions of recurrence that somebody rejected.
pub const REJECTIONS: &str = "/families/rejections";

/// Takes a rejection back.
pub fn take_back_rejection(id: impl Display) -> String {
    format!("{REJECTIONS}/{id}")
}

/// The list of families.
pub const FAMILIES: &str = "/families";

/// A family of incidents.
pub fn family(id: impl Display) -> String {
    format!("{FAMILIES}/{id}")
}

/// Where a kept view of one's work is removed.
pub fn work_view(id: impl Display) -> String {
    format!("{WORK_VIEWS}/{id}/remove")
}

/// An agent, by key or id.
pub fn agent(agent: impl Display) -> String {
    format!("{AGENTS}/{agent}")
}

/// The form that edits an agent.
pub fn edit_agent(agent: impl Display) -> String {
    format!("{AGENTS}/{agent}/edit")
}

/// Where versions of an agent are added.
pub fn agent_versions(agent: impl Display) -> String {
    format!("{AGENTS}/{agent}/versions")
}

/// An entry of a catalogue (`FACTORS`, `CONTROLS`, `SEVERITIES`), by code; `new` is the form for another.
pub fn catalogue_entry(list: &str, code: impl Display) -> String {
    format!("{list}/{code}")
}

/// The points behind a figure of the trends page, as CSV.
pub fn trends_csv(figure: impl Display) -> String {
    format!("{TRENDS}/{figure}.csv")
}

/// A user, for administrators.
pub fn user(id: impl Display) -> String {
    format!("{USERS}/{id}")
}

/// A webhook with what it was told, for administrators.
pub fn webhook(id: impl Display) -> String {
    format!("{WEBHOOKS}/{id}")
}

/// A part of a webhook: `test`, `on`, `off`, `remove`.
pub fn webhook_part(id: impl Display, part: &str) -> String {
    format!("{WEBHOOKS}/{id}/{part}")
}

/// Where a tracker is no longer believed.
pub fn revoke_hook(id: impl Display) -> String {
    format!("{HOOKS}/{id}/revoke")
}

/// Where a tracker tells what is done.
pub fn hook(provider: impl Display, id: impl Display) -> String {
    format!("/hooks/{provider}/{id}")
}

/// A feed by its token: `dates.ics` or `news.atom`.
pub fn feed(token: impl Display, file: &str) -> String {
    format!("/feeds/{token}/{file}")
}

/// One's own session.
pub fn account_session(id: impl Display) -> String {
    format!("{ACCOUNT_SESSIONS}/{id}")
}

/// One's own API token.
pub fn account_token(id: impl Display) -> String {
    format!("{ACCOUNT_TOKENS}/{id}")
}

/// What is found for the palette while it is typed: a part of a page.
pub const SEARCH_PALETTE: &str = "/search/palette";

/// The search page for a query.
pub fn search(query: &str) -> String {
    with_query(SEARCH, &[("q", query)])
}

/// `path` with a query; pairs with a blank value are left out.
pub fn with_query<K: AsRef<str>, V: AsRef<str>>(path: &str, pairs: &[(K, V)]) -> String {
    let mut url = path.to_owned();
    let mut separator = if path.contains('?') { '&' } else { '?' };
    for (key, value) in pairs {
        let value = value.as_ref();
        if value.is_empty() {
            continue;
        }
        url.push(separator);
        encode(&mut url, key.as_ref());
        url.push('=');
        encode(&mut url, value);
        separator = '&';
    }
    url
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_a_link_with_its_parts_named() {
        assert_eq!(
            event_part("{incident}", "{seq}", "retract"),
            "/incidents/{incident}/events/{seq}/retract"
        );
        assert_eq!(event("INC-1", 5), "/incidents/INC-1?at=E5#E5");
    }

    #[test]
    fn a_query_is_encoded_and_blanks_are_left_out() {
        let url = with_query(INCIDENTS, &[("q", "a&b ü"), ("status", ""), ("after", "x=")]);
        assert_eq!(url, "/incidents?q=a%26b%20%C3%BC&after=x%3D");
        assert_eq!(with_query("/x?y=1", &[("z", "2")]), "/x?y=1&z=2");
    }
}
