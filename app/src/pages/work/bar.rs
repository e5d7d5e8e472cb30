//! What stands around one's work: the views, the filters, and the fields that change several.

use leptos::prelude::*;

use super::WorkPage;
use crate::domain::remediation::{Priority, RemediationType};
use crate::domain::work::{Grouping, RawSavedView, RawWorkFilter, WorkSpan};
use crate::paths;
use crate::ui::{
    Button, ButtonLink, FilterBar, FilterSelect, FilterText, Form, FormFoot, Glyph, Icon, More,
    PostButton, SelectField, Size, Suggestions, TextField, choices_of,
};

/// The addresses that are offered wherever somebody is named.
const PEOPLE: &str = "people";

fn address(raw: &RawWorkFilter) -> String {
    paths::with_query(paths::WORK, &raw.pairs())
}

/// List or board.
pub(super) fn ways(raw: &RawWorkFilter) -> impl IntoView + use<> {
    let board = raw.view == "board";
    let view = if board { "" } else { "board" };
    let other = RawWorkFilter { view: view.to_owned(), ..raw.whole() };
    let words = if board { "As a list" } else { "As a board" };
    view! { <ButtonLink href=address(&other) size=Size::Small key="b">{words}</ButtonLink> }
}

/// Who has left and still owns work, each leading to what is to be handed over.
pub(super) fn gone(page: &WorkPage) -> Option<AnyView> {
    if page.gone.is_empty() || !page.writes {
        return None;
    }
    let here = page.who.as_ref().map(|person| person.id);
    let rows = page.gone.iter().map(|(person, address, count)| {
        let raw = RawWorkFilter { who: address.clone(), ..RawWorkFilter::default() };
        let words = format!("{}: {count}", person.name);
        let now = (here == Some(person.id)).then_some("page");
        view! { <li><a class="chip" href=paths::with_query(paths::WORK, &raw.pairs()) aria-current=now>{words}</a></li> }
    });
    let rows = rows.collect_view();
    let hand = page.gone.iter().any(|(person, ..)| here == Some(person.id)).then(|| {
        view! { <p>"This owner has left. Choose what to hand over, name its new owner below, and change it."</p> }
    });
    let view = view! {
        <div class="note" role="note">
            <Icon glyph=Glyph::Users />
            <div class="flow">
                <p class="strong">"Owner left: what is still theirs"</p>
                <ul class="chips">{rows}</ul>
                {hand}
            </div>
        </div>
    };
    Some(view.into_any())
}

/// The kept views, and the form that keeps this one.
pub(super) fn views(page: &WorkPage) -> impl IntoView + use<> {
    let here = RawWorkFilter { page: String::new(), ..page.raw.clone() }.pairs();
    let rows = page.views.iter().map(|kept| {
        let href = address(&kept.filter);
        let current = (kept.filter.pairs() == here).then_some("page");
        let name = kept.name.clone();
        view! {
            <li class="row row-tight">
                <a class="chip" href=href aria-current=current>{name.clone()}</a>
                <PostButton action=paths::work_view(kept.id) size=Size::Small>
                    "Remove"<span class="visually-hidden">{format!(" the view {name}")}</span>
                </PostButton>
            </li>
        }
    });
    let list = (!page.views.is_empty())
        .then(|| view! { <ul class="chips" aria-label="Kept views">{rows.collect_view()}</ul> });
    let keeps = page.raw != RawWorkFilter::default() || page.save.failed();
    view! { <div class="work-views no-print">{list}{keeps.then(|| keep(page))}</div> }
}

fn keep(page: &WorkPage) -> impl IntoView + use<> {
    let RawSavedView { name, .. } = page.save.raw.clone();
    let kept = RawWorkFilter { page: String::new(), ..page.raw.clone() };
    let hidden = kept.pairs().into_iter().map(|(field, value)| {
        view! { <input type="hidden" name=format!("filter.{field}") value=value /> }
    });
    let hidden = hidden.collect_view();
    let (open, errors) = (page.save.failed(), page.save.invalid.clone());
    view! {
        <More summary="Keep this view" open=open>
            <Form action=paths::WORK_VIEWS errors=errors problem="It is not kept yet" prefix="view" small=true>
                {hidden}
                <TextField name="name" label="What is it called?" value=name short=true />
                <FormFoot><Button size=Size::Small>"Keep"</Button></FormFoot>
            </Form>
        </More>
    }
}

/// The filters; what the tabs and the ways say goes along.
pub(super) fn filter(page: &WorkPage) -> impl IntoView + use<> {
    let raw = page.raw.clone();
    let active = raw != RawWorkFilter::default();
    let people = page.people.clone();
    let hidden = [("lane", raw.lane), ("view", raw.view)].map(|(name, value)| {
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value /> })
    });
    view! {
        <FilterBar action=paths::WORK text=raw.q text_label="Title or number" active=active>
            {hidden.collect_view()}
            <FilterSelect name="due" label="Due" choices={choices_of::<WorkSpan>()} value=raw.due />
            <FilterSelect name="priority" label="Priority" choices={choices_of::<Priority>()} value=raw.priority />
            <FilterSelect name="type" label="Type" choices={choices_of::<RemediationType>()} value=raw.kind />
            <FilterText name="incident" label="Incident" value=raw.incident />
            <FilterText name="who" label="Whose" value=raw.who list=PEOPLE />
            <FilterSelect name="group" label="Group by" choices={choices_of::<Grouping>()} value=raw.group blank="As usual" />
        </FilterBar>
        <Suggestions id=PEOPLE options=people />
    }
}

/// What the chosen ones may be changed to; it shows once something is chosen.
pub(super) fn change(page: &WorkPage) -> impl IntoView + use<> {
    let raw = page.change.raw.clone();
    view! {
        <div class="work-change panel no-print">
            <h2>"Change the chosen ones"</h2>
            <TextField name="owner" label="Owner" value=raw.owner list=PEOPLE autocomplete="off" optional=true />
            <TextField name="due" label="Due" value=raw.due kind="date" short=true optional=true />
            <SelectField name="priority" label="Priority" choices={choices_of::<Priority>()} value=raw.priority blank="As it is" />
            <Button size=Size::Small>"Change"</Button>
        </div>
    }
}
