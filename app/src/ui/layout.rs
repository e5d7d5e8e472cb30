//! The document around every page, and the blocks that order a page.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Assets, Glyph, Icon, NavBar, Shell, ShellZone, Toast};
use crate::islands::{CommandPalette, InPlace, Shortcuts};
use crate::paths;

/// Pages that a pointer rests on are fetched before the click; nothing that acts is a link.
const SPECULATION: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/api/*"}},{"not":{"href_matches":"/*.csv"}}]},"eagerness":"moderate"}]}"#;

/// A whole document: head, navigation, the page in `<main>`, foot.
#[component]
pub fn Page(
    /// The surroundings.
    shell: Shell,
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_surroundings(shell.assets.clone(), shell.zone);
    let title = format!("{} · Throughline", shell.title);
    let nonce = shell.nonce.clone();
    let signed_in = shell.user.is_some();
    let flash = shell.flash.clone();
    let files = files(&shell.assets, &nonce);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title}</title>
                {files}
            </head>
            <body>
                <a class="skip" href="#main">"Skip to the page"</a>
                <div class="shell">
                    <NavBar shell />
                    <div class="page">
                        <main class="content" id="main" tabindex="-1">
                            {flash.map(|flash| view! { <Toast flash /> })}
                            {children()}
                        </main>
                        <PageFoot />
                    </div>
                </div>
                {signed_in.then(|| view! { <CommandPalette /> <InPlace /> <Shortcuts /> })}
                <script type="speculationrules" nonce=nonce inner_html=SPECULATION></script>
            </body>
        </html>
    }
}

/// Provides what icons and times look for around them; a whole page does it by itself.
pub fn provide_surroundings(assets: Arc<Assets>, zone: chrono_tz::Tz) {
    provide_context(assets);
    provide_context(ShellZone(zone));
}

fn files(assets: &Arc<Assets>, nonce: &str) -> impl IntoView + use<> {
    let nonce = nonce.to_owned();
    let Assets { style, theme_script, islands_script, favicon, font, .. } = (**assets).clone();
    view! {
        <meta name="color-scheme" content="light dark" />
        <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="anonymous" />
        <link rel="stylesheet" href=style />
        <link rel="icon" href=favicon r#type="image/svg+xml" />
        <script src=theme_script nonce=nonce.clone()></script>
        <script type="module" src=islands_script nonce=nonce></script>
    }
}

#[component]
fn PageFoot() -> impl IntoView {
    view! {
        <footer class="page-foot">
            <span>{concat!("Throughline ", env!("CARGO_PKG_VERSION"))}</span>
            <a href=paths::API>"API"</a>
            <a href=paths::SHORTCUTS data-shortcuts="">"Keyboard shortcuts"</a>
        </footer>
    }
}

/// The head of a page: its title, one line under it, and its acts.
#[component]
pub fn PageHead(
    /// The title.
    #[prop(into)]
    title: String,
    /// One line that says what the page is for.
    #[prop(optional, into)]
    lead: Option<String>,
    /// The way back up: words and address.
    #[prop(optional)]
    up: Option<(String, String)>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let up = up.map(|(words, href)| {
        view! { <p class="incident-crumb"><a href=href class="row row-tight"><Icon glyph=Glyph::Left />{words}</a></p> }
    });
    view! {
        <header class="page-head">
            <div>
                {up}
                <h1>{title}</h1>
                {lead.map(|lead| view! { <p class="quiet">{lead}</p> })}
            </div>
            {children.map(|acts| view! { <div class="row row-tight no-print">{acts()}</div> })}
        </header>
    }
}

/// A section of a page with its heading, which a link can lead to.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Its id.
    #[prop(into)]
    id: String,
    /// How many things are in it.
    #[prop(optional, into)]
    count: Option<String>,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <section aria-labelledby=id.clone()>
            <div class="section-head">
                <h2 id=id.clone()>{title}</h2>
                {count.filter(|count| !count.is_empty()).map(|count| view! { <span class="count">{count}</span> })}
            </div>
            {children()}
        </section>
    }
}
