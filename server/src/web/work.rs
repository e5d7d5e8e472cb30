//! One's own work: the page, changing several at once, and the views that one keeps.

use app::domain::Invalid;
use app::domain::account::Person;
use app::domain::permission::{Right, Viewer};
use app::domain::work::{
    ChangeWork, RawChangeWork, RawSavedView, RawWorkFilter, SaveView, SavedView, WorkFilter,
    WorkSheet,
};
use app::pages::sent::Sent;
use app::pages::work::WorkPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::people::addresses;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, catalogue, remediations, users, views};

type Reader = Require<right::ViewIncidents>;

/// `GET /work`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Query(raw): Query<RawWorkFilter>,
) -> Result<Response> {
    let page = load(&state, &who.viewer, raw).await?;
    let wrong = !page.invalid.errors.is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame.show(status, page))
}

/// The person whose work a filter asks for; somebody unknown is told at the field.
pub(crate) async fn person(
    state: &AppState,
    viewer: &Viewer,
    filter: &WorkFilter,
) -> Result<Person> {
    let Some(reference) = &filter.who else {
        return Ok(Person { id: viewer.user_id, name: viewer.name.clone() });
    };
    let found = users::find_ref(&state.db, reference).await?;
    let user = found.ok_or_else(|| Invalid::one("who", "Nobody has this address."))?;
    Ok(Person { id: user.id, name: user.name })
}

async fn load(state: &AppState, viewer: &Viewer, raw: RawWorkFilter) -> Result<WorkPage> {
    let today = state.clock.now().date_naive();
    let mut page = WorkPage {
        views: views::list(&state.db, viewer.user_id).await?,
        gone: remediations::owners_gone(&state.db, viewer).await?,
        people: addresses(state).await?,
        names: catalogue::names(&state.db).await?,
        me: viewer.user_id,
        writes: viewer.may(Right::WriteRemediation),
        today,
        ..WorkPage::default()
    };
    let read = async {
        let filter = WorkFilter::parse(&raw)?;
        Ok::<_, Error>((person(state, viewer, &filter).await?, filter))
    };
    match read.await.map_err(Error::into_trouble) {
        Ok((person, filter)) => {
            let incidents = filter.by_incident();
            let (heads, more) =
                remediations::work(&state.db, viewer, person.id, today, incidents).await?;
            page.sheet = WorkSheet::of(&heads, &filter, person.id, today);
            page.items = remediations::work_items(&state.db, viewer, &page.sheet.ids()).await?;
            page.more = more;
            (page.filter, page.who) = (filter, Some(person));
        }
        Err(trouble) => page.invalid = trouble?.into(),
    }
    page.raw = raw;
    Ok(page)
}

/// `POST /work`: changes the chosen ones, and shows the same view again.
pub async fn change(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::WriteRemediation>,
    Query(filter): Query<RawWorkFilter>,
    Form(raw): Form<RawChangeWork>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, ChangeWork::parse(&raw), async |tx, command| {
        remediations::change(&tx, viewer, &command).await
    });
    let back = paths::with_query(paths::WORK, &filter.pairs());
    let there = |changed| (back, format!("{changed} changed."));
    let refill = |page: &mut WorkPage, trouble| page.change = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, filter), refill).await
}

/// `POST /work/views`
pub async fn save_view(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Form(raw): Form<RawSavedView>,
) -> Result<Response> {
    let user = who.viewer.user_id;
    let done = who.write(&state, SaveView::parse(raw.clone()), async |tx, command| {
        views::save(&tx, user, &command).await
    });
    let there = |view: SavedView| {
        let path = paths::with_query(paths::WORK, &view.filter.pairs());
        (path, format!("The view “{}” is kept.", view.name))
    };
    let again = load(&state, &who.viewer, raw.filter.clone());
    let refill = |page: &mut WorkPage, trouble| page.save = Sent::new(raw, trouble);
    frame.answer(done.await, there, again, refill).await
}

/// `POST /work/views/{id}/remove`
pub async fn remove_view(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let user = who.viewer.user_id;
    store::write(&state.db, who.by(&state), async |tx| views::remove(&tx, user, id).await).await?;
    Ok(frame.redirect(paths::WORK, "The view is removed."))
}
