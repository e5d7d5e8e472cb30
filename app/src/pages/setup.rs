//! The first administrator.

use leptos::prelude::*;

use super::Page;
use crate::domain::Invalid;
use crate::domain::account::PASSWORD_MIN;
use crate::paths;
use crate::ui::{Button, ButtonKind, Form, FormFoot, Size, TextField};

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
