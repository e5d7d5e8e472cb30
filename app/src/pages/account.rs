//! One's own account: password, sessions, API tokens.

use leptos::prelude::*;

use super::Page;
use crate::domain::Invalid;
use crate::domain::account::{RawToken, Scope, Session, Token};
use crate::domain::feed::FeedToken;
use crate::domain::notice::{MailWhen, RawNoticeWishes};
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, CheckField, CheckGroup, Column, Form, FormFoot, Glyph, Icon, More,
    PageHead, PostButton, Section, SelectField, Size, Table, TextField, Time, Tone, choices_of,
};

/// Everything that the account page shows.
#[derive(Clone, Debug, Default)]
pub struct AccountPage {
    /// Name shown to others.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// Role, as a word for people.
    pub role: String,
    /// Sessions that are alive.
    pub sessions: Vec<Session>,
    /// Tokens, revoked ones too.
    pub tokens: Vec<Token>,
    /// What was wrong with a change of the password.
    pub password_errors: Invalid,
    /// What was typed for a new token.
    pub token_form: RawToken,
    /// What was wrong with it.
    pub token_errors: Invalid,
    /// The secret of a token that was made just now.
    pub new_token: Option<String>,
    /// What one wants to hear.
    pub wishes: RawNoticeWishes,
    /// What was wrong with a change of it.
    pub wish_errors: Invalid,
    /// Whether the program can send e-mail.
    pub mails: bool,
    /// When the e-mail goes out of those who want one a day, UTC.
    pub daily_at: chrono::NaiveTime,
    /// One's own feed address.
    pub feed: Option<FeedToken>,
    /// Its two addresses, when it was made just now.
    pub new_feed: Option<[String; 2]>,
}

impl Page for AccountPage {
    fn title(&self) -> String {
        "Your account".into()
    }

    fn view(self) -> AnyView {
        let token = self.new_token.map(|secret| {
            let line = view! { <p><code class="secret">{secret}</code></p> };
            shown_once(
                "new-token",
                "Your new token",
                "Copy it now. It is shown this once and cannot be looked up again.",
                line,
            )
        });
        let feed = self.new_feed.map(|[dates, news]| {
            let lines = view! {
                <p>"Days: "<code class="secret">{dates}</code></p>
                <p>"News: "<code class="secret">{news}</code></p>
            };
            shown_once("new-feed", "Your feed addresses", "Copy them now. They are shown this once; who has one reads with it what you may see.", lines)
        });
        let lead = format!("{} · {}", self.email, self.role);
        view! {
            <div class="readable stack stack-wide">
                <PageHead title=self.name lead=lead />
                {token}
                {feed}
                {tokens(self.tokens, self.token_form, self.token_errors)}
                {wishes(self.wishes, self.wish_errors, self.mails.then_some(self.daily_at))}
                {feeds(self.feed)}
                {sessions(self.sessions)}
                {password(self.password_errors)}
            </div>
        }
        .into_any()
    }
}

/// What there was when a form for another was drawn, by the last of `ids`: sent a second time, as
/// reloading the answer does, it makes none.
pub fn mark(ids: impl Iterator<Item = uuid::Uuid>) -> String {
    ids.max().map_or_else(|| "none".to_owned(), |id| id.to_string())
}

fn unless_made(path: &str, ids: impl Iterator<Item = uuid::Uuid>) -> String {
    paths::with_query(path, &[("was", mark(ids))])
}

/// What cannot be looked up again, above everything else on the page that answers.
fn shown_once(
    id: &'static str,
    title: &'static str,
    words: &'static str,
    lines: impl IntoView + 'static,
) -> impl IntoView {
    view! {
        <section class="note note-accent" role="status" aria-labelledby=id>
            <Icon glyph=Glyph::Key />
            <div class="flow">
                <h2 id=id>{title}</h2>
                <p>{words}</p>
                {lines}
            </div>
        </section>
    }
}

fn wishes(
    raw: RawNoticeWishes,
    errors: Invalid,
    mails: Option<chrono::NaiveTime>,
) -> impl IntoView {
    let daily =
        mails.map_or(String::new(), |at| format!(" Once a day: at {} UTC.", at.format("%-H:%M")));
    let when = format!("Soon: ten minutes apart at least.{daily}");
    let mail = mails.is_some().then(|| {
        view! {
            <SelectField
                name="mail"
                label="By e-mail"
                choices={choices_of::<MailWhen>()}
                value=raw.mail.clone()
                hint=when
            />
        }
        .into_any()
    });
    // What is wished for is kept until there is a mail server again.
    let mail = mail
        .unwrap_or_else(|| view! { <input type="hidden" name="mail" value=raw.mail /> }.into_any());
    let lead = if mails.is_some() {
        "What concerns you is told here, and several notices come in one e-mail."
    } else {
        "What concerns you is told here. This installation sends no e-mail."
    };
    view! {
        <Section title="Notices" id="notices">
            <div class="stack">
                <p class="quiet">{lead}" "<a href=paths::NOTICES>"Your notices"</a></p>
                <Form action=paths::ACCOUNT_NOTICES errors prefix="notices" small=true>
                    <CheckField name="shown" label="Show them in Throughline" checked={!raw.shown.is_empty()} />
                    {mail}
                    <FormFoot>
                        <Button>"Save"</Button>
                    </FormFoot>
                </Form>
            </div>
        </Section>
    }
}

fn feeds(feed: Option<FeedToken>) -> impl IntoView {
    let make = unless_made(paths::ACCOUNT_FEEDS, feed.iter().map(|feed| feed.id));
    let (words, since, end) = match feed {
        Some(feed) => (
            "Make new addresses",
            view! { <p>"Your addresses were made "<Time at=feed.created_at />". New ones end them."</p> }.into_any(),
            Some(view! { <PostButton action=paths::ACCOUNT_FEEDS_END>"End the addresses"</PostButton> }),
        ),
        None => ("Make the addresses", view! { <p>"You have none."</p> }.into_any(), None),
    };
    view! {
        <Section title="Feeds" id="feeds">
            <div class="stack">
                <p class="quiet">"What you own or verify as days in your calendar (iCal), and news of what you may see (Atom). The titles of what is restricted are left out."</p>
                {since}
                <div class="row row-tight">
                    <PostButton action=make>{words}</PostButton>
                    {end}
                </div>
            </div>
        </Section>
    }
}

fn password(errors: Invalid) -> impl IntoView {
    let open = !errors.errors.is_empty();
    view! {
        <Section title="Password" id="password">
            <More summary="Change the password" open=open>
                <Form
                    action=paths::ACCOUNT_PASSWORD
                    errors
                    prefix="password"
                    small=true
                    problem="The password is not changed"
                >
                    <TextField
                        name="current"
                        label="Password until now"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <TextField
                        name="new"
                        label="New password"
                        kind="password"
                        hint="12 characters or more; a few words with spaces are fine."
                        autocomplete="new-password"
                        required=true
                    />
                    <TextField
                        name="again"
                        label="New password again"
                        kind="password"
                        autocomplete="new-password"
                        required=true
                    />
                    <FormFoot>
                        <Button>"Change the password"</Button>
                    </FormFoot>
                </Form>
            </More>
        </Section>
    }
}

/// The browser and its system in words, as far as a user agent's own claim tells them.
fn browser(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let name = first(&[
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.to_owned(),
        (None, _) if agent.is_empty() => "Unknown browser".to_owned(),
        (None, _) => agent.to_owned(),
    }
}

fn sessions(sessions: Vec<Session>) -> impl IntoView {
    let count = sessions.len().to_string();
    let columns = vec![
        Column::text("Browser"),
        Column::text("Since"),
        Column::text("Last seen"),
        Column::acts("End it"),
    ];
    let rows = sessions
        .into_iter()
        .map(|session| {
            let end = (!session.current).then(|| {
                view! {
                    <PostButton action=paths::account_session(session.id) size=Size::Small>
                        "End"
                    </PostButton>
                }
            });
            let here =
                session.current.then(|| view! { " "<Badge tone=Tone::Accent>"This one"</Badge> });
            view! {
                <tr>
                    <td class="title">{browser(&session.user_agent)}{here}</td>
                    <td data-name="Since"><Time at=session.created_at /></td>
                    <td data-name="Last seen"><Time at=session.seen_at /></td>
                    <td>{end}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Section title="Where you are signed in" id="sessions" count=count>
            <Table label="Where you are signed in" columns=columns>{rows}</Table>
        </Section>
    }
}

fn token_row(token: Token) -> impl IntoView {
    let scopes: Vec<_> = token.scopes.iter().map(ToString::to_string).collect();
    let state = match (token.revoked_at, token.expires_on) {
        (Some(_), _) => view! { <Badge tone=Tone::Dashed>"Revoked"</Badge> }.into_any(),
        (None, Some(day)) => format!("until {day}").into_any(),
        (None, None) => "without end".into_any(),
    };
    let used = match token.used_at {
        Some(at) => view! { <Time at /> }.into_any(),
        None => "never".into_any(),
    };
    let revoke = token.revoked_at.is_none().then(|| {
        view! {
            <PostButton action=paths::account_token(token.id) size=Size::Small>"Revoke"</PostButton>
        }
    });
    view! {
        <tr>
            <td class="title">{token.name}</td>
            <td data-name="May">{scopes.join(", ")}</td>
            <td data-name="Works">{state}</td>
            <td data-name="Last used">{used}</td>
            <td>{revoke}</td>
        </tr>
    }
}

fn tokens(tokens: Vec<Token>, form: RawToken, errors: Invalid) -> impl IntoView {
    let count = tokens.len();
    let make = unless_made(paths::ACCOUNT_TOKENS, tokens.iter().map(|token| token.id));
    let open = count == 0 || !errors.errors.is_empty();
    let columns = vec![
        Column::text("For"),
        Column::text("May"),
        Column::text("Works"),
        Column::text("Last used"),
        Column::acts("Revoke it"),
    ];
    let table = (count > 0).then(|| {
        let rows = tokens.into_iter().map(token_row).collect_view();
        view! { <Table label="API tokens" columns=columns>{rows}</Table> }
    });
    view! {
        <Section title="API tokens" id="tokens" count=count.to_string()>
            <div class="stack">
                <p class="quiet">
                    "A program that sends one acts as you, within its scopes. "
                    <a href=paths::API>"What the API can do"</a>
                </p>
                {table}
                <More summary="Make a token" open=open>
                    <Form
                        action=make
                        errors
                        prefix="token"
                        small=true
                        problem="No token was made"
                    >
                        <TextField name="name" label="What it is for" value=form.name required=true />
                        <CheckGroup
                            name="scopes"
                            label="What it may do"
                            choices={choices_of::<Scope>()}
                            values=form.scopes
                        />
                        <TextField
                            name="expires_on"
                            label="Last day on which it works"
                            kind="date"
                            value=form.expires_on
                            short=true
                            optional=true
                        />
                        <FormFoot>
                            <Button kind=ButtonKind::Primary>"Make a token"</Button>
                        </FormFoot>
                    </Form>
                </More>
            </div>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_and_another_program_shows_what_it_says_of_itself() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(browser(chrome), "Chrome on Linux");
        assert_eq!(browser("curl/8.5.0"), "curl/8.5.0");
        assert_eq!(browser(""), "Unknown browser");
    }
}
