//! The API: the racks, plans and updates in JSON.

use std::sync::Arc;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Json, Response},
};
use rack_updates::plan::{self, OwnedHop, OwnedPath, Target};
use serde::Deserialize;

use crate::{
    App,
    refusal::Refusal,
    updates::{self, Expected},
};

/// `GET /api/racks`
pub(crate) fn racks(app: &Arc<App>, (): ()) -> Result<Response, Refusal> {
    let snapshot = app.snapshot()?;
    Ok(Json(snapshot.rows().collect::<Vec<_>>()).into_response())
}

/// The parameters of `GET /api/plan`.
#[derive(Deserialize)]
pub(crate) struct Question {
    current: String,
    target: Option<String>,
    to: Option<String>,
}

/// `GET /api/plan?current=VERSION&target=VERSION`, or `to=latest` or `to=edge`
pub(crate) fn plan(
    app: &Arc<App>,
    Query(question): Query<Question>,
) -> Result<Json<OwnedPath>, Refusal> {
    let target = match (&question.target, question.to.as_deref()) {
        (Some(version), None) => Target::Release(version),
        (None, Some("latest")) => Target::Latest,
        (None, Some("edge")) => Target::Edge,
        _ => {
            let message = "either target=VERSION, to=latest or to=edge must be given";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, message));
        }
    };
    let (timeline, _) = app.manifest.current();
    Ok(Json(plan::full_path(&timeline, &question.current, target)?.into()))
}

/// `POST /api/racks/{name}/update`
///
/// The body must be JSON, a type that a form of another site can't send.
pub(crate) fn update(
    app: &Arc<App>,
    (Path(rack), Json(expected)): (Path<String>, Json<Option<Expected>>),
) -> Result<(StatusCode, Json<Option<OwnedHop>>), Refusal> {
    let hop = updates::start(app, &rack, expected.as_ref())?;
    let status = if hop.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, Json(hop)))
}
