//! Refuses foreign requests: a page of another site can neither read the racks nor update them.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{App, Arguments, pages, refusal::Refusal};

/// Sent with each response: nothing is loaded from elsewhere, and no script or style that is part
/// of a page has an effect.
const HEADERS: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
];

/// A secret that only a page of this process has.
pub(crate) fn new_token() -> anyhow::Result<String> {
    Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
}

/// Refuses foreign requests. Shows refusals, those of the framework too, as pages or in JSON.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = match check(&app.arguments, &request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let refusal = response.extensions_mut().remove().unwrap_or_else(|| Refusal::from(status));
        let shown = if is_api { refusal.json() } else { pages::refused(&refusal).into_response() };
        let allow = response.headers_mut().remove(header::ALLOW);
        response = (status, allow.map(|allow| [(header::ALLOW, allow)]), shown).into_response();
    }
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn check(arguments: &Arguments, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next().and_then(|host| host.to_str().ok()), hosts.next())
    else {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "one host must be named"));
    };
    let authority = request.uri().authority().map_or(host, Authority::as_str);
    if !is_ours(arguments, host) || !is_ours(arguments, authority) {
        return Err(Refusal::forbidden("this host isn't the console: name it with --host"));
    }
    if !request.method().is_safe() && is_foreign(headers, host) {
        return Err(Refusal::forbidden("this request comes from another site"));
    }
    Ok(())
}

/// Whether a host is the console. A name that an attacker has pointed to this address is another
/// origin for the browser, so its pages could read ours.
fn is_ours(arguments: &Arguments, host: &str) -> bool {
    let host = host.parse::<Authority>().ok().filter(|host| !host.as_str().contains('@'));
    let name = host.as_ref().map_or("", Authority::host);
    if let Ok(address) = name.trim_matches(['[', ']']).parse::<IpAddr>() {
        // An address can't be pointed elsewhere.
        return address.is_loopback() || !arguments.listen.ip().is_loopback();
    }
    let mut names = arguments.host.iter().map(String::as_str).chain(["localhost"]);
    names.any(|ours| ours.eq_ignore_ascii_case(name))
}

/// Whether a page of another site makes a request. A client that isn't a browser sends neither
/// header.
fn is_foreign(headers: &HeaderMap, host: &str) -> bool {
    let is_ours = headers.get_all(header::ORIGIN).iter().all(|origin| {
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        origin.is_some_and(|(_, name)| name.eq_ignore_ascii_case(host))
    });
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    !is_ours || !matches!(site, None | Some(b"same-origin" | b"none"))
}
