use axum::http::Request;
use serde_json::json;

use crate::{BLOCKED, HOST, MANIFEST, RACKS, Site};

#[tokio::test]
async fn the_racks_are_listed_with_their_status() {
    let site = Site::new(MANIFEST, RACKS);
    let racks = site.get("/api/racks").await.json();
    assert_eq!(
        racks,
        json!([
            {"name": "alpha", "version": "A", "status": "outdated", "next": "B", "latest": "C",
             "updates": 2, "error": null, "update": null},
            {"name": "beta", "version": "B", "status": "outdated", "next": "C", "latest": "C",
             "updates": 1, "error": null, "update": null},
            {"name": "gamma", "version": "C", "status": "up to date", "next": null, "latest": "C",
             "updates": 0, "error": null, "update": null},
            {"name": "xi", "version": "X", "status": "dead end", "next": null, "latest": "C",
             "updates": null, "update": null,
             "error": {"code": "dead_end", "version": "X", "reason": "reinstall from the image"}},
            {"name": "zeta", "version": "Z", "status": "unknown", "next": null, "latest": "C",
             "updates": null, "error": {"code": "unknown_current", "version": "Z"}, "update": null},
        ])
    );

    let site = Site::new(BLOCKED, r#"[{"name": "alpha", "version": "A"}]"#);
    let racks = site.get("/api/racks").await.json();
    assert_eq!(racks[0]["status"], "blocked");
    assert_eq!(racks[0]["next"], "B");
    assert_eq!(racks[0]["error"]["code"], "blocked");
    assert_eq!(racks[0]["error"]["reachable"], "B");
}

#[tokio::test]
async fn a_plan_is_that_of_the_library() {
    let site = Site::new(MANIFEST, RACKS);
    let timeline: rack_updates::Timeline = serde_json::from_str(MANIFEST).expect("a manifest");
    for (question, target) in [
        ("current=A&target=C", rack_updates::plan::Target::Release("C")),
        ("current=A&target=A2", rack_updates::plan::Target::Release("A2")),
        ("current=A&to=latest", rack_updates::plan::Target::Latest),
        ("current=A&to=edge", rack_updates::plan::Target::Edge),
        ("current=C&to=latest", rack_updates::plan::Target::Latest),
    ] {
        let current = &question[8..9];
        let path = rack_updates::plan::full_path(&timeline, current, target).expect("a path");
        let answer = site.get(&format!("/api/plan?{question}")).await;
        answer.has(200, "");
        assert_eq!(answer.json(), serde_json::to_value(path).expect("JSON"), "{question}");
    }
}

#[tokio::test]
async fn a_version_is_no_keyword() {
    let manifest = r#"[
        {"version": "latest", "published": true, "required": false},
        {"version": "edge", "published": true, "required": false},
        {"version": "new", "published": true, "required": false}
    ]"#;
    let site = Site::new(manifest, "[]");
    let plan = async |question| {
        let answer = site.get(&format!("/api/plan?current=latest&{question}")).await.json();
        answer["to"].as_str().map(str::to_owned)
    };
    assert_eq!(plan("target=edge").await.as_deref(), Some("edge"));
    assert_eq!(plan("to=edge").await.as_deref(), Some("new"));
    assert_eq!(plan("target=latest").await.as_deref(), Some("latest"));
    assert_eq!(plan("to=latest").await.as_deref(), Some("new"));
}

#[tokio::test]
async fn an_error_is_that_of_the_library_with_a_fitting_status() {
    let site = Site::new(MANIFEST, RACKS);
    for (question, status, error) in [
        ("current=Q&to=latest", 404, json!({"code": "unknown_current", "version": "Q"})),
        ("current=A&target=Q", 404, json!({"code": "unknown_target", "version": "Q"})),
        (
            "current=C&target=A",
            409,
            json!({"code": "downgrade", "current": "C", "target": "A", "required": "B",
                "since": null}),
        ),
        (
            "current=X&to=latest",
            409,
            json!({"code": "dead_end", "version": "X", "reason": "reinstall from the image"}),
        ),
    ] {
        let answer = site.get(&format!("/api/plan?{question}")).await;
        assert_eq!(answer.status.as_u16(), status, "{question}");
        assert_eq!(answer.json(), error, "{question}");
    }

    let site = Site::new(BLOCKED, "[]");
    for (question, code) in
        [("current=A&target=D", "unpublished_target"), ("current=A&to=latest", "blocked")]
    {
        let answer = site.get(&format!("/api/plan?{question}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (409, &json!(code)));
    }
}

#[tokio::test]
async fn a_question_must_be_complete() {
    let site = Site::new(MANIFEST, RACKS);
    for question in [
        "",
        "?current=A",
        "?target=B",
        "?current=A&target=B&to=latest",
        "?current=A&to=newest",
        "?current=A&current=B&to=latest",
    ] {
        let answer = site.get(&format!("/api/plan{question}")).await;
        assert_eq!(answer.status, 400, "{question}");
        assert_eq!(answer.json()["code"], "bad_request", "{question}");
    }
}

#[tokio::test]
async fn an_update_is_one_hop() {
    let site = Site::new(MANIFEST, RACKS);
    let answer = site.post("alpha", "null").await;
    answer.has(202, "");
    assert_eq!(
        answer.json(),
        json!({"from": "A", "to": "B", "required": true, "skipped": 1, "last": false,
            "stop": {"version": "B", "since": null, "reason": "copies the settings"}})
    );
    assert_eq!(site.idle("alpha").await["version"], "B");

    site.post("alpha", r#"{"from": "B", "to": "C"}"#).await.has(202, "");
    assert_eq!(site.idle("alpha").await["version"], "C");
    let answer = site.post("alpha", "null").await;
    answer.has(200, "null");
    assert_eq!(site.version("alpha"), "C");
}

#[tokio::test]
async fn an_update_that_cannot_be_done_says_why() {
    let site = Site::new(MANIFEST, RACKS);
    for (rack, body, status, code) in [
        ("omega", "null", 404, "not_found"),
        ("xi", "null", 409, "dead_end"),
        ("zeta", "null", 404, "unknown_current"),
        ("alpha", r#"{"from": "B", "to": "C"}"#, 409, "conflict"),
        ("alpha", r#"{"from": "A", "to": "C"}"#, 409, "conflict"),
        ("alpha", r#"{"from": "C", "to": "D"}"#, 409, "conflict"),
        ("alpha", r#"{"from": "Q", "to": "C"}"#, 409, "conflict"),
        ("alpha", "", 400, "bad_request"),
        ("alpha", "{", 400, "bad_request"),
        ("alpha", r#"{"form": "A"}"#, 422, "unprocessable_entity"),
    ] {
        let answer = site.post(rack, body).await;
        assert_eq!(answer.status.as_u16(), status, "{rack} {body}");
        assert_eq!(answer.json()["code"], code, "{rack} {body}");
    }
    assert_eq!(site.version("alpha"), "A");

    let racks = format!(r#"[{{"name": "{}", "version": "A"}}]"#, "n".repeat(81));
    let site = Site::new(MANIFEST, &racks);
    site.post(&"n".repeat(81), "null").await.has(409, "its name has more than 80 bytes");
}

#[tokio::test]
async fn another_method_is_refused() {
    let site = Site::new(MANIFEST, RACKS);
    site.get("/api/racks/alpha/update").await.has(405, "");
    site.send(Request::post("/style.css").header("host", HOST), "").await.has(405, "");
    let post = Request::post("/api/racks").header("host", HOST);
    site.send(post, "").await.has(405, "");
    let answer = site.get("/api/nothing").await;
    answer.has(404, "there is no such page");
    answer.json();
}
