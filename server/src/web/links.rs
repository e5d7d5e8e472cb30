//! Addresses for the references that people write in Markdown.

use app::domain::incident::IncidentNumber;
use app::domain::reference::{EventRef, IncidentRef, RemediationRef};
use app::paths;

/// The address of `INC-42`, `E12` (of the incident at hand), `INC-42/E12`, `REM-7` or `@agent`.
///
/// Only the form is looked at: a reference to something the reader may not see leads to a 404,
/// as one to nothing does.
pub(crate) fn reference(here: Option<IncidentNumber>, word: &str) -> Option<String> {
    if let Some(agent) = word.strip_prefix('@') {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        return (!agent.is_empty() && agent.chars().all(plain)).then(|| paths::agent(agent));
    }
    if let Ok(IncidentRef::Number(number)) = IncidentRef::parse(word) {
        return Some(paths::incident(IncidentNumber(number)));
    }
    if let Ok(RemediationRef::Number(_)) = RemediationRef::parse(word) {
        return Some(paths::remediation(word.to_uppercase()));
    }
    match EventRef::parse(word) {
        Ok(EventRef::Of(IncidentRef::Number(number), seq)) => {
            Some(paths::event(IncidentNumber(number), seq))
        }
        Ok(EventRef::Seq(seq)) if word.starts_with(['E', 'e']) => {
            here.map(|number| paths::event(number, seq))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_addresses_and_other_words_do_not() {
        let here = Some(IncidentNumber(3));
        let of = |word| reference(here, word);
        assert_eq!(of("INC-42").as_deref(), Some("/incidents/INC-42"));
        assert_eq!(of("E12").as_deref(), Some("/incidents/INC-3?at=E12#E12"));
        assert_eq!(of("INC-4/E12").as_deref(), Some("/incidents/INC-4?at=E12#E12"));
        assert_eq!(of("REM-7").as_deref(), Some("/remediations/REM-7"));
        assert_eq!(of("@forum-helper").as_deref(), Some("/agents/forum-helper"));
        for word in ["12", "E", "EU", "INC", "@", "@a/b", "REM"] {
            assert_eq!(of(word), None, "{word}");
        }
        assert_eq!(reference(None, "E12"), None);
    }
}
