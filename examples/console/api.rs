//! The API: the racks, plans and updates in JSON.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, Query, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Json, Response},
};
use rack_updates::{
    Release,
    plan::{self, OwnedPath, PlanError, Target},
};
use serde::{Deserialize, Serialize};
use support::{Attempt, Expected};

use crate::{App, refusal::Refusal, row::Row, updates};

/// A rack in the answer to `GET /api/racks`.
#[derive(Serialize)]
struct RackStatus<'s> {
    name: &'s str,
    version: &'s str,
    status: &'static str,
    next: Option<&'s str>,
    latest: Option<&'s str>,
    updates: Option<usize>,
    error: Option<PlanError>,
    /// The update that runs, or the last one if it didn't succeed.
    update: Option<&'s Attempt>,
}

/// `GET /api/racks`
pub(crate) fn racks(app: &Arc<App>, (): ()) -> Result<Response, Refusal> {
    let snapshot = app.snapshot()?;
    let racks = snapshot.racks.iter().enumerate().map(|(number, rack)| {
        let row = Row::new(&snapshot, rack, number);
        RackStatus {
            name: &rack.name,
            version: &rack.version,
            status: row.status(),
            next: row.outlook.next().map(|hop| hop.end().version()),
            latest: snapshot.timeline.latest().map(Release::version),
            updates: row.outlook.updates(),
            update: row.attempt,
            error: row.outlook.path.err(),
        }
    });
    Ok(Json(racks.collect::<Vec<_>>()).into_response())
}

/// The parameters of `GET /api/plan`.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    current: String,
    target: Option<String>,
    to: Option<String>,
}

/// `GET /api/plan?current=VERSION&target=VERSION`, or `to=latest` or `to=edge`
pub(crate) fn plan(
    app: &Arc<App>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<OwnedPath>, Refusal> {
    let bad = |message| Refusal::new(StatusCode::BAD_REQUEST, "bad_request", message);
    let Query(question) = question.map_err(|error| bad(error.body_text()))?;
    let target = match (&question.target, question.to.as_deref()) {
        (Some(version), None) => Target::Release(version),
        (None, Some("latest")) => Target::Latest,
        (None, Some("edge")) => Target::Edge,
        _ => return Err(bad("either target=VERSION, to=latest or to=edge must be given".into())),
    };
    let (timeline, _) = app.manifest.current();
    Ok(Json(plan::full_path(&timeline, &question.current, target)?.into()))
}

/// The body of `POST /api/racks/{name}/update`, if there is one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    from: String,
    to: String,
}

/// `POST /api/racks/{name}/update`
pub(crate) fn update(
    app: &Arc<App>,
    (Path(name), headers, body): (Path<String>, HeaderMap, Bytes),
) -> Result<Response, Refusal> {
    // A form of another site can't send this type.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let message = "the content type must be application/json";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", message));
    }
    let body: Option<Body> = match &*body {
        [] => None,
        body => serde_json::from_slice(body).map_err(|error| {
            Refusal::new(StatusCode::BAD_REQUEST, "bad_request", error.to_string())
        })?,
    };
    let (timeline, _) = app.manifest.current();
    let expected = body.as_ref().map(|Body { from, to }| Expected { from, to });
    let hop = updates::start(app, &timeline, &name, expected)?;
    let status = if hop.is_some() { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok((status, Json(hop)).into_response())
}
