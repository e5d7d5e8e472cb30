//! Who may see a restricted incident.

use leptos::prelude::*;
use uuid::Uuid;

use super::{Sent, Subject};
use crate::domain::incident::Visibility;
use crate::domain::permission::Right;
use crate::paths;
use crate::ui::{
    ActorName, Button, Form, FormFoot, Glyph, Mark, More, Panel, PostButton, Size, TextField,
};

/// Somebody who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// Their account.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// An address as it was typed, of somebody who is to see the incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawMember {
    /// An address, or the id of an account.
    pub user: String,
}

/// Who may see a restricted incident.
#[derive(Clone, Debug, Default)]
pub struct MembersSection {
    /// Those who may.
    pub members: Vec<MemberRow>,
    /// A new one as it was sent.
    pub add: Sent<RawMember>,
}

impl MembersSection {
    /// Draws the section; an open incident has none.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let restricted = on.incident.visibility == Visibility::Restricted;
        restricted.then(|| self.panel(on))
    }

    fn panel(self, on: &Subject) -> impl IntoView + use<> {
        let number = on.incident.number;
        let manages = on.may(Right::ManageMembers);
        let count = self.members.len().to_string();
        let rows = self.members.into_iter().map(|member| {
            let remove = manages.then(|| {
                let action = paths::incident_row(number, "members", member.id);
                let name = format!(" {}", member.name);
                view! {
                    <span class="push">
                        <PostButton action=action size=Size::Small>
                            "Remove"<span class="visually-hidden">{name}</span>
                        </PostButton>
                    </span>
                }
            });
            view! {
                <li>
                    <span class="side-line">
                        <ActorName mark=Mark::Person name=member.name.clone() />
                        {remove}
                    </span>
                    <span class="side-sub">{member.email}</span>
                </li>
            }
        });
        let rows = rows.collect_view();
        let add = self.add;
        let form = manages.then(|| {
            view! {
                <div class="panel-body">
                    <More summary="Add somebody" open=add.failed()>
                        <Form
                            action=paths::incident_part(number, "members")
                            errors=add.invalid
                            problem="Nobody is added yet"
                            prefix="members"
                            small=true
                        >
                            <TextField name="user" label="E-mail address" value=add.raw.user kind="email" autocomplete="off" />
                            <FormFoot><Button size=Size::Small>"Add"</Button></FormFoot>
                        </Form>
                    </More>
                </div>
            }
        });
        view! {
            <Panel
                title="Who may see this"
                id="members"
                icon=Glyph::Lock
                count=count
                foot="And administrators. For everybody else it does not exist: not in lists, counts, search or exports."
            >
                <ul class="side-list">{rows}</ul>
                {form}
            </Panel>
        }
    }
}
