//! What the parts promise to every page.

use app::domain::Invalid;
use app::pages::Page as _;
use app::pages::design::DesignPage;
use app::ui::*;
use leptos::prelude::*;

use crate::draw;

#[test]
fn an_error_stands_beside_its_field_and_leads_to_it_from_the_summary() {
    let errors = Invalid::one("title", "Enter something here; it is required.");
    let html = draw(|| {
        view! { <Form action="/x" errors problem="Not declared yet"><TextField name="title" label="Title" /></Form> }
    });
    assert!(html.contains("<a href=\"#f-title\">Title</a>"), "{html}");
    assert!(html.contains("aria-describedby=\"f-title-error\""), "{html}");
    assert!(html.contains("aria-invalid=\"true\""), "{html}");
    assert_eq!(html.matches("it is required.").count(), 2, "{html}");
}

#[test]
fn an_error_without_a_field_is_still_told() {
    let errors = Invalid::one("colour", "There is no such field.");
    let html =
        draw(|| view! { <Form action="/x" errors><TextField name="title" label="Title" /></Form> });
    assert!(html.contains("<li>There is no such field.</li>"), "{html}");
}

#[test]
fn two_forms_on_a_page_do_not_share_errors_or_ids() {
    let errors = Invalid::one("reason", "Say why.");
    let html = draw(|| {
        view! {
            <Form action="/a" errors prefix="a"><TextField name="reason" label="Reason" /></Form>
            <Form action="/b" prefix="b"><TextField name="reason" label="Reason" /></Form>
        }
    });
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1, "{html}");
    assert!(html.contains("id=\"a-reason\"") && html.contains("id=\"b-reason\""), "{html}");
}

#[test]
fn what_was_typed_is_kept_and_escaped() {
    let html = draw(|| {
        view! {
            <Form action="/x">
                <TextField name="title" label="Title" value="\"><script>" />
                <TextArea name="text" label="Text" value="</textarea><script>" />
                <SelectField name="kind" label="Kind" choices=vec![Choice::new("a", "A")] value="gone" />
            </Form>
        }
    });
    assert!(!html.contains("<script>"), "{html}");
    assert!(html.contains("<option value=\"gone\" selected>gone</option>"), "{html}");
}

#[test]
fn a_document_has_one_title_one_main_and_no_inline_style() {
    let html = draw(|| view! { <Page shell=Shell::default()>{DesignPage.view()}</Page> });
    assert!(html.starts_with("<!DOCTYPE html>"), "{}", &html[..60]);
    for (part, count) in [("<title>", 1), ("<main", 1), ("<h1", 1), (" style=", 0), (" onclick", 0)]
    {
        assert_eq!(html.matches(part).count(), count, "{part}");
    }
}

#[test]
fn no_id_is_given_twice() {
    let html = draw(|| view! { <Page shell=Shell::default()>{DesignPage.view()}</Page> });
    let mut ids: Vec<_> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn every_shown_key_is_in_the_list_of_shortcuts() {
    let user =
        ShellUser { name: "A".into(), role: "Commander".into(), writes: true, administers: true };
    let shell = Shell { user: Some(user), ..Shell::default() };
    let html = draw(|| view! { <Page shell>"x"</Page> });
    let known: Vec<_> =
        shortcuts::PLACES.iter().flat_map(|p| p.shortcuts).map(|s| s.keys).collect();
    for key in html.split("data-key=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(known.contains(&key), "{key}");
    }
}

#[test]
fn nobody_signed_in_sees_no_navigation_and_loads_no_palette() {
    let html = draw(|| view! { <Page shell=Shell::default()>"x"</Page> });
    assert!(!html.contains("nav-link") && !html.contains("id=\"palette\""), "{html}");
}
