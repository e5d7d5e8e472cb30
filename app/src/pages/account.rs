//! One's own account: password, sessions, API tokens.

use leptos::prelude::*;

use super::Page;
use crate::domain::Invalid;
use crate::domain::account::{RawToken, Scope, Session, Token};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, CheckGroup, Form, FormFoot, PostButton, Size, TextField, Time, choices_of,
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
}

impl Page for AccountPage {
    fn title(&self) -> String {
        "Your account".into()
    }

    fn view(self) -> impl IntoView {
        let made = self.new_token.map(new_token);
        view! {
            <div class="narrow stack">
                <header>
                    <h1>{self.name}</h1>
                    <p class="quiet">{self.email}" · "{self.role}</p>
                </header>
                {made}
                {password(self.password_errors)}
                {sessions(self.sessions)}
                {tokens(self.tokens, self.token_form, self.token_errors)}
            </div>
        }
    }
}

fn new_token(secret: String) -> impl IntoView {
    view! {
        <section class="panel" role="status" aria-labelledby="new-token">
            <h2 id="new-token">"Your new token"</h2>
            <p>"Copy it now. It is shown this once and cannot be looked up again."</p>
            <p><code class="mono">{secret}</code></p>
        </section>
    }
}

fn password(errors: Invalid) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="password">
            <h2 id="password">"Password"</h2>
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
        </section>
    }
}

fn sessions(sessions: Vec<Session>) -> impl IntoView {
    let rows = sessions
        .into_iter()
        .map(|session| {
            let agent = if session.user_agent.is_empty() {
                "Unknown browser".to_owned()
            } else {
                session.user_agent
            };
            let end = (!session.current).then(|| {
                view! {
                    <PostButton action=paths::account_session(session.id) size=Size::Small>
                        "End"
                    </PostButton>
                }
            });
            view! {
                <tr>
                    <td>{agent}{session.current.then_some(" (this one)")}</td>
                    <td><Time at=session.created_at /></td>
                    <td><Time at=session.seen_at /></td>
                    <td>{end}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="sessions">
            <h2 id="sessions">"Where you are signed in"</h2>
            <div class="table-scroll">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Browser"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col">"Last seen"</th>
                            <th scope="col"><span class="visually-hidden">"End it"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn token_row(token: Token) -> impl IntoView {
    let scopes: Vec<_> = token.scopes.iter().map(ToString::to_string).collect();
    let state = match (token.revoked_at, token.expires_on) {
        (Some(_), _) => "revoked".to_owned(),
        (None, Some(day)) => format!("until {day}"),
        (None, None) => "no end".to_owned(),
    };
    let used = token.used_at.map(|at| view! { <Time at /> });
    let revoke = token.revoked_at.is_none().then(|| {
        view! {
            <PostButton action=paths::account_token(token.id) size=Size::Small>"Revoke"</PostButton>
        }
    });
    view! {
        <tr>
            <td>{token.name}</td>
            <td>{scopes.join(", ")}</td>
            <td>{state}</td>
            <td>{used}</td>
            <td>{revoke}</td>
        </tr>
    }
}

fn tokens(tokens: Vec<Token>, form: RawToken, errors: Invalid) -> impl IntoView {
    let table = (!tokens.is_empty()).then(|| {
        view! {
            <div class="table-scroll">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"For"</th>
                            <th scope="col">"May"</th>
                            <th scope="col">"Works"</th>
                            <th scope="col">"Last used"</th>
                            <th scope="col"><span class="visually-hidden">"Revoke it"</span></th>
                        </tr>
                    </thead>
                    <tbody>{tokens.into_iter().map(token_row).collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <section class="panel" aria-labelledby="tokens">
            <h2 id="tokens">"API tokens"</h2>
            <p class="quiet">
                "A program that sends one acts as you, within its scopes. "
                <a href=paths::API>"What the API can do"</a>
            </p>
            {table}
            <Form
                action=paths::ACCOUNT_TOKENS
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
        </section>
    }
}
