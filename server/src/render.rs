//! Draws pages inside the frame of the site.

use std::sync::{Arc, LazyLock};

use app::domain::Vocabulary;
use app::domain::permission::{Right, Viewer};
use app::pages;
use app::pages::sent::Trouble;
use app::ui::{self, Assets, Flash, NavCounts, Shell, ShellUser};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use crate::assets;
use crate::auth::Principal;
use crate::error::Error;
use crate::state::AppState;
use crate::store::counts;
use crate::web::layers::{Nonce, RequestId};

/// The header with which an island asks for the page without its frame.
const PART: &str = "part";
/// The cookie in which the browser tells its time zone.
const ZONE_COOKIE: &str = "zone";

static ASSETS: LazyLock<Arc<Assets>> =
    LazyLock::new(|| Arc::new(Assets::new(|name| assets::url(name).to_owned())));

/// What surrounds a page: who looks at it, from where, with what news.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Names this request in the log.
    pub request_id: String,
    nonce: String,
    path: String,
    flash: Option<Flash>,
    counts: NavCounts,
    zone: chrono_tz::Tz,
    secure: bool,
    part: bool,
}

impl FromRequestParts<AppState> for Frame {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let mut frame = Self::of(state, &parts.extensions, &parts.uri, &parts.headers);
        if let Some(viewer) = frame.viewer.as_ref().filter(|_| !frame.part) {
            let today = state.clock.now().date_naive();
            let counts = counts::of(&state.db, viewer, today, NavCounts::MOST).await?;
            frame.counts = NavCounts {
                open_incidents: counts.open_incidents,
                late_work: counts.late_work,
                unread_notices: counts.unread_notices,
                waiting_runs: counts.waiting_runs,
            };
        }
        Ok(frame)
    }
}

impl Frame {
    /// The frame of a request.
    pub fn of(state: &AppState, extensions: &Extensions, uri: &Uri, headers: &HeaderMap) -> Self {
        let jar = CookieJar::from_headers(headers);
        let secure = state.config.secure_cookies();
        let part = headers.contains_key(PART);
        let cookie = |name| jar.get(name).map(|cookie: &Cookie<'_>| cookie.value().to_owned());
        let text = |id: Option<&RequestId>| id.map(|id| id.0.clone()).unwrap_or_default();
        Self {
            viewer: extensions.get::<Principal>().map(|principal| principal.viewer.clone()),
            request_id: text(extensions.get()),
            nonce: extensions.get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            flash: if part {
                None
            } else {
                cookie(flash_name(secure)).and_then(|v| read_flash(&v))
            },
            counts: NavCounts::default(),
            zone: zone_of(headers),
            secure,
            part,
        }
    }

    /// The zone in which the viewer's browser is; UTC until it has told.
    pub fn zone(&self) -> chrono_tz::Tz {
        self.zone
    }

    /// The numbers beside the navigation; an island's answer has none.
    pub fn counts(&self) -> NavCounts {
        self.counts
    }

    /// Whether an island asks, which puts what it gets into the page that is there.
    pub fn is_part(&self) -> bool {
        self.part
    }

    /// Draws `page` and answers with `status`; an island gets it without the frame of the site.
    pub fn show<P: pages::Page>(&self, status: StatusCode, page: P) -> Response {
        if self.part {
            let mut response = self.part(|| page.view());
            *response.status_mut() = status;
            return response;
        }
        let shell = self.shell(page.title(), page.nav());
        let html = draw(move || {
            view! { <ui::Page shell>{page.view()}</ui::Page> }
        });
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        // Kept by the back/forward cache, asked again otherwise, never shared.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        if self.flash.is_some() {
            let mut gone = flash_cookie(self.secure, String::new());
            gone.make_removal();
            if let Ok(value) = HeaderValue::from_str(&gone.to_string()) {
                headers.append(header::SET_COOKIE, value);
            }
        }
        response
    }

    /// Draws a part of a page, for an island to put in its place.
    pub fn part<V: IntoView>(&self, view: impl FnOnce() -> V) -> Response {
        let mut response = Html(part(self.zone, view)).into_response();
        let value = HeaderValue::from_static("private, no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, value);
        response
    }

    /// Answers a form. What was `done` is told `there`, at a path with the news (303); else the
    /// `page` is drawn, once `refill` has put in what was typed and why it was not taken (422,
    /// or the status of a file that was not taken).
    ///
    /// # Errors
    /// What is not the form's own trouble: not found, forbidden, broken.
    pub async fn answer<T, P: pages::Page, N: Into<Flash>>(
        &self,
        done: Result<T, Error>,
        there: impl FnOnce(T) -> (String, N),
        page: impl Future<Output = Result<P, Error>>,
        refill: impl FnOnce(&mut P, Trouble),
    ) -> Result<Response, Error> {
        match done {
            Ok(value) => {
                let (path, news) = there(value);
                Ok(self.redirect(&path, news))
            }
            Err(error) => self.again(error, page, refill).await,
        }
    }

    /// The half of [`Frame::answer`] for what was not done: where success is a page of its own,
    /// such as one that shows a secret once.
    ///
    /// # Errors
    /// What is not the form's own trouble: not found, forbidden, broken.
    pub async fn again<P: pages::Page>(
        &self,
        error: Error,
        page: impl Future<Output = Result<P, Error>>,
        refill: impl FnOnce(&mut P, Trouble),
    ) -> Result<Response, Error> {
        let status = error.form_status();
        let trouble = error.into_trouble()?;
        let mut page = page.await?;
        refill(&mut page, trouble);
        Ok(self.show(status, page))
    }

    /// 303 to `path`, where a toast tells the news; an island gets the news, and stays where it is.
    pub fn redirect(&self, path: &str, news: impl Into<Flash>) -> Response {
        let flash = news.into();
        if self.part {
            let mut response = self.part(|| ui::news(flash));
            *response.status_mut() = StatusCode::ACCEPTED;
            return response;
        }
        let value = serde_json::to_vec(&flash).map(|json| {
            use base64::Engine;
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json)
        });
        let cookie = flash_cookie(self.secure, value.unwrap_or_default());
        (CookieJar::new().add(cookie), Redirect::to(path)).into_response()
    }

    fn shell(&self, title: String, current: Option<ui::NavItem>) -> Shell {
        Shell {
            title,
            nonce: self.nonce.clone(),
            assets: ASSETS.clone(),
            user: self.viewer.as_ref().map(|viewer| ShellUser {
                name: viewer.name.clone(),
                role: viewer.role.label().to_owned(),
                writes: viewer.may(Right::Declare),
                administers: viewer.may(Right::ManageUsers),
            }),
            current,
            flash: self.flash.clone(),
            counts: self.counts,
            path: self.path.clone(),
            zone: self.zone,
        }
    }
}

/// The zone that the browser has told; UTC until then.
pub fn zone_of(headers: &HeaderMap) -> chrono_tz::Tz {
    let jar = CookieJar::from_headers(headers);
    jar.get(ZONE_COOKIE).and_then(|cookie| cookie.value().parse().ok()).unwrap_or_default()
}

/// Draws a part of a page, with the icons and the zone that it has on one.
pub fn part<V: IntoView>(zone: chrono_tz::Tz, view: impl FnOnce() -> V) -> String {
    draw(|| {
        ui::provide_surroundings(ASSETS.clone(), zone);
        view()
    })
}

/// Draws a view to HTML; what the view keeps in Leptos' arenas is freed with its owner.
pub fn draw<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    owner.unset();
    ui::without_marks(&html)
}

fn flash_name(secure: bool) -> &'static str {
    if secure { "__Host-news" } else { "news" }
}

fn flash_cookie(secure: bool, value: String) -> Cookie<'static> {
    Cookie::build((flash_name(secure), value))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Strict)
        .build()
}

fn read_flash(value: &str) -> Option<Flash> {
    use base64::Engine;
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(value).ok()?;
    let flash: Flash = serde_json::from_slice(&json).ok()?;
    let local =
        flash.undo.as_deref().is_none_or(|path| path.starts_with('/') && !path.starts_with("//"));
    (local && !flash.text.is_empty()).then_some(flash)
}
