//! Forms that carry files: each file is streamed into the vault while it comes in, the fields are
//! read as those of any other form. Without a file the same forms may come url-encoded.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use serde::de::DeserializeOwned;

use app::domain::Invalid;
use app::domain::custody::file_name;

use crate::error::{Error, Result};
use crate::extract::{form_fields, read_form};
use crate::form_data::{self, Node};
use crate::state::AppState;
use crate::vault::{self, Received};

/// The most bytes of all fields that are no files.
const FIELDS_MAX: usize = 2 * 1024 * 1024;
/// The most files at once.
pub const FILES_MAX: usize = 20;

/// A file that came with a form, on disk and not yet kept.
pub struct Incoming {
    /// Its name, as the sender has it.
    pub name: String,
    /// What it holds.
    pub content: Received,
}

/// The fields and files of a form.
pub struct Upload {
    fields: BTreeMap<String, Node>,
    /// The files, in the order in which they came.
    pub files: Vec<Incoming>,
    /// Why one of the files was not taken.
    pub refused: Option<vault::Error>,
}

impl Upload {
    /// The fields, read as a type: it takes what is its own.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        read_form(self.fields.clone())
    }

    /// Nothing, or why a file was not taken.
    pub fn check(&mut self) -> Result<()> {
        match self.refused.take() {
            Some(refused) => Err(refused.into()),
            None => Ok(()),
        }
    }
}

/// Whether a body is a form with files.
pub fn is_multipart(headers: &axum::http::HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().starts_with("multipart/form-data"))
}

impl FromRequest<AppState> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, state: &AppState) -> Result<Self> {
        if !is_multipart(request.headers()) {
            // The routes of uploads have no limit of their own.
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, FIELDS_MAX).await.map_err(|_| Error::TooLarge)?;
            let request = Request::from_parts(parts, Body::from(body));
            let fields = form_fields(request, state).await?;
            return Ok(Self { fields, files: Vec::new(), refused: None });
        }
        let mut form = Multipart::from_request(request, state).await.map_err(|_| unread())?;
        let (mut pairs, mut room) = (Vec::new(), FIELDS_MAX);
        let mut upload = Self { fields: BTreeMap::new(), files: Vec::new(), refused: None };
        while let Some(mut field) = form.next_field().await.map_err(|_| unread())? {
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_some() {
                upload.take(state, field).await?;
                continue;
            }
            let mut text = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|_| unread())? {
                room = room.checked_sub(chunk.len()).ok_or(Error::TooLarge)?;
                text.extend_from_slice(&chunk);
            }
            let text = String::from_utf8(text)
                .map_err(|_| Error::BadRequest(format!("The field {name} is not UTF-8.")))?;
            pairs.push((name, text.replace("\r\n", "\n")));
        }
        upload.fields = form_data::tree(pairs);
        Ok(upload)
    }
}

fn unread() -> Error {
    Error::BadRequest("The form could not be read; nothing was saved.".into())
}

impl Upload {
    /// One file. One that is refused does not keep the rest of the form from being read, so that
    /// nothing that was typed is lost.
    async fn take(&mut self, state: &AppState, field: Field<'_>) -> Result<()> {
        let raw = field.file_name().unwrap_or_default().to_owned();
        if self.files.len() == FILES_MAX {
            let message = format!("At most {FILES_MAX} files at once.");
            return Err(Invalid::one("files", message).into());
        }
        match state.vault.receive(field).await {
            Ok(content) => self.files.push(Incoming { name: file_name(&raw), content }),
            // An input without a choice sends a file without name and bytes.
            Err(vault::Error::Empty) if raw.is_empty() => {}
            Err(refused) if refused.is_refusal() => {
                self.refused.get_or_insert(refused);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// A file that is the whole body.
pub async fn whole_body(state: &AppState, name: &str, body: Body) -> Result<Incoming> {
    let chunks = Box::pin(body.into_data_stream());
    let content = state.vault.receive::<_, axum::Error>(chunks).await?;
    Ok(Incoming { name: file_name(name), content })
}
