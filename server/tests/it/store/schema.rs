//! The schema has the words and the catalogues that the domain has.

use app::domain::{Vocabulary, control, factor, severity};
use migrations::ddl;
use sea_orm_migration::sea_orm::DbBackend;

macro_rules! same_words {
    ($text:expr; $( $vocabulary:path: $( $table:literal . $column:literal ),+; )+) => {
        $($(
            let stored = ddl::words($text, $table, $column).expect($column);
            let known: Vec<_> =
                <$vocabulary as Vocabulary>::ALL.iter().map(|word| word.as_str()).collect();
            let place = concat!($table, ".", $column);
            assert!(known.iter().all(|word| stored.iter().any(|s| s == word)), "{place}: {known:?}");
            assert_eq!(stored.len(), known.len(), "{place}");
        )+)+
    };
}

#[test]
fn a_column_of_words_takes_the_words_of_the_program() {
    use app::domain::{
        actor::ActorKind,
        agent::{AgentStatus, DesignedAutonomy},
        claim::ClaimStatus,
        control::{ControlState, Strength},
        due::Reminder,
        evidence::{EvidenceKind, RedactionTier},
        exposure::Answer,
        factor::{FactorGroup, FactorRole},
        incident::{AgentInvolvement, DataExposure, IncidentKind, PersonRole, Status, Visibility},
        link::{Basis, Extent, LinkKind, LinkOrder},
        notice::{Followed, MailWhen, NoticeKind},
        permission::Role,
        postmortem::{PostmortemStatus, ReviewOutcome},
        recurrence::{RecurrenceClass, RelationKind, Verdict},
        remediation::{Priority, RemediationStatus, RemediationType},
        severity::Dimension,
        timeline::{
            Accuracy, ApprovalOutcome, ApprovalRequirement, ApprovalScope, Audience, Confidence,
            EventKind, ProvenanceLabel,
        },
        webhook::Provider,
    };
    let text = migrations::text(DbBackend::Sqlite);
    same_words! { &text;
        Role: "users"."role";
        FactorGroup: "factors"."category";
        Strength: "controls"."strength", "remediations"."strength";
        DesignedAutonomy: "agents"."autonomy", "event_agent_outputs"."effective_autonomy";
        AgentStatus: "agents"."status";
        IncidentKind: "incidents"."kind";
        Status: "incidents"."status";
        AgentInvolvement: "incidents"."agent_involvement";
        DataExposure: "incidents"."data_exposure";
        Visibility: "incidents"."visibility";
        PersonRole: "incident_people"."role";
        Dimension: "severity_changes"."dimension";
        Answer: "exposures"."access_possible", "exposures"."access_confirmed",
            "exposures"."left_organisation", "exposures"."reversible";
        ActorKind: "actors"."kind";
        EventKind: "events"."kind";
        Audience: "events"."audience_intended", "events"."audience_actual";
        Confidence: "events"."confidence", "links"."confidence", "incident_factors"."confidence";
        ProvenanceLabel: "event_agent_outputs"."provenance_label";
        ApprovalRequirement: "event_agent_outputs"."approval_requirement",
            "event_control_checks"."requirement";
        ApprovalOutcome: "event_agent_outputs"."approval_outcome",
            "event_control_checks"."outcome";
        ApprovalScope: "event_agent_outputs"."approval_scope";
        Accuracy: "event_agent_outputs"."accuracy";
        ControlState: "event_control_checks"."state", "incident_controls"."state";
        LinkKind: "links"."kind";
        Basis: "links"."basis";
        Extent: "links"."extent";
        LinkOrder: "links"."time_order";
        ClaimStatus: "claims"."status";
        EvidenceKind: "evidence"."kind";
        RedactionTier: "evidence"."redaction";
        FactorRole: "incident_factors"."role";
        RemediationType: "remediations"."kind";
        RemediationStatus: "remediations"."status";
        Priority: "remediations"."priority";
        RelationKind: "relations"."kind";
        Verdict: "findings"."verdict";
        RecurrenceClass: "findings"."class";
        PostmortemStatus: "postmortems"."status";
        ReviewOutcome: "postmortem_reviews"."outcome";
        NoticeKind: "notices"."kind";
        MailWhen: "notice_wishes"."mail";
        Followed: "follows"."kind";
        Provider: "hooks"."provider";
        Reminder: "remediation_reminders"."kind";
    }
}

#[test]
fn the_catalogues_begin_as_the_program_ships_them() {
    let text = migrations::text(DbBackend::Sqlite);
    let quoted = |text: &str| text.replace('\'', "''");
    for known in factor::CATALOGUE {
        let (name, definition) = (quoted(known.name), quoted(known.definition));
        let row = format!("('{}', '{}', '{name}', '{definition}',", known.code, known.group);
        assert!(text.contains(&row), "{row}");
    }
    for known in control::CATALOGUE {
        let (name, definition) = (quoted(known.name), quoted(known.definition));
        let row = format!("('{}', '{}', '{name}', '{definition}',", known.code, known.strength);
        assert!(text.contains(&row), "{row}");
    }
    for level in severity::default_scale() {
        let row = format!("({}, '{}', '{}')", level.rank.rank(), level.word, quoted(&level.guide));
        assert!(text.contains(&row), "{row}");
    }
}
