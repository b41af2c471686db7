//! The console as a process on files of its own, and a browser to look at it.

#![allow(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "tests panic, and need the standard library"
)]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::LazyLock,
    thread,
    time::{Duration, Instant},
};

use base64::Engine;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The folder of the programs, which are up to date.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "-p", "rack-updates-console", "-p", "rack-updates-examples"]);
    cargo.args(["--example", "console", "--example", "rack_update"]);
    assert!(cargo.status().expect("cargo runs").success());
    let test = env::current_exe().expect("a test is a program");
    test.ancestors().nth(2).expect("a test is in target/PROFILE/deps").join("examples")
});

/// Waits until a condition gives a value.
///
/// # Panics
///
/// If it doesn't within 20 seconds.
#[track_caller]
pub fn wait_for<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if let Some(value) = condition() {
            return value;
        }
        thread::sleep(Duration::from_millis(30));
    }
    panic!("there is no {what}");
}

/// A folder with files for a console.
#[derive(Debug)]
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// With these files.
    pub fn new(manifest: &str, racks: &str) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        fs::write(folder.path().join("versions.json"), manifest).expect("the manifest is written");
        fs::write(folder.path().join("racks.json"), racks).expect("the racks are written");
        Self { folder }
    }

    /// With the files that come with the examples.
    pub fn shipped() -> Self {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let read = |name| fs::read_to_string(data.join(name)).expect("a shipped file");
        Self::new(&read("versions.json"), &read("racks.json"))
    }

    /// The path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The content of a file, empty if there is none.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// A program that works on the files.
    pub fn program(&self, name: &str, options: &[&str]) -> Command {
        let mut command = Command::new(PROGRAMS.join(name));
        command.current_dir(self.folder.path()).args(options);
        command.args(["--manifest", "versions.json", "--racks", "racks.json"]);
        command
    }

    /// Starts a console at a free port.
    pub fn console(&self, options: &[&str]) -> Console {
        let mut command = self.program("console", options);
        if !options.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let errors = fs::File::create(self.path("errors")).expect("a file for the errors");
        let process = command.stdout(Stdio::piped()).stderr(errors).spawn().expect("it starts");
        let (process, line) = first_line(process, "The console is at ");
        Console { process, address: line }
    }
}

/// A console that runs.
#[derive(Debug)]
pub struct Console {
    process: Child,
    address: String,
}

impl Console {
    /// The address of a page.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The page at a path.
    pub fn get(&self, path: &str) -> String {
        let mut answer = ureq::get(self.link(path)).call().expect("an answer");
        answer.body_mut().read_to_string().expect("a page")
    }

    /// Asks for an update; the result is the status.
    pub fn update(&self, rack: &str) -> u16 {
        let link = self.link(&format!("/api/racks/{rack}/update"));
        let request = ureq::post(link).config().http_status_as_error(false).build();
        request.send_json(json!(null)).map_or(0, |answer| answer.status().as_u16())
    }

    /// Sends a signal to the console alone.
    pub fn signal(&self, name: &str) {
        signal(name, &self.process.id().to_string());
    }

    /// Whether the process has ended, and its exit code.
    pub fn ended(&mut self) -> Option<Option<i32>> {
        self.process.try_wait().expect("a process").map(|status| status.code())
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a signal to a process.
pub fn signal(name: &str, process: &str) {
    assert!(Command::new("kill").args([name, process]).status().expect("kill runs").success());
}

/// Waits for a line of a process that has this text, and gives the rest of the line.
fn first_line(mut process: Child, text: &str) -> (Child, String) {
    let output = BufReader::new(process.stdout.take().expect("the output is piped"));
    let mut lines = output.lines().map_while(Result::ok);
    let line = lines.find_map(|line| Some(line.split_once(text)?.1.to_owned()));
    // Nothing else is read, but the process may go on writing.
    thread::spawn(move || lines.for_each(drop));
    (process, line.expect("the process says where it is"))
}

/// A window of a browser.
#[derive(Debug)]
pub struct Browser {
    driver: Child,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser, with or without scripts.
    pub fn new(scripts: bool) -> Self {
        let profile = TempDir::new().expect("a folder for the browser");
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let (driver, port) = first_line(driver, "started successfully on port ");
        let port = port.trim_end_matches('.');
        let folder = profile.path().display();
        let capabilities = json!({
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                    "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--no-first-run", "--window-size=1000,900",
                    format!("--user-data-dir={folder}"),
                ],
                "prefs": {
                    "profile.managed_default_content_settings.javascript":
                        if scripts { 1 } else { 2 },
                },
            },
        });
        let driver_address = format!("http://127.0.0.1:{port}/session");
        let body = json!({"capabilities": {"alwaysMatch": capabilities}});
        let answer = send(ureq::post(&driver_address), &body);
        let session = answer["sessionId"].as_str().expect("a session");
        let session = format!("{driver_address}/{session}");
        Self { driver, session, _profile: profile }
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        send(ureq::post(format!("{}/{path}", self.session)), body)
    }

    /// Opens a page.
    pub fn open(&self, link: &str) {
        self.post("url", &json!({"url": link}));
    }

    /// The value of an expression in the page.
    pub fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs a script that calls its last argument with the result.
    pub fn value_later(&self, script: &str) -> Value {
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    fn elements(&self, path: &str) -> Vec<String> {
        let found = self.post("elements", &json!({"using": "xpath", "value": path}));
        let ids = found.as_array().expect("a list").iter();
        ids.filter_map(|id| Some(id.as_object()?.values().next()?.as_str()?.to_owned())).collect()
    }

    /// The text that is seen of the first element that an `XPath` finds.
    pub fn text(&self, path: &str) -> Option<String> {
        let id = self.elements(path).into_iter().next()?;
        let mut answer = ureq::get(format!("{}/element/{id}/text", self.session))
            .config()
            .http_status_as_error(false)
            .build()
            .call()
            .ok()?;
        // The element may have been replaced in the meantime.
        let answer: Value = answer.body_mut().read_json().ok()?;
        answer["value"].as_str().map(str::to_owned)
    }

    /// Waits until an element has this text.
    #[track_caller]
    pub fn wait_for_text(&self, path: &str, text: &str) -> String {
        wait_for(text, || self.text(path).filter(|found| found.contains(text)))
    }

    /// Clicks the element that an `XPath` finds.
    #[track_caller]
    pub fn click(&self, path: &str) {
        // The page may be replaced between the two requests.
        wait_for(path, || {
            let id = self.elements(path).into_iter().next()?;
            let link = format!("{}/element/{id}/click", self.session);
            let request = ureq::post(link).config().http_status_as_error(false).build();
            request.send_json(json!({})).ok().filter(|answer| answer.status() == 200)
        });
    }

    /// Presses a key in the element that has the focus.
    pub fn press(&self, key: &str) {
        let keys = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let actions = json!([{"type": "key", "id": "keyboard", "actions": keys}]);
        self.post("actions", &json!({"actions": actions}));
    }

    /// A command of the browser's own protocol.
    pub fn command(&self, name: &str, parameters: &Value) {
        self.post("goog/cdp/execute", &json!({"cmd": name, "params": parameters}));
    }

    /// The messages of the page since the last call, among them violations of its policy.
    pub fn messages(&self) -> Vec<Value> {
        let messages = self.post("se/log", &json!({"type": "browser"}));
        messages.as_array().expect("a list").clone()
    }

    /// Writes a picture of the whole window.
    pub fn screenshot(&self, path: &Path) {
        let mut answer =
            ureq::get(format!("{}/screenshot", self.session)).call().expect("a picture");
        let answer: Value = answer.body_mut().read_json().expect("JSON");
        let text = answer["value"].as_str().expect("a picture");
        let picture = base64::engine::general_purpose::STANDARD.decode(text).expect("base64");
        fs::write(path, picture).expect("the picture is written");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

#[track_caller]
fn send(request: ureq::RequestBuilder<ureq::typestate::WithBody>, body: &Value) -> Value {
    let request = request.config().http_status_as_error(false).build();
    let mut answer = request.send_json(body).expect("an answer of the driver");
    let value: Value = answer.body_mut().read_json().expect("JSON");
    assert_eq!(answer.status(), 200, "{value}");
    value["value"].clone()
}
