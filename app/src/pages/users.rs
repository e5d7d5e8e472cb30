//! Accounts, for administrators.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::sent::Trouble;
use crate::domain::account::{RawUser, RawUserEdit, User};
use crate::domain::permission::Role;
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Column, Form, FormFoot, Glyph, PageHead, Refusal, Section,
    SelectField, Size, Table, TextField, Time, choices_of,
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
    /// Why the change of an account was not taken.
    pub refused: Invalid,
}

impl UsersPage {
    /// The change of an account that was not taken: what was typed stays in its row, unless somebody
    /// else's change is to be seen there.
    pub fn refuse(&mut self, id: Uuid, typed: RawUserEdit, trouble: Trouble) {
        if let Trouble::Wrong(_) = trouble
            && let Some(user) = self.users.iter_mut().find(|user| user.id == id)
        {
            user.name = typed.name;
            user.role = Role::from_word(&typed.role).unwrap_or(user.role);
            user.active = !typed.active.is_empty();
        }
        self.refused = trouble.into();
    }
}

impl Page for UsersPage {
    fn title(&self) -> String {
        "Users".into()
    }

    fn view(self) -> AnyView {
        let failed = !self.invalid.errors.is_empty();
        let columns = vec![
            Column::text("Address"),
            Column::text("Name, role, and whether they may sign in"),
            Column::text("Last signed in"),
        ];
        let rows = self.users.into_iter().map(row).collect_view();
        let refused = (!self.refused.errors.is_empty()).then(|| {
            let words = self.refused.errors.into_iter().map(|error| error.message);
            let words = words.map(|message| view! { <li>{message}</li> }).collect_view();
            view! { <Refusal title="The account is not changed yet"><ul>{words}</ul></Refusal> }
        });
        view! {
            <PageHead
                title="Users"
                lead="Users are switched off, never deleted: what they wrote keeps their name."
            >
                <ButtonLink href="#new-user" icon=Glyph::Plus>"Add a user"</ButtonLink>
            </PageHead>
            <div class="stack stack-wide">
                {refused}
                {failed.then(|| new_user(self.form.clone(), self.invalid.clone()))}
                <Table label="Users" columns=columns>{rows}</Table>
                {(!failed).then(|| new_user(self.form, self.invalid))}
            </div>
        }
        .into_any()
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
            <td class="title">{user.email.clone()}</td>
            <td>
                <form method="post" action=paths::user(user.id) class="row row-tight row-edit">
                    <input
                        class="input"
                        name="name"
                        value=user.name.clone()
                        aria-label=label("Name")
                        required
                    />
                    <select class="input" name="role" aria-label=label("Role")>{options}</select>
                    <label class="nowrap check-label">
                        <input type="checkbox" name="active" value="true" checked=user.active />
                        "may sign in"
                    </label>
                    <input type="hidden" name="version" value=user.version.to_string() />
                    <Button size=Size::Small>"Save"</Button>
                </form>
            </td>
            <td data-name="Last signed in" class="nowrap">{signed_in.unwrap_or_else(|| "never".into_any())}</td>
        </tr>
    }
}

fn new_user(form: RawUser, errors: Invalid) -> impl IntoView {
    view! {
        <Section title="Add a user" id="new-user">
            <Form action=paths::USERS errors prefix="user" problem="Nobody was added" small=true>
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
        </Section>
    }
}
