//! The API's description, to read.

use leptos::prelude::*;

use super::Page;

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

    fn view(self) -> impl IntoView {
        view! {
            <article class="stack">
                <header class="prose">
                    <h1>"API"</h1>
                    <p>
                        "Everything the site can do, a program can do here. The machine-readable form is "
                        <a href="/api/openapi.json">"/api/openapi.json"</a>" (OpenAPI 3.1)."
                    </p>
                    <p>
                        "Send a token as " <code>"Authorization: Bearer …"</code>
                        ". Paths take INC-42 or the id. Lists answer " <code>"{items, next}"</code>
                        "; pass " <code>"next"</code> " as " <code>"after"</code>
                        ". With " <code>"Idempotency-Key"</code>
                        " a POST can be repeated safely. Send the " <code>"ETag"</code>
                        " you read as " <code>"If-Match"</code>
                        ", and a stale write is refused with the current version in the answer."
                    </p>
                    <pre><code>"curl -H 'Authorization: Bearer tl_…' -H 'Content-Type: application/json' \\\n     -d '{\"title\": \"Agent posted wrong advice\"}' http://127.0.0.1:3000/api/v1/incidents"</code></pre>
                </header>
                {self.operations.into_iter().map(operation).collect_view()}
            </article>
        }
    }
}

fn operation(operation: Operation) -> impl IntoView {
    let parameters = (!operation.parameters.is_empty()).then(|| {
        let items = operation
            .parameters
            .into_iter()
            .map(|(name, meaning)| view! { <li><code>{name}</code>" "{meaning}</li> })
            .collect_view();
        view! { <ul>{items}</ul> }
    });
    view! {
        <section class="panel">
            <h2 class="mono">{operation.method}" "{operation.path}</h2>
            <p>{operation.summary}</p>
            {(!operation.description.is_empty()).then(|| view! { <p class="quiet">{operation.description}</p> })}
            {parameters}
            <p class="faint">"Answers "{operation.answers.join(", ")}</p>
        </section>
    }
}
