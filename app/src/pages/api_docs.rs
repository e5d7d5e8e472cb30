//! The API's description, to read.

use leptos::prelude::*;

use super::Page;
use crate::domain::capitalised;
use crate::paths;
use crate::ui::{PageHead, Section};

/// Every operation of the API.
#[derive(Clone, Debug, Default)]
pub struct ApiDocsPage {
    /// The operations, by path.
    pub operations: Vec<Operation>,
}

/// One method of one path.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path with its variable parts in braces.
    pub path: String,
    /// What it does, in a line.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Name and meaning of each parameter.
    pub parameters: Vec<(String, String)>,
    /// The statuses it answers with.
    pub answers: Vec<String>,
}

impl Page for ApiDocsPage {
    fn title(&self) -> String {
        "API".into()
    }

    fn view(self) -> AnyView {
        let groups = grouped(self.operations);
        let contents = groups
            .iter()
            .map(|(name, _)| view! { <li><a href=format!("#{}", anchor(name))>{name.clone()}</a></li> })
            .collect_view();
        let groups = groups.into_iter().map(group).collect_view();
        view! {
            <div class="readable stack stack-wide">
                <PageHead title="API" lead="Everything the site can do, a program can do here." />
                <div class="prose">
                    <p>
                        "The machine-readable form is "
                        <a href=paths::OPENAPI>"/api/openapi.json"</a>" (OpenAPI 3.1). "
                        "Make a token on " <a href=format!("{}#tokens", paths::ACCOUNT)>"your account's page"</a>
                        " and send it as " <code>"Authorization: Bearer …"</code> "."
                    </p>
                    <pre tabindex="0"><code>"curl -H 'Authorization: Bearer tl_…' -H 'Content-Type: application/json' \\\n     -d '{\"title\": \"Agent posted wrong advice\"}' http://127.0.0.1:3000/api/v1/incidents"</code></pre>
                    <ul>
                        <li>"Paths take INC-42, REM-7, an agent's key, or the id."</li>
                        <li>
                            "Lists answer " <code>"{items, next}"</code> "; pass " <code>"next"</code>
                            " as " <code>"after"</code> "."
                        </li>
                        <li>"With " <code>"Idempotency-Key"</code> " a POST can be repeated safely."</li>
                        <li>
                            "Send the " <code>"ETag"</code> " you read as " <code>"If-Match"</code>
                            ": a stale write is refused with the current version in the answer."
                        </li>
                    </ul>
                </div>
                <nav aria-label="Resources"><ul class="api-contents">{contents}</ul></nav>
                {groups}
            </div>
        }
        .into_any()
    }
}

/// The operations by the resource they are about: the last fixed part of `/api/v1/…`, or the first
/// two where one belongs to another.
fn grouped(operations: Vec<Operation>) -> Vec<(String, Vec<Operation>)> {
    let mut groups: Vec<(String, Vec<Operation>)> = Vec::new();
    for operation in operations {
        let name = resource(&operation.path);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(operation),
            None => groups.push((name, vec![operation])),
        }
    }
    groups
}

/// `/api/v1/incidents/{ref}/events/{seq}` is about the events of incidents.
fn resource(path: &str) -> String {
    let parts: Vec<&str> = path
        .trim_start_matches("/api")
        .trim_start_matches("/v1")
        .trim_start_matches('/')
        .split('/')
        .filter(|part| !part.starts_with('{'))
        .collect();
    let of = parts.first().copied().unwrap_or_default();
    let name = match parts.get(1) {
        Some(part) => format!("{} of {of}", capitalised(part)),
        None => capitalised(of),
    };
    name.replace('-', " ")
}

fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn group((name, operations): (String, Vec<Operation>)) -> impl IntoView {
    let count = operations.len().to_string();
    let rows = operations.into_iter().map(operation).collect_view();
    view! {
        <Section id=anchor(&name) title=name count=count>
            <ul class="panel operations">{rows}</ul>
        </Section>
    }
}

fn operation(operation: Operation) -> impl IntoView {
    let parameters = (!operation.parameters.is_empty()).then(|| {
        let items = operation
            .parameters
            .into_iter()
            .map(|(name, meaning)| view! { <div><dt><code>{name}</code></dt><dd>{coded(&meaning)}</dd></div> })
            .collect_view();
        view! { <dl class="facts">{items}</dl> }
    });
    let more = (!operation.description.is_empty())
        .then(|| view! { <p class="quiet small">{coded(&operation.description)}</p> });
    let method = format!("method method-{}", operation.method.to_lowercase());
    view! {
        <li>
            <p class="operation"><b class=method>{operation.method}</b>" "<code>{operation.path}</code></p>
            <p>{coded(&operation.summary)}</p>
            {more}
            {parameters}
            <p class="faint tiny">"Answers "{operation.answers.join(", ")}</p>
        </li>
    }
}

/// Text in which what stands between backticks is code.
fn coded(text: &str) -> impl IntoView + use<> {
    text.split('`')
        .enumerate()
        .map(|(i, part)| {
            let part = part.to_owned();
            if i % 2 == 1 { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
        })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_stands_with_those_of_its_resource() {
        assert_eq!(resource("/api/v1/incidents/{ref}/events/{seq}"), "Events of incidents");
        assert_eq!(resource("/api/v1/agents/{ref}"), "Agents");
        assert_eq!(resource("/api/v1/due-policy/suggestion"), "Suggestion of due policy");
        assert_eq!(resource("/v1/traces"), "Traces");
        assert_eq!(anchor("Events of incidents"), "events-of-incidents");
    }
}
