//! One's own work: the page, changing several at once, and the views that one keeps.

use app::domain::Invalid;
use app::domain::account::Person;
use app::domain::permission::{Right, Viewer};
use app::domain::work::{
    ChangeWork, RawChangeWork, RawSavedView, RawWorkFilter, SaveView, WorkFilter,
};
use app::pages::incident::Sent;
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
use crate::store::{self, remediations, users, views};

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
        me: viewer.user_id,
        writes: viewer.may(Right::WriteRemediation),
        today,
        ..WorkPage::default()
    };
    let read = async {
        let filter = WorkFilter::parse(&raw)?;
        Ok::<_, Error>((person(state, viewer, &filter).await?, filter))
    };
    match read.await.map_err(Error::into_invalid) {
        Ok((person, filter)) => {
            let found = remediations::work(&state.db, viewer, person.id, today).await?;
            (page.items, page.more) = found;
            (page.filter, page.who) = (filter, Some(person));
        }
        Err(Ok(invalid)) => page.invalid = invalid,
        Err(Err(error)) => return Err(error),
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
    let done = match ChangeWork::parse(&raw) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            remediations::change(&tx, viewer, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(changed) => {
            let news =
                if changed == 1 { "1 changed.".into() } else { format!("{changed} changed.") };
            Ok(frame.redirect(&paths::with_query(paths::WORK, &filter.pairs()), &news))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, filter).await?;
            page.change = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /work/views`
pub async fn save_view(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Form(raw): Form<RawSavedView>,
) -> Result<Response> {
    let user = who.viewer.user_id;
    let done = match SaveView::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            views::save(&tx, user, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(view) => {
            let path = paths::with_query(paths::WORK, &view.filter.pairs());
            Ok(frame.redirect(&path, &format!("The view “{}” is kept.", view.name)))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, &who.viewer, raw.filter.clone()).await?;
            page.save = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
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
