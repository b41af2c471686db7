//! The answer to a request that can't be done: in JSON, or as a page.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Json, Response},
};
use rack_updates::plan::PlanError;
use serde_json::{Value, json};
use support::UpdateError;

/// Why a request isn't done.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// A sentence for people, without its full stop.
    pub(crate) message: String,
    body: Value,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let body = json!({"code": code, "message": message});
        Self { status, message, body }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        let message = format!("there is no such {what}");
        Self::new(StatusCode::NOT_FOUND, &format!("unknown_{what}"), message)
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// A defect of the console, or a file that can't be read: its log says more.
    pub(crate) fn broken() -> Self {
        let message = "the console has a problem, which it has written to its log";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let refusal = self.clone();
        let mut response = (self.status, Json(self.body)).into_response();
        // From it, `security::guard` makes a page for people.
        response.extensions_mut().insert(refusal);
        response
    }
}

/// The crate's own JSON: an unknown release isn't found, the other errors are conflicts with the
/// facts of the timeline.
impl From<PlanError> for Refusal {
    fn from(error: PlanError) -> Self {
        let status = match error {
            PlanError::UnknownCurrent { .. } | PlanError::UnknownTarget { .. } => {
                StatusCode::NOT_FOUND
            }
            _ => StatusCode::CONFLICT,
        };
        let message = error.to_string();
        match serde_json::to_value(error) {
            Ok(body) => Self { status, message, body },
            Err(_) => Self::broken(),
        }
    }
}

impl From<UpdateError> for Refusal {
    fn from(error: UpdateError) -> Self {
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, error.to_string());
        match error {
            UpdateError::UnknownRack(_) => Self::not_found("rack"),
            UpdateError::LongName(_) => conflict("long_name"),
            UpdateError::Busy { .. } => conflict("busy"),
            UpdateError::Changed { .. } => conflict("changed"),
            UpdateError::OtherHop { .. } => conflict("other_hop"),
            UpdateError::Plan(_, error) => (*error).into(),
            UpdateError::Installer { .. } => conflict("installer"),
            UpdateError::File(error) => error.into(),
        }
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        // The paths in it are for the log alone.
        eprintln!("error: {error:#}");
        Self::broken()
    }
}
