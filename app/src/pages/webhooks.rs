//! Webhooks for administrators: who is told, who may tell, and what became of each delivery.

use leptos::prelude::*;

use super::Page;
use crate::domain::webhook::{
    Delivery, Hook, Provider, RawHook, RawWebhook, Webhook, WebhookTopic,
};
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, CheckGroup, Column, Form, FormFoot, Glyph, Icon, More, PageHead,
    PostButton, Section, SelectField, Size, Table, TextField, Time, Tone, choices_of,
};

/// All webhooks.
#[derive(Clone, Debug, Default)]
pub struct WebhooksPage {
    /// Who is told.
    pub webhooks: Vec<Webhook>,
    /// Who may tell.
    pub hooks: Vec<Hook>,
    /// The origin that people type.
    pub base: String,
    /// A new webhook as it was sent.
    pub raw: RawWebhook,
    /// What was wrong with it.
    pub errors: Invalid,
    /// A new hook as it was sent.
    pub raw_hook: RawHook,
    /// What was wrong with it.
    pub hook_errors: Invalid,
    /// The address and the secret of what was added just now.
    pub made: Option<(String, String)>,
}

impl Page for WebhooksPage {
    fn title(&self) -> String {
        "Webhooks".into()
    }

    fn view(self) -> AnyView {
        let made = self.made.map(made);
        view! {
            <PageHead title="Webhooks" lead="Whom outside Throughline tells, and which trackers may tell that linked work is done." />
            <div class="stack stack-wide">
                {made}
                {outgoing(self.webhooks, self.raw, self.errors)}
                {incoming(self.hooks, &self.base, self.raw_hook, self.hook_errors)}
            </div>
        }
        .into_any()
    }
}

fn made((address, secret): (String, String)) -> impl IntoView {
    view! {
        <section class="note note-accent" role="status" aria-labelledby="new-secret">
            <Icon glyph=Glyph::Key />
            <div class="flow">
                <h2 id="new-secret">"Its secret"</h2>
                <p><code class="secret">{secret}</code></p>
                <p>"Copy it now. It is shown this once and cannot be looked up again. Its address:"</p>
                <p><code class="secret">{address}</code></p>
            </div>
        </section>
    }
}

fn state(it: &Webhook) -> AnyView {
    match (it.active, it.failing_since) {
        (true, None) => view! { <Badge tone=Tone::Ok>"On"</Badge> }.into_any(),
        (true, Some(at)) => {
            view! { <Badge tone=Tone::Warn icon=Glyph::Late>"Failing"</Badge>" since "<Time at=at /> }.into_any()
        }
        (false, _) => {
            let why = it.off_because.clone();
            view! { <Badge tone=Tone::Dashed>"Off"</Badge>" "{why} }.into_any()
        }
    }
}

fn topics(it: &Webhook) -> String {
    it.topics.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn outgoing(webhooks: Vec<Webhook>, raw: RawWebhook, errors: Invalid) -> impl IntoView {
    let count = webhooks.len();
    let open = count == 0 || !errors.errors.is_empty();
    let columns = vec![Column::text("Address"), Column::text("Is told of"), Column::text("State")];
    let table = (count > 0).then(|| {
        let rows = webhooks
            .into_iter()
            .map(|it| {
                let (topics, state) = (topics(&it), state(&it));
                view! {
                    <tr>
                        <td class="title wrap"><a href=paths::webhook(it.id)>{it.url}</a></td>
                        <td data-name="Is told of" class="wrap">{topics}</td>
                        <td data-name="State">{state}</td>
                    </tr>
                }
            })
            .collect_view();
        view! { <Table label="Webhooks" columns=columns>{rows}</Table> }
    });
    view! {
        <Section title="Who is told" id="outgoing" count=count.to_string()>
            <div class="stack">
                <p class="quiet">"Signed as the Standard Webhooks are. What is restricted is told to nobody outside; titles and names are not sent."</p>
                {table}
                <More summary="Add a webhook" open=open>
                    <Form action=paths::WEBHOOKS errors prefix="webhook" small=true problem="No webhook was added">
                        <TextField name="url" label="Address" kind="url" value=raw.url required=true />
                        <CheckGroup name="topics" label="What it is told of" choices={choices_of::<WebhookTopic>()} values=raw.topics />
                        <FormFoot><Button kind=ButtonKind::Primary>"Add the webhook"</Button></FormFoot>
                    </Form>
                </More>
            </div>
        </Section>
    }
}

fn incoming(hooks: Vec<Hook>, base: &str, raw: RawHook, errors: Invalid) -> impl IntoView + use<> {
    let count = hooks.len();
    let open = !errors.errors.is_empty();
    let columns = vec![
        Column::text("Name"),
        Column::text("Provider"),
        Column::text("Address"),
        Column::text("Last believed"),
        Column::acts("Revoke it"),
    ];
    let table = (count > 0).then(|| {
        let rows = hooks.into_iter().map(|hook| hook_row(hook, base)).collect_view();
        view! { <Table label="Trackers" columns=columns>{rows}</Table> }
    });
    view! {
        <Section title="Who may tell that work is done" id="incoming" count=count.to_string()>
            <div class="stack">
                <p class="quiet">"When a linked pull request is merged or a linked issue is done, remediations that are accepted or in progress become implemented: never verified."</p>
                {table}
                <More summary="Add a tracker" open=open>
                    <Form action=paths::HOOKS errors prefix="hook" small=true problem="No tracker was added">
                        <SelectField name="provider" label="Provider" choices={choices_of::<Provider>()} value=raw.provider />
                        <TextField name="name" label="What it is called here" value=raw.name required=true />
                        <TextField name="secret" label="The provider's own secret" value=raw.secret kind="password" autocomplete="off" optional=true hint="Linear gives one. Left blank, one is made and shown." />
                        <FormFoot><Button kind=ButtonKind::Primary>"Add the tracker"</Button></FormFoot>
                    </Form>
                </More>
            </div>
        </Section>
    }
}

fn hook_row(hook: Hook, base: &str) -> impl IntoView + use<> {
    let address = format!("{base}{}", paths::hook(hook.provider, hook.id));
    let used = match hook.used_at {
        Some(at) => view! { <Time at /> }.into_any(),
        None => "never".into_any(),
    };
    view! {
        <tr>
            <td class="title">{hook.name}</td>
            <td data-name="Provider">{hook.provider.label()}</td>
            <td data-name="Address" class="wrap"><code>{address}</code></td>
            <td data-name="Last believed">{used}</td>
            <td><PostButton action=paths::revoke_hook(hook.id) size=Size::Small>"Revoke"</PostButton></td>
        </tr>
    }
}

/// One webhook, with what became of each delivery.
#[derive(Clone, Debug)]
pub struct WebhookPage {
    /// The webhook.
    pub it: Webhook,
    /// Its last deliveries, the newest first.
    pub log: Vec<Delivery>,
}

impl Page for WebhookPage {
    fn title(&self) -> String {
        "Webhook".into()
    }

    fn view(self) -> AnyView {
        let id = self.it.id;
        let up = ("Webhooks".to_owned(), paths::WEBHOOKS.to_owned());
        let act = move |part: &str| paths::webhook_part(id, part);
        let (part, words) =
            if self.it.active { ("off", "Switch off") } else { ("on", "Switch on again") };
        let test = self.it.active.then(|| {
            view! { <PostButton action=act("test") kind=ButtonKind::Primary>"Send a test"</PostButton> }
        });
        let count = self.log.len().to_string();
        let columns = vec![
            Column::text("What"),
            Column::text("When"),
            Column::text("Became"),
            Column::number("Tries"),
            Column::text("webhook-id"),
        ];
        let rows = self.log.into_iter().map(delivery_row).collect_view();
        let (topics, state) = (topics(&self.it), state(&self.it));
        view! {
            <PageHead title=self.it.url up=up lead=topics>
                {test}
                <PostButton action=act(part)>{words}</PostButton>
                <PostButton action=act("remove")>"Remove"</PostButton>
            </PageHead>
            <p class="row row-tight page-state">{state}</p>
            <Section title="Deliveries" id="deliveries" count=count>
                <Table label="Deliveries" columns=columns>{rows}</Table>
            </Section>
        }
        .into_any()
    }
}

fn delivery_row(it: Delivery) -> impl IntoView {
    let error = it.error.clone();
    let became = match (it.delivered_at, it.gave_up_at) {
        (Some(at), _) => {
            let status = it.answered.map(|status| format!(" {status} "));
            view! { <Badge tone=Tone::Ok>"Delivered"</Badge>{status}<Time at=at /> }.into_any()
        }
        (None, Some(at)) => {
            view! { <Badge tone=Tone::Danger>"Given up"</Badge>" "{error}" "<Time at=at /> }.into_any()
        }
        (None, None) if it.attempts == 0 => {
            view! { <Badge>"On its way"</Badge> }.into_any()
        }
        (None, None) => {
            view! { <Badge tone=Tone::Warn>"Waits"</Badge>" "{error}"; again "<Time at=it.due_at /> }.into_any()
        }
    };
    view! {
        <tr>
            <td class="title"><code>{it.topic}</code></td>
            <td data-name="When" class="nowrap"><Time at=it.at /></td>
            <td data-name="Became" class="wrap">{became}</td>
            <td data-name="Tries" class="n">{it.attempts}</td>
            <td data-name="webhook-id"><code>{it.id.to_string()}</code></td>
        </tr>
    }
}
