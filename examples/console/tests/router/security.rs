use axum::http::{Request, header};

use crate::{HOST, MANIFEST, RACKS, Site};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_foreign_host_is_refused() {
    let with = |options: &[&str]| Site::with(MANIFEST, RACKS, options);
    let ours = ["127.0.0.1", "127.0.0.1:8080", "localhost:9000", "LOCALHOST", "[::1]:8080"];
    let foreign = [
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "user@localhost",
        "192.168.1.7:8080",
        "",
        "a b",
    ];
    for path in ["/", "/rack?name=alpha", "/style.css", "/api/racks", "/nothing"] {
        let site = with(&[]);
        for host in ours {
            let answer = site.send(Request::get(path).header("host", host), "").await;
            assert_ne!(answer.status, 403, "{path} {host}");
        }
        for host in foreign {
            let answer = site.send(Request::get(path).header("host", host), "").await;
            answer.has(403, "his host isn't the console");
            assert!(!answer.body.contains("alpha"));
        }
    }

    let site = with(&["--host", "racks.example", "--host", "other.example"]);
    for host in ["racks.example", "racks.example:443", "Other.Example"] {
        site.send(Request::get("/").header("host", host), "").await.has(200, "alpha");
    }
    site.send(Request::get("/").header("host", "evil.example"), "").await.has(403, "");

    // An address can't be rebound, so each one is fine where others may connect.
    let site = with(&["--listen", "0.0.0.0:8080"]);
    site.send(Request::get("/").header("host", "192.168.1.7:8080"), "").await.has(200, "alpha");
    site.send(Request::get("/").header("host", "evil.example"), "").await.has(403, "");
}

#[tokio::test]
async fn exactly_one_host_is_named() {
    let site = Site::new(MANIFEST, RACKS);
    site.send(Request::get("/"), "").await.has(400, "ne host must be named");
    let two = Request::get("/").header("host", HOST).header("host", "evil.example");
    site.send(two, "").await.has(400, "ne host must be named");
    let other = Request::get("http://evil.example/").header("host", HOST);
    site.send(other, "").await.has(403, "");
}

/// Each foreign header is refused on both routes that change something.
#[tokio::test]
async fn a_post_of_another_site_is_refused() {
    let site = Site::new(MANIFEST, RACKS);
    let form = format!("token={}&rack=alpha&from=A&to=B", site.token().await);
    for (name, value, is_ours) in [
        ("origin", "http://127.0.0.1:8080", true),
        ("origin", "https://127.0.0.1:8080", true),
        ("origin", "http://127.0.0.1:3000", false),
        ("origin", "http://localhost:8080", false),
        ("origin", "http://evil.example", false),
        ("origin", "http://evil.example/127.0.0.1:8080", false),
        ("origin", "null", false),
        ("origin", "", false),
        ("sec-fetch-site", "same-origin", true),
        ("sec-fetch-site", "none", true),
        ("sec-fetch-site", "same-site", false),
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "", false),
    ] {
        for (path, kind, body) in
            [("/", FORM, form.as_str()), ("/api/racks/omega/update", "application/json", "")]
        {
            let request = Request::post(path).header("host", HOST);
            let request = request.header("content-type", kind).header(name, value);
            let answer = site.send(request, body.to_owned()).await;
            assert_eq!(answer.status != 403, is_ours, "{path} {name}: {value}");
        }
    }
}

#[tokio::test]
async fn a_form_needs_the_token() {
    let site = Site::new(MANIFEST, RACKS);
    let token = site.token().await;
    assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    for wrong in ["", "0", &"0".repeat(32), &token[1..], &format!("{token}0")] {
        let form = format!("token={wrong}&rack=alpha&from=A&to=B");
        site.post_form(&form).await.has(403, "load it again");
    }
    site.post_form("rack=alpha&from=A&to=B").await.has(422, "correct it and repeat");
    assert_eq!(site.version("alpha"), "A");

    let other = Site::new(MANIFEST, RACKS);
    assert_ne!(other.token().await, token, "each process has another token");
}

#[tokio::test]
async fn the_api_needs_json() {
    let site = Site::new(MANIFEST, RACKS);
    for kind in ["text/plain", FORM, "multipart/form-data", "", "application/json5"] {
        let request = Request::post("/api/racks/alpha/update").header("host", HOST);
        let answer = site.send(request.header(header::CONTENT_TYPE, kind), "{}").await;
        answer.has(415, "unsupported_media_type");
    }
    let request = Request::post("/api/racks/alpha/update").header("host", HOST);
    site.send(request, "").await.has(415, "unsupported_media_type");
    assert_eq!(site.version("alpha"), "A");

    let request = Request::post("/api/racks/alpha/update").header("host", HOST);
    let request = request.header("content-type", "Application/JSON; charset=utf-8");
    site.send(request, "null").await.has(202, "");
}

#[tokio::test]
async fn a_body_is_bounded() {
    let site = Site::new(MANIFEST, RACKS);
    site.post("alpha", &" ".repeat(4097)).await.has(413, "");
    let long = "a".repeat(4097);
    site.post_form(&format!("token={long}&rack=alpha&from=A&to=B")).await.has(413, "");
    assert_eq!(site.version("alpha"), "A");
}

#[tokio::test]
async fn each_answer_has_a_strict_policy() {
    let site = Site::new(MANIFEST, RACKS);
    for path in
        ["/", "/rack?name=alpha", "/rack?name=alpha&all=true", "/api/racks", "/nothing", "/rack"]
    {
        let answer = site.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
        assert!(!policy.contains("unsafe") && !policy.contains('*'));
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin");
        assert!(answer.headers.get("access-control-allow-origin").is_none());

        // The policy would block these, so the pages must do without them.
        for inline in ["style=", "<style", "onclick=", "<script>", "javascript:"] {
            assert!(!answer.body.contains(inline), "{path} has {inline}");
        }
    }
}

#[tokio::test]
async fn no_answer_has_a_path_of_the_machine() {
    let site = Site::new(MANIFEST, RACKS);
    let folder = site.folder.path().to_str().expect("a plain path").to_owned();
    let mut answers = Vec::new();
    for break_it in [false, true] {
        if break_it {
            site.write("versions.json", "[");
            site.write(
                "racks.json",
                r#"[{"name": "a", "version": "A"}, {"name": "a", "version": "A"}]"#,
            );
        }
        for path in ["/", "/rack?name=alpha", "/api/racks", "/api/plan?current=Q&to=latest"] {
            answers.push(site.get(path).await);
        }
        answers.push(site.post("omega", "null").await);
        answers.push(site.post("alpha", "null").await);
        if !break_it {
            // The update that has begun replaces the racks file.
            site.idle("alpha").await;
        }
    }
    std::fs::remove_file(site.path("racks.json")).expect("it is deleted");
    for path in ["/", "/api/racks"] {
        answers.push(site.get(path).await);
    }
    answers.push(site.post("alpha", "null").await);
    assert!(answers.iter().any(|answer| answer.status == 500));
    for answer in answers {
        let headers = format!("{:?}", answer.headers);
        assert!(!answer.body.contains(&folder) && !headers.contains(&folder), "{answer:?}");
    }
}

/// The refusals of the framework are replaced by sentences that say what to do.
#[tokio::test]
async fn each_refusal_says_what_to_do() {
    let site = Site::new(MANIFEST, RACKS);
    let json = "application/json";
    for (method, path, kind, body, status, sentence) in [
        ("GET", "/rack", "", "", 400, "correct it and repeat"),
        ("GET", "/?page=-1", "", "", 400, "correct it and repeat"),
        ("GET", "/?q=a&q=b", "", "", 400, "correct it and repeat"),
        ("GET", "/rack?name=omega", "", "", 404, "no such rack"),
        ("POST", "/api/racks/%ff/update", json, "null", 400, "correct it and repeat"),
        ("POST", "/", json, "null", 415, "a page takes a form"),
        ("POST", "/", FORM, "rack=alpha", 422, "correct it and repeat"),
        ("POST", "/", FORM, &"a".repeat(5000), 413, "send only the fields"),
        ("POST", "/api/racks/alpha/update", FORM, "a", 415, "takes application/json"),
        ("POST", "/api/racks/alpha/update", json, "{", 400, "correct it and repeat"),
        ("POST", "/api/racks/alpha/update", json, &"1".repeat(5000), 413, "send only the fields"),
        ("DELETE", "/api/racks", "", "", 405, "method"),
        ("DELETE", "/style.css", "", "", 405, "method"),
    ] {
        let request = Request::builder().method(method).uri(path).header("host", HOST);
        let request = request.header(header::CONTENT_TYPE, kind);
        let answer = site.send(request, body.to_owned()).await;
        answer.has(status, sentence);
        for raw in ["eserialize", "Expected request", "length limit", "UTF-8"] {
            assert!(!answer.body.contains(raw), "{path}: {}", answer.body);
        }
        if path.starts_with("/api/") {
            assert!(answer.json()["message"].is_string());
        } else {
            answer.has(status, "<h1>");
        }
        assert_eq!(answer.body.contains("<h1>Not found</h1>"), status == 404);
    }
    // A client learns which methods there are.
    let request = Request::delete("/api/racks").header("host", HOST);
    assert_eq!(site.send(request, "").await.headers["allow"], "GET,HEAD");
}
