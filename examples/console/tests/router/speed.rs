use std::time::{Duration, Instant};

use crate::Site;

/// 10 000 racks on 1 000 releases, of which each hundredth one is required.
fn large() -> Site {
    let releases: Vec<_> = (0..1000)
        .map(|number| {
            let required = number % 100 == 99;
            format!(r#"{{"version": "v{number}", "published": true, "required": {required}}}"#)
        })
        .collect();
    let racks: Vec<_> = (0..10_000)
        .map(|number| format!(r#"{{"name": "rack {number}", "version": "v{}"}}"#, number % 1000))
        .collect();
    Site::new(&format!("[{}]", releases.join(",")), &format!("[{}]", racks.join(",")))
}

/// The fastest of a few requests, since other tests run at the same time.
async fn fastest(site: &Site, path: &str) -> Duration {
    let mut fastest = Duration::MAX;
    for _ in 0..10 {
        let start = Instant::now();
        site.get(path).await.has(200, "");
        fastest = fastest.min(start.elapsed());
    }
    fastest
}

#[tokio::test]
async fn ten_thousand_racks_are_listed_fast() {
    let site = large();
    site.get("/").await.has(200, "Racks: 9990 outdated.");
    site.get("/").await.has(200, "Page 1 of 200, 10000 racks");
    for path in ["/", "/?q=rack+99&page=1", "/?q=nothing", "/api/racks"] {
        let time = fastest(&site, path).await;
        println!("{path}: {time:?}");
        // The goal holds for a release build.
        let limit = if cfg!(debug_assertions) { 500 } else { 50 };
        assert!(time < Duration::from_millis(limit), "{path} takes {time:?}");
    }
}
