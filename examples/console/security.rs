//! Refuses foreign requests: a page of another site can neither read the racks nor update them.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{App, pages, refusal::Refusal};

/// Sent with each response: nothing is loaded from elsewhere, and no script or style that is part
/// of a page has an effect.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
];

/// The facts that the refusals depend on.
#[derive(Debug)]
pub(crate) struct Security {
    /// A secret that only a page of this process has.
    token: String,
    address: IpAddr,
    hosts: Vec<String>,
}

impl Security {
    pub(crate) fn new(listen: SocketAddr, hosts: Vec<String>) -> anyhow::Result<Self> {
        let token = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
        Ok(Self { token, address: listen.ip(), hosts })
    }

    /// The token of a form.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn check_token(&self, token: &str) -> Result<(), Refusal> {
        if token == self.token {
            return Ok(());
        }
        Err(Refusal::forbidden(
            "this page was made before the console was started: load it again and repeat",
        ))
    }

    /// Refuses a host that isn't ours. A name that an attacker has pointed to this address is
    /// another origin for the browser, so its pages could read ours.
    fn check_host(&self, host: &str) -> Result<(), Refusal> {
        let host = host.parse::<Authority>().ok().filter(|host| !host.as_str().contains('@'));
        let name = host.as_ref().map_or("", Authority::host);
        let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
        let is_ours = if let Ok(address) = address {
            // An address can't be pointed elsewhere.
            !self.address.is_loopback() || address.is_loopback()
        } else {
            let hosts = self.hosts.iter().map(String::as_str);
            hosts.chain(["localhost"]).any(|host| name.eq_ignore_ascii_case(host))
        };
        if is_ours { Ok(()) } else { Err(Refusal::forbidden("this host isn't the console")) }
    }

    fn check(&self, request: &Request) -> Result<(), Refusal> {
        let headers = request.headers();
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next().and_then(text), hosts.next()) else {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "one host must be named"));
        };
        self.check_host(host)?;
        if let Some(authority) = request.uri().authority() {
            self.check_host(authority.as_str())?;
        }
        if *request.method() == Method::GET || *request.method() == Method::HEAD {
            return Ok(());
        }
        check_origin(headers, host)
    }
}

/// Refuses a request that a page of another site makes. A client that isn't a browser sends
/// neither header.
fn check_origin(headers: &HeaderMap, host: &str) -> Result<(), Refusal> {
    let is_ours = headers.get_all(header::ORIGIN).iter().all(|origin| {
        let origin = text(origin).and_then(|origin| origin.split_once("://"));
        origin.is_some_and(|(_, name)| name.eq_ignore_ascii_case(host))
    });
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if is_ours && matches!(site, None | Some(b"same-origin" | b"none")) {
        return Ok(());
    }
    Err(Refusal::forbidden("this request comes from another site"))
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// Refuses foreign requests. Shows refusals, those of the framework too, as pages or in JSON.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = match app.security.check(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let refusal = response.extensions_mut().remove().unwrap_or_else(|| Refusal::from(status));
        let shown = if is_api { refusal.json() } else { pages::refused(&refusal) };
        let allow = response.headers_mut().remove(header::ALLOW);
        response = (status, allow.map(|allow| [(header::ALLOW, allow)]), shown).into_response();
    }
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
