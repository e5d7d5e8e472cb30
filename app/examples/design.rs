//! Writes the design page as HTML to standard output, to look at it without a server.

use app::pages::design::DesignPage;
use app::ui::{Flash, NavCounts, NavItem, Shell, ShellUser};
use leptos::prelude::*;

fn main() {
    let shell = Shell {
        user: Some(ShellUser {
            name: "Adaeze Okonkwo-Lindqvist".to_owned(),
            role: "Commander".to_owned(),
            writes: true,
            administers: true,
        }),
        current: Some(NavItem::Incidents),
        counts: NavCounts { open_incidents: 3, late_work: 1 },
        flash: Some(Flash::done("INC-43 declared.")),
        ..Shell::default()
    };
    let html = Owner::new().with(|| view! { <DesignPage shell /> }.to_html());
    println!("{html}");
}
