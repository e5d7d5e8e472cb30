//! What the codes of the catalogues are called: records and the API hold codes, people read names.

use std::collections::HashMap;

use super::factor::FactorTarget;

/// The names of the factors and controls by their codes, those of retired ones too: records keep
/// naming them. What has no name is called by its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueNames {
    factors: HashMap<String, String>,
    controls: HashMap<String, String>,
}

impl CatalogueNames {
    /// The codes of factors and of controls, each with its name.
    pub fn new(
        factors: impl IntoIterator<Item = (String, String)>,
        controls: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        Self { factors: factors.into_iter().collect(), controls: controls.into_iter().collect() }
    }

    /// What a factor is called.
    pub fn factor<'a>(&'a self, code: &'a str) -> &'a str {
        self.factors.get(code).map_or(code, String::as_str)
    }

    /// What a control is called.
    pub fn control<'a>(&'a self, code: &'a str) -> &'a str {
        self.controls.get(code).map_or(code, String::as_str)
    }

    /// What a factor with its scope is called: `Approval missing at forum-helper`.
    pub fn target(&self, target: &FactorTarget) -> String {
        let name = self.factor(&target.code);
        if target.scope.is_empty() {
            return name.to_owned();
        }
        format!("{name} at {}", target.scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn names() -> CatalogueNames {
        let of = |code: &str, name: &str| [(code.to_owned(), name.to_owned())];
        CatalogueNames::new(
            of("approval_missing", "Approval missing"),
            of("approval_gate", "Approval gate"),
        )
    }

    #[test]
    fn a_target_is_called_by_its_factor_and_its_scope() {
        let called = |raw: &str| names().target(&FactorTarget::parse(raw).unwrap());
        assert_eq!(called("approval_missing @ forum"), "Approval missing at forum");
        assert_eq!(called("approval_missing"), "Approval missing");
    }

    #[test]
    fn what_the_catalogue_does_not_name_keeps_its_code() {
        let names = names();
        assert_eq!(names.control("approval_gate"), "Approval gate");
        assert_eq!(names.control("approval_missing"), "approval_missing", "that is a factor");
        assert_eq!(CatalogueNames::default().factor("over_reliance"), "over_reliance");
    }
}
