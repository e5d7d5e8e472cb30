//! Signing in.

use leptos::prelude::*;

use super::Page;
use crate::domain::Invalid;
use crate::paths;
use crate::ui::{Button, ButtonKind, Form, FormFoot, Size, TextField};

/// The sign-in form, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct SignInPage {
    /// The address that was typed.
    pub email: String,
    /// The page that was wanted.
    pub next: String,
    /// What was wrong.
    pub invalid: Invalid,
}

impl Page for SignInPage {
    fn title(&self) -> String {
        "Sign in".into()
    }

    fn view(self) -> AnyView {
        view! {
            <div class="narrow card">
                <h1>"Sign in to Throughline"</h1>
                <Form action=paths::SIGN_IN errors=self.invalid problem="You are not signed in">
                    <input type="hidden" name="next" value=self.next />
                    <TextField
                        name="email"
                        label="E-mail address"
                        value=self.email
                        kind="email"
                        autocomplete="username"
                        autofocus=true
                        required=true
                    />
                    <TextField
                        name="password"
                        label="Password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <FormFoot>
                        <Button kind=ButtonKind::Primary size=Size::Large>"Sign in"</Button>
                    </FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}
