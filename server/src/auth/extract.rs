//! Permission in a handler's signature: `who: Require<right::Declare>`.

use std::marker::PhantomData;
use std::ops::Deref;

use app::domain::Invalid;
use app::domain::permission::Right;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::identify::{Principal, Via};
use crate::error::Error;
use crate::state::AppState;
use crate::store::{self, By, Tx};
use crate::web::layers::RequestId;

/// A right as a type; see [`right`].
pub trait Permit: Send + Sync {
    /// The right that this type stands for.
    const RIGHT: Right;
}

/// The sender of a request, proven to have the right `R`.
pub struct Require<R: Permit> {
    principal: Principal,
    request_id: String,
    right: PhantomData<R>,
}

impl<R: Permit> Deref for Require<R> {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.principal
    }
}

impl<R: Permit> Require<R> {
    /// Who, through what, in which request and when: what every write is recorded with.
    pub fn by(&self, state: &AppState) -> By {
        By {
            actor: Some(self.principal.viewer.user_id),
            via: match self.principal.via {
                Via::Session(_) => store::Via::Web,
                Via::Token(_) => store::Via::Api,
            },
            request_id: Some(self.request_id.clone()),
            at: state.clock.now(),
        }
    }

    /// Does what was parsed in one transaction, signed by the sender: see [`store::write`].
    ///
    /// # Errors
    /// What was wrong with it, or what the store says.
    pub async fn write<C, T, F, Fut>(
        &self,
        state: &AppState,
        parsed: Result<C, Invalid>,
        work: F,
    ) -> Result<T, Error>
    where
        C: Clone + Send + Sync,
        T: Send,
        F: Fn(Tx, C) -> Fut + Send + Sync,
        Fut: Future<Output = store::Result<T>> + Send,
    {
        let command = parsed?;
        let done = store::write(&state.db, self.by(state), |tx| work(tx, command.clone())).await;
        Ok(done?)
    }
}

impl<R: Permit> FromRequestParts<AppState> for Require<R> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Error> {
        let principal = parts.extensions.get::<Principal>().cloned().ok_or(Error::SignIn)?;
        principal.viewer.require(R::RIGHT).map_err(Error::Forbidden)?;
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        Ok(Self { principal, request_id: request_id.unwrap_or_default(), right: PhantomData })
    }
}

/// One empty type for each right of the domain.
pub mod right {
    use app::domain::permission::Right;

    macro_rules! permits {
        ($($name:ident),+ $(,)?) => { $(
            #[doc = concat!("The right `", stringify!($name), "` as a type.")]
            #[derive(Debug)]
            pub enum $name {}
            impl super::Permit for $name {
                const RIGHT: Right = Right::$name;
            }
        )+ };
    }

    permits!(
        ViewIncidents,
        Declare,
        EditIncident,
        WriteTimeline,
        WriteAnalysis,
        RetractOwn,
        WriteRemediation,
        VerifyRemediation,
        WritePostmortem,
        ReviewPostmortem,
        ManagePeople,
        ManageAgents,
        Import,
        RetractAny,
        Redact,
        ChangeStatus,
        ChangeSeverity,
        PublishPostmortem,
        Regroup,
        ManageMembers,
        ManageCatalogue,
        ManageUsers,
        ManageWebhooks,
        ReadAudit,
        Purge,
    );
}
