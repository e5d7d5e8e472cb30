//! Accounts, for administrators.

use leptos::prelude::*;

use super::Page;
use crate::domain::account::{RawUser, User};
use crate::domain::permission::Role;
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Form, FormFoot, SelectField, Size, TextField, Time, choices_of,
};

/// All accounts, and the form for a new one as it was sent.
#[derive(Clone, Default)]
pub struct UsersPage {
    /// The accounts, by name.
    pub users: Vec<User>,
    /// What was typed for a new one.
    pub form: RawUser,
    /// What was wrong with it.
    pub invalid: Invalid,
}

impl Page for UsersPage {
    fn title(&self) -> String {
        "Users".into()
    }

    fn view(self) -> impl IntoView {
        view! {
            <div class="stack">
                <h1>"Users"</h1>
                <p class="quiet">
                    "Users are switched off, never deleted: what they wrote keeps their name."
                </p>
                <div class="table-scroll">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">"Address"</th>
                                <th scope="col">"Name, role, and whether they may sign in"</th>
                                <th scope="col">"Last signed in"</th>
                            </tr>
                        </thead>
                        <tbody>{self.users.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                {new_user(self.form, self.invalid)}
            </div>
        }
    }
}

fn row(user: User) -> impl IntoView {
    let signed_in = user.signed_in_at.map(|at| view! { <Time at /> }.into_any());
    let options = Role::ALL
        .iter()
        .map(|role| {
            view! {
                <option value=role.as_str() selected=*role == user.role>{role.label()}</option>
            }
        })
        .collect_view();
    let label = |what: &str| format!("{what} of {}", user.email);
    view! {
        <tr>
            <td>{user.email.clone()}</td>
            <td>
                <form method="post" action=paths::user(user.id) class="row row-tight">
                    <input
                        class="input"
                        name="name"
                        value=user.name.clone()
                        aria-label=label("Name")
                        required
                    />
                    <select class="input" name="role" aria-label=label("Role")>{options}</select>
                    <label class="row row-tight">
                        <input type="checkbox" name="active" value="true" checked=user.active />
                        "may sign in"
                    </label>
                    <input type="hidden" name="version" value=user.version.to_string() />
                    <Button size=Size::Small>"Save"</Button>
                </form>
            </td>
            <td>{signed_in.unwrap_or_else(|| "never".into_any())}</td>
        </tr>
    }
}

fn new_user(form: RawUser, errors: Invalid) -> impl IntoView {
    view! {
        <section class="panel narrow" aria-labelledby="new-user">
            <h2 id="new-user">"Add a user"</h2>
            <Form action=paths::USERS errors prefix="user" problem="Nobody was added">
                <TextField name="email" label="E-mail address" kind="email" value=form.email required=true />
                <TextField name="name" label="Name" value=form.name optional=true />
                <SelectField
                    name="role"
                    label="Role"
                    hint="Viewers read. Responders write. Commanders change severity and status, and \
                          publish. Administrators manage users."
                    choices={choices_of::<Role>()}
                    value={if form.role.is_empty() { "responder".to_owned() } else { form.role }}
                />
                <TextField
                    name="password"
                    label="First password"
                    kind="password"
                    hint="12 characters or more. Hand it over in person; they can change it."
                    autocomplete="new-password"
                    required=true
                />
                <FormFoot>
                    <Button kind=ButtonKind::Primary>"Add the user"</Button>
                </FormFoot>
            </Form>
        </section>
    }
}
