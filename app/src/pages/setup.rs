//! The first administrator.

use leptos::prelude::*;

use super::Page;
use crate::domain::Invalid;
use crate::domain::account::PASSWORD_MIN;
use crate::paths;
use crate::ui::{Button, ButtonKind, Form, FormFoot, Size, TextField};

/// The answer to a link that was used, replaced by a later one, or never made.
#[derive(Clone, Copy, Debug)]
pub struct SetupGone;

impl Page for SetupGone {
    fn title(&self) -> String {
        "This link does not work".into()
    }

    fn view(self) -> AnyView {
        view! {
            <div class="narrow card prose">
                <h1>{self.title()}</h1>
                <p>
                    "The link that makes the first administrator works once, and each start of the server makes a new one in place \
                     of the one before. Either it was used, or this is an older one, or a part of it is missing."
                </p>
                <p><b>"There is an account: "</b><a href=paths::SIGN_IN>"sign in"</a>". Somebody who may can add you, under Users."</p>
                <p><b>"There is none yet: "</b>"open the link that the server printed last, or add one on its machine:"</p>
                <pre tabindex="0"><code>"throughline user add --email you@example.org --role admin --password-stdin"</code></pre>
            </div>
        }
        .into_any()
    }
}

/// The form behind the one-time link, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct SetupPage {
    /// The link's secret.
    pub token: String,
    /// The address that was typed.
    pub email: String,
    /// The name that was typed.
    pub name: String,
    /// What was wrong.
    pub invalid: Invalid,
}

impl Page for SetupPage {
    fn title(&self) -> String {
        "Welcome".into()
    }

    fn view(self) -> AnyView {
        let hint = format!("{PASSWORD_MIN} characters or more; a few words with spaces are fine.");
        view! {
            <div class="narrow card">
                <header>
                    <h1>"Make the first administrator"</h1>
                    <p class="quiet">
                        "This link works once. You can add the others afterwards, under Users."
                    </p>
                </header>
                <Form action=paths::setup(&self.token) errors=self.invalid>
                    <TextField
                        name="email"
                        label="E-mail address"
                        hint="You sign in with it. It is not sent anywhere."
                        value=self.email
                        kind="email"
                        autocomplete="username"
                        autofocus=true
                        required=true
                    />
                    <TextField
                        name="name"
                        label="Name"
                        hint="As others see it on what you write."
                        value=self.name
                        autocomplete="name"
                        optional=true
                    />
                    <TextField
                        name="password"
                        label="Password"
                        hint=hint
                        kind="password"
                        autocomplete="new-password"
                        required=true
                    />
                    <FormFoot>
                        <Button kind=ButtonKind::Primary size=Size::Large>"Make the account and sign in"</Button>
                    </FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}
