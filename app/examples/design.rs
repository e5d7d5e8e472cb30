//! Writes the design page as HTML to standard output, to look at it without a server.

use app::pages::{Page, design::DesignPage};
use app::ui::{self, Flash, NavCounts, NavItem, Shell, ShellUser};
use leptos::prelude::*;

fn main() {
    let shell = Shell {
        title: DesignPage.title(),
        user: Some(ShellUser {
            name: "Adaeze Okonkwo-Lindqvist".to_owned(),
            role: "Commander".to_owned(),
            writes: true,
            administers: true,
        }),
        current: Some(NavItem::Incidents),
        counts: NavCounts { open_incidents: 3, late_work: 1, unread_notices: 2, waiting_runs: 1 },
        flash: Some(Flash::done("INC-43 declared.")),
        ..Shell::default()
    };
    let page = move || view! { <ui::Page shell>{DesignPage.view()}</ui::Page> };
    let html = Owner::new().with(|| page().to_html());
    println!("{html}");
}
