//! Who may do what: four roles, each with everything the one before has, and a list of rights.
//!
//! Writing and removing are separate rights, so that a responder can write without deleting.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Refused, Vocabulary, account::Scope};

vocab! {
    /// What a user is trusted with; ordered, each has all that the one before has.
    pub enum Role ("role") {
        Viewer = "viewer", "Viewer";
        Responder = "responder", "Responder";
        Commander = "commander", "Commander";
        Admin = "admin", "Administrator";
    }
}

vocab! {
    /// One thing that somebody may or may not do.
    pub enum Right ("right") {
        ViewIncidents = "view_incidents", "See incidents";
        Declare = "declare", "Declare an incident";
        EditIncident = "edit_incident", "Edit an incident";
        WriteTimeline = "write_timeline", "Write the timeline, links, claims and evidence";
        WriteAnalysis = "write_analysis", "Name factors, controls and recurrence";
        RetractOwn = "retract_own", "Retract what one recorded oneself";
        WriteRemediation = "write_remediation", "Write remediations and move them on";
        VerifyRemediation = "verify_remediation", "Verify a remediation";
        WritePostmortem = "write_postmortem", "Write a postmortem";
        ReviewPostmortem = "review_postmortem", "Review a postmortem";
        ManagePeople = "manage_people", "Name commander, scribe and communications";
        ManageAgents = "manage_agents", "Register and edit agents";
        Import = "import", "Import records";
        RetractAny = "retract_any", "Retract what others recorded";
        Redact = "redact", "Hide passages and read what was hidden";
        ChangeStatus = "change_status", "Change an incident's status";
        ChangeSeverity = "change_severity", "Change an incident's severity";
        PublishPostmortem = "publish_postmortem", "Publish a postmortem";
        Regroup = "regroup", "Merge and split incidents";
        ManageMembers = "manage_members", "Restrict an incident and manage who sees it";
        ManageCatalogue = "manage_catalogue", "Extend and retire factors, controls and severities";
        ManageUsers = "manage_users", "Add users and change their roles";
        ManageWebhooks = "manage_webhooks", "Manage webhooks";
        ReadAudit = "read_audit", "Read the audit log";
        Purge = "purge", "Remove a record for good";
    }
}

impl Right {
    /// The least role that has this right.
    pub fn minimal_role(self) -> Role {
        match self {
            Self::ViewIncidents => Role::Viewer,
            Self::Declare
            | Self::EditIncident
            | Self::WriteTimeline
            | Self::WriteAnalysis
            | Self::RetractOwn
            | Self::WriteRemediation
            | Self::VerifyRemediation
            | Self::WritePostmortem
            | Self::ReviewPostmortem
            | Self::ManagePeople
            | Self::ManageAgents
            | Self::Import => Role::Responder,
            Self::RetractAny
            | Self::Redact
            | Self::ChangeStatus
            | Self::ChangeSeverity
            | Self::PublishPostmortem
            | Self::Regroup
            | Self::ManageMembers => Role::Commander,
            Self::ManageCatalogue
            | Self::ManageUsers
            | Self::ManageWebhooks
            | Self::ReadAudit
            | Self::Purge => Role::Admin,
        }
    }

    /// The token scope under which this right can be used.
    pub fn scope(self) -> Scope {
        match self {
            Self::ViewIncidents => Scope::Read,
            Self::Import => Scope::Import,
            Self::ManageCatalogue
            | Self::ManageUsers
            | Self::ManageWebhooks
            | Self::ReadAudit
            | Self::Purge => Scope::Admin,
            _ => Scope::Write,
        }
    }
}

impl Role {
    /// Whether this role has `right`.
    pub fn may(self, right: Right) -> bool {
        self >= right.minimal_role()
    }
}

/// Who is looking and acting: a signed-in user, or a token of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The user; with a token, the user who made it.
    pub user_id: Uuid,
    /// The name that others see.
    pub name: String,
    /// The address the user signs in with.
    pub email: String,
    /// What the user is trusted with.
    pub role: Role,
    /// With a token, what the token is limited to; `None` in a browser session.
    pub scopes: Option<Vec<Scope>>,
}

impl Viewer {
    /// Whether both the role and, with a token, its scopes allow `right`.
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right) && self.scope_allows(right)
    }

    /// Nothing, or a refusal that says which role or scope would be enough.
    pub fn require(&self, right: Right) -> Result<(), Refused> {
        if !self.role.may(right) {
            let needed = right.minimal_role();
            let above = if needed == Role::Admin { "" } else { " or above" };
            return Err(Refused::new(
                "role",
                format!(
                    "{}: this needs the role {}{above}, and yours is {}. Ask an administrator.",
                    right.label(),
                    needed.label(),
                    self.role.label(),
                ),
            ));
        }
        if !self.scope_allows(right) {
            return Err(Refused::new(
                "scope",
                format!("{}: this needs a token with the scope {}.", right.label(), right.scope()),
            ));
        }
        Ok(())
    }

    /// Whether a record that `recorder` made may be retracted by this viewer.
    pub fn may_retract(&self, recorder: Option<Uuid>) -> bool {
        self.may(Right::RetractAny)
            || (recorder == Some(self.user_id) && self.may(Right::RetractOwn))
    }

    fn scope_allows(&self, right: Right) -> bool {
        self.scopes
            .as_ref()
            .is_none_or(|scopes| scopes.iter().any(|scope| scope.covers(right.scope())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(role: Role, scopes: Option<&[Scope]>) -> Viewer {
        Viewer {
            user_id: Uuid::from_u128(1),
            name: "Ada".into(),
            email: "ada@example.org".into(),
            role,
            scopes: scopes.map(<[Scope]>::to_vec),
        }
    }

    #[test]
    fn every_role_has_all_rights_of_the_one_before() {
        for pair in Role::ALL.windows(2) {
            for right in Right::ALL {
                assert!(!pair[0].may(*right) || pair[1].may(*right), "{right} {}", pair[1]);
            }
        }
        assert!(Right::ALL.iter().all(|right| Role::Admin.may(*right)));
    }

    #[test]
    fn a_viewer_only_reads() {
        let rights: Vec<_> = Right::ALL.iter().filter(|right| Role::Viewer.may(**right)).collect();
        assert_eq!(rights, [&Right::ViewIncidents]);
    }

    #[test]
    fn a_responder_retracts_only_what_they_recorded() {
        let responder = viewer(Role::Responder, None);
        assert!(responder.may_retract(Some(Uuid::from_u128(1))));
        assert!(!responder.may_retract(Some(Uuid::from_u128(2))));
        assert!(!responder.may_retract(None));
        assert!(viewer(Role::Commander, None).may_retract(Some(Uuid::from_u128(2))));
    }

    #[test]
    fn a_token_never_has_more_than_its_user_nor_more_than_its_scopes() {
        let viewer_with_admin_scope = viewer(Role::Viewer, Some(&[Scope::Admin]));
        assert!(!viewer_with_admin_scope.may(Right::ManageUsers));
        let admin_with_read_scope = viewer(Role::Admin, Some(&[Scope::Read]));
        assert!(admin_with_read_scope.may(Right::ViewIncidents));
        assert!(!admin_with_read_scope.may(Right::Declare));
        let refusal = admin_with_read_scope.require(Right::Declare).unwrap_err();
        assert_eq!(refusal.rule, "scope");
        assert!(refusal.message.contains("scope write"), "{refusal}");
    }

    #[test]
    fn writing_includes_reading_but_importing_does_not_include_writing() {
        let writer = viewer(Role::Admin, Some(&[Scope::Write]));
        assert!(writer.may(Right::ViewIncidents) && !writer.may(Right::Import));
        let importer = viewer(Role::Admin, Some(&[Scope::Import]));
        assert!(importer.may(Right::Import) && !importer.may(Right::Declare));
    }

    #[test]
    fn a_refusal_names_the_role_that_would_be_enough() {
        let refusal = viewer(Role::Viewer, None).require(Right::PublishPostmortem).unwrap_err();
        assert!(refusal.message.contains("the role Commander or above"), "{refusal}");
        let refusal = viewer(Role::Commander, None).require(Right::ManageUsers).unwrap_err();
        assert!(refusal.message.contains("the role Administrator, and yours"), "{refusal}");
    }
}
