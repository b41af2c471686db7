//! The answer to a request that can't be done: in JSON, or as a page.

use axum::{
    Extension,
    http::StatusCode,
    response::{IntoResponse, Json, Response},
};
use rack_updates::plan::PlanError;
use serde_json::json;
use support::Refused;

/// Why a request isn't done.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// A sentence for people, without its full stop.
    pub(crate) message: String,
    /// The error of the library, whose JSON is the crate's own.
    error: Option<Box<PlanError>>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), error: None }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("there is no such {what}"))
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    pub(crate) fn json(&self) -> Response {
        if let Some(error) = &self.error {
            return Json(error).into_response();
        }
        let code = self.status.canonical_reason().unwrap_or_default();
        let code = code.to_lowercase().replace(' ', "_");
        Json(json!({"code": code, "message": self.message})).into_response()
    }
}

impl IntoResponse for Refusal {
    /// `security::guard` adds the body.
    fn into_response(self) -> Response {
        (self.status, Extension(self)).into_response()
    }
}

/// A refusal of the framework.
impl From<StatusCode> for Refusal {
    fn from(status: StatusCode) -> Self {
        let message = match status.as_u16() {
            400 | 422 => "a parameter or a field is missing or wrong: correct it and repeat",
            405 => "this address doesn't take this method: read with GET, update with POST",
            413 => "the body is too long: send only the fields that are needed",
            415 => "the content type is wrong: the API takes application/json, a page takes a form",
            _ => "the console has a problem, which it has written to its log",
        };
        Self::new(status, message)
    }
}

/// An unknown release isn't found. The other errors are conflicts with the facts of the timeline.
impl From<PlanError> for Refusal {
    fn from(error: PlanError) -> Self {
        let is_unknown =
            matches!(error, PlanError::UnknownCurrent { .. } | PlanError::UnknownTarget { .. });
        let status = if is_unknown { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
        Self { status, message: error.to_string(), error: Some(error.into()) }
    }
}

/// An update that can't begin, a file that can't be read, or a defect of the console.
impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            return Self::new(StatusCode::CONFLICT, refused.to_string());
        }

        // The paths in it are for the log alone.
        eprintln!("error: {error:#}");
        StatusCode::INTERNAL_SERVER_ERROR.into()
    }
}
