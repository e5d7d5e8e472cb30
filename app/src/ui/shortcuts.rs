//! Every keyboard shortcut with its words and place: the one list behind the sheet, the page and the keys.
//!
//! A button or link with `key="e"` is pressed by that key where it stands; this list only tells people.

use leptos::prelude::*;

/// A key, what it does, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// The keys: `d`, `g i` one after the other, `Ctrl K` together.
    pub keys: &'static str,
    /// What happens.
    pub words: &'static str,
}

/// The shortcuts of one place.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Where they work.
    pub name: &'static str,
    /// What they are.
    pub shortcuts: &'static [Shortcut],
}

const fn key(keys: &'static str, words: &'static str) -> Shortcut {
    Shortcut { keys, words }
}

/// Every shortcut.
pub const PLACES: &[Place] = &[
    Place {
        name: "Everywhere",
        shortcuts: &[
            key("d", "Declare an incident"),
            key("Ctrl K", "Search or do anything"),
            key("/", "To the search field"),
            key("g i", "Go to incidents"),
            key("g w", "Go to my work"),
            key("g n", "Go to notices"),
            key("g b", "Go to the inbox, while something waits there"),
            key("g r", "Go to remediations"),
            key("g y", "Go to families"),
            key("g a", "Go to agents"),
            key("g f", "Go to contributing factors"),
            key("g c", "Go to controls"),
            key("g t", "Go to trends"),
            key("u", "Undo: the last act, or on an incident one's last change of the timeline"),
            key("Ctrl Enter", "Send the form that you type in"),
            key("?", "This list"),
            key("Esc", "Close, or leave the field"),
        ],
    },
    Place {
        name: "In a list",
        shortcuts: &[key("j", "Next"), key("k", "Previous"), key("Enter", "Open")],
    },
    Place {
        name: "In your work",
        shortcuts: &[key("x", "Choose, to change several"), key("b", "As a board, or as a list")],
    },
    Place { name: "On a remediation, an agent or a postmortem", shortcuts: &[key("e", "Edit")] },
    Place {
        name: "On an incident",
        shortcuts: &[
            key("a", "To the line that adds to the timeline"),
            key("e", "Edit"),
            key("m", "Move to another status"),
            key("s", "Change the severity"),
            key("p", "Open the postmortem"),
        ],
    },
    Place {
        name: "In the picture of an incident",
        shortcuts: &[
            key("← →", "To the mark before or after; beside the marks, earlier or later"),
            key("↑ ↓", "To the mark before or after"),
            key("+", "Look closer"),
            key("-", "Look at more of the time"),
            key("0", "Look at all of the time"),
        ],
    },
    Place {
        name: "On an event of the timeline",
        shortcuts: &[
            key("j", "To the next event"),
            key("k", "To the event before"),
            key("e", "Edit"),
            key("t", "Say when it happened"),
            key("l", "Link it to another event"),
            key("p", "Pin, or take the pin out"),
            key("v", "Add evidence"),
            key("r", "Propose a remediation that answers to it"),
            key("x", "Retract"),
        ],
    },
    Place {
        name: "In the search that Ctrl K opens",
        shortcuts: &[key("↑ ↓", "To the row before or after"), key("Enter", "Go there, or do it")],
    },
];

/// What can be done with an event where it stands: the key, the last part of its address, and the words.
pub const ROW_ACTS: &[(&str, &str, &str)] = &[
    ("e", "", "Edit"),
    ("t", "/retime", "Say when it happened"),
    ("l", "/link", "Link it to another event"),
    ("p", "/pin", "Pin, or take the pin out"),
    ("v", "/evidence", "Add evidence"),
    ("r", "/remediation", "Propose a remediation that answers to it"),
    ("x", "/retract", "Retract"),
];

/// The keys of a shortcut as `<kbd>`s.
pub fn keys(keys: &'static str) -> impl IntoView {
    keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " }).collect_view()
}

/// All shortcuts, place by place.
#[component]
pub fn ShortcutList() -> impl IntoView {
    let places = PLACES
        .iter()
        .map(|place| {
            let rows = place
                .shortcuts
                .iter()
                .map(|s| view! { <div><dt>{s.words}</dt><dd>{keys(s.keys)}</dd></div> })
                .collect_view();
            view! { <section><h2>{place.name}</h2><dl>{rows}</dl></section> }
        })
        .collect_view();
    view! { <div class="shortcut-list">{places}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_of_a_row_is_told() {
        let row = PLACES.iter().find(|place| place.name.starts_with("On an event")).unwrap();
        for (key, _, words) in ROW_ACTS {
            assert!(row.shortcuts.iter().any(|s| s.keys == *key && s.words == *words), "{key}");
        }
    }

    #[test]
    fn no_two_shortcuts_of_a_place_or_of_everywhere_share_their_keys() {
        let everywhere = PLACES[0].shortcuts;
        for place in PLACES {
            let all = if place.name == "Everywhere" { &[] } else { everywhere };
            let mut keys: Vec<_> = all.iter().chain(place.shortcuts).map(|s| s.keys).collect();
            let count = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), count, "{}", place.name);
        }
    }
}
