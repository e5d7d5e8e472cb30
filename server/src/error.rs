//! What can go wrong while a request is answered: one enum, one status, two renderings.
//!
//! A handler returns [`Error`]; it becomes a bare status that carries the error, and the layer
//! around the API or the web pages gives it its form (problem+json or a page). Text meant for
//! operators is logged once here, with the request's id, and never shown.

use std::sync::Arc;

use app::domain::{Invalid, Refused};
use app::pages::sent::Trouble;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::store::{self, Conflict};

/// The result of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The rules whose refusal is a clash with what is stored, not with the input: 409.
const CLASHES: &[&str] = &[
    "causal-cycle",
    "control-exists",
    "evidence-altered",
    "evidence-missing",
    "factor-exists",
    "idempotency-taken-over",
    "import-differs",
    "import-under-way",
    "key-taken",
    "link-exists",
    "name-taken",
    "not-the-verifier",
    "part-of-cycle",
    "postmortem-published",
    "relation-cycle",
    "relation-exists",
    "same-status",
    "status-step",
    "successor-circle",
    "verified-by-owner",
    "version-exists",
];

/// Why a request was not carried out.
#[derive(Debug)]
pub enum Error {
    /// Fields that could not be understood: 422 with each field named.
    Invalid(Invalid),
    /// Understood, and against a rule: 422, or 409 where it clashes with what is stored.
    Refused(Refused),
    /// Not there, or not for these eyes: 404, indistinguishable.
    NotFound,
    /// Clashes with what is stored: 409 with a sentence that says with what.
    Conflict(String),
    /// Changed by somebody else since it was read: 412 with the current version.
    Stale(Box<serde_json::Value>),
    /// Nobody is signed in: the sign-in page, or 401.
    SignIn,
    /// Signed in without the right: 403, with the role or scope that would be enough.
    Forbidden(Refused),
    /// Another site made the browser send it: 403.
    CrossSite,
    /// Not a request this address understands: 400 with what is wrong.
    BadRequest(String),
    /// The address has no such method: 405.
    MethodNotAllowed,
    /// The body is over the limit: 413.
    TooLarge,
    /// A file is over its limit: 413 with the limit.
    FileTooLarge(String),
    /// The body is of a kind that is not read here: 415.
    UnsupportedMediaType(&'static str),
    /// A file is, by its contents, of a type that is not taken: 415 with what is.
    FileType(String),
    /// Too often: 429; seconds to wait.
    Throttled(u64),
    /// Not ready to answer: 503.
    Unavailable(&'static str),
    /// Anything else: 500; the text is logged, never shown.
    Internal(String),
}

impl Error {
    /// An internal error out of anything that explains itself.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// What a form says of this error; other errors come back as they are.
    pub fn into_trouble(self) -> Result<Trouble, Self> {
        match self {
            Self::Invalid(invalid) => Ok(Trouble::Wrong(invalid)),
            Self::Refused(refused) => {
                let field = refused.field.unwrap_or_default();
                Ok(Trouble::Wrong(Invalid::one(field, refused.message)))
            }
            Self::FileTooLarge(what) | Self::FileType(what) => {
                Ok(Trouble::Wrong(Invalid::one("files", what)))
            }
            Self::Stale(_) => Ok(Trouble::Stale),
            other => Err(other),
        }
    }

    /// The status of the page that shows a form again: a file that was not taken keeps its own.
    pub fn form_status(&self) -> StatusCode {
        match self {
            Self::FileTooLarge(_) | Self::FileType(_) => self.status(),
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The status that this error answers with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(refused) if CLASHES.contains(&refused.rule) => StatusCode::CONFLICT,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Stale(_) => StatusCode::PRECONDITION_FAILED,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge | Self::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType(_) | Self::FileType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable name of the kind of problem, the last part of the problem's `type`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::Refused(refused) => refused.rule,
            Self::NotFound => "not-found",
            Self::Conflict(_) => "conflict",
            Self::Stale(_) => "stale-version",
            Self::SignIn => "sign-in",
            Self::Forbidden(_) => "forbidden",
            Self::CrossSite => "cross-site",
            Self::BadRequest(_) => "bad-request",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::TooLarge | Self::FileTooLarge(_) => "too-large",
            Self::UnsupportedMediaType(_) | Self::FileType(_) => "unsupported-media-type",
            Self::Throttled(_) => "throttled",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// A short heading for people.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "Some fields need another look",
            Self::Refused(_) => "A rule says no",
            Self::NotFound => "There is nothing here",
            Self::Conflict(_) => "This clashes with what is recorded",
            Self::Stale(_) => "Somebody changed this meanwhile",
            Self::SignIn => "Sign in first",
            Self::CrossSite => "This came from another site",
            Self::Forbidden(_) => "Your role does not allow this",
            Self::BadRequest(_) => "This request could not be read",
            Self::MethodNotAllowed => "This address does not do that",
            Self::TooLarge | Self::FileTooLarge(_) => "That is too much at once",
            Self::UnsupportedMediaType(_) | Self::FileType(_) => {
                "This kind of content is not read here"
            }
            Self::Throttled(_) => "Too many tries",
            Self::Unavailable(_) => "Not ready yet",
            Self::Internal(_) => "Something broke on our side",
        }
    }

    /// What happened, what was kept and what to do, in a sentence or two.
    pub fn detail(&self) -> String {
        match self {
            Self::Invalid(invalid) => format!("Nothing was saved. {invalid}"),
            Self::Refused(refused) => refused.message.clone(),
            Self::NotFound => {
                "The address is wrong, or what it named is not open to you.".to_owned()
            }
            Self::Conflict(what) => what.clone(),
            Self::Stale(_) => "Nothing was saved. Read the current version, put your change into \
                               it and send it again with its version."
                .to_owned(),
            Self::SignIn => "This needs an account. Sign in, or send a token.".to_owned(),
            Self::Forbidden(refused) => refused.message.clone(),
            Self::CrossSite => "Nothing was saved. Open Throughline itself and send the form from \
                                there."
                .to_owned(),
            Self::BadRequest(what) => what.clone(),
            Self::MethodNotAllowed => "Look at /api for what each address can do.".to_owned(),
            Self::TooLarge => "Nothing was saved. Send less at once.".to_owned(),
            Self::FileTooLarge(what) | Self::FileType(what) => what.clone(),
            Self::UnsupportedMediaType(expected) => format!("Send {expected}."),
            Self::Throttled(seconds) => format!("Wait {seconds} seconds, then try again."),
            Self::Unavailable(what) => (*what).to_owned(),
            Self::Internal(_) => "Nothing that was acknowledged is lost. Try again; if it stays, \
                                  tell your administrator the request id."
                .to_owned(),
        }
    }
}

/// The error that a response carries until a layer renders it.
#[derive(Clone)]
pub struct Carried(pub Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(text) = &self {
            tracing::error!(error = %text, "request failed");
        }
        let mut response = self.status().into_response();
        let retry = match &self {
            Self::Throttled(seconds) => Some(*seconds),
            _ => None,
        };
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Invalid(invalid) => Self::Invalid(invalid),
            store::Error::Refused(refused) if refused.rule == store::RETRACT_OWN => {
                Self::Forbidden(refused)
            }
            store::Error::Refused(refused) => Self::Refused(refused),
            store::Error::Conflict(Conflict::Stale { .. }) => Self::Stale(Box::default()),
            store::Error::Conflict(Conflict::Exists(what)) => {
                tracing::debug!(%what, "unique value taken");
                Self::Conflict("Something with this name or key exists already.".into())
            }
            store::Error::Conflict(Conflict::Reference(what)) => {
                tracing::debug!(%what, "reference");
                Self::Conflict("What this refers to is not there, or is still in use.".into())
            }
            store::Error::Database(error) => Self::internal(error),
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
