//! What the second of two editors is shown: both versions, so that nothing is lost.

use leptos::prelude::*;

use super::Refusal;

/// A field that somebody else has changed meanwhile, in both versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the field is called.
    pub label: &'static str,
    /// What was typed here.
    pub mine: String,
    /// What is stored now.
    pub theirs: String,
}

/// The fields in which `mine` differs from `theirs`; both name the same fields in the same order.
pub fn differing(
    mine: impl IntoIterator<Item = (&'static str, String)>,
    theirs: impl IntoIterator<Item = (&'static str, String)>,
) -> Vec<Difference> {
    let plain = |text: String| text.replace("\r\n", "\n").trim_end().to_owned();
    mine.into_iter()
        .zip(theirs)
        .map(|((label, mine), (_, theirs))| Difference {
            label,
            mine: plain(mine),
            theirs: plain(theirs),
        })
        .filter(|difference| difference.mine != difference.theirs)
        .collect()
}

/// Says that somebody else saved first, and where the two versions differ.
#[component]
pub fn StaleEdit(
    /// The fields that differ.
    differences: Vec<Difference>,
) -> impl IntoView {
    let rows = differences.into_iter().map(|difference| {
        view! {
            <tr>
                <th scope="row">{difference.label}</th>
                <td>{difference.mine}</td>
                <td>{difference.theirs}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Refusal title="Somebody else saved while you were writing">
            <p>
                "Nothing is lost and nothing is saved yet. The form below holds your version; saving it again replaces theirs. These fields differ:"
            </p>
            <table class="table">
                <thead>
                    <tr><th scope="col">"Field"</th><th scope="col">"Yours"</th><th scope="col">"Stored now"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Refusal>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown_and_line_ends_do_not() {
        let mine = [("Title", "a".to_owned()), ("Text", "one\r\ntwo\r\n".to_owned())];
        let theirs = [("Title", "b".to_owned()), ("Text", "one\ntwo".to_owned())];
        let found = differing(mine, theirs);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].label, found[0].theirs.as_str()), ("Title", "b"));
    }
}
