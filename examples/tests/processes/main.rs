//! The example programs as processes, with files and arguments.

mod files;
mod plans;
mod rack_update;
mod release;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::LazyLock,
};

use tempfile::TempDir;

/// The folder of the programs, which are up to date.
///
/// Cargo doesn't build examples when it is asked for some tests only. After a plain `cargo test`,
/// there is nothing left to build.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let test = env::current_exe().expect("a test is a program");
    let folder = test.ancestors().nth(2).expect("a test is in target/PROFILE/deps");
    let profile = if folder.ends_with("debug") { "dev" } else { "release" };
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "rack-updates-examples", "--examples"]);
    assert!(cargo.args(["--profile", profile]).status().expect("cargo runs").success());
    folder.join("examples")
});

/// An exit code, the standard output and the standard error.
type Outcome = (Option<i32>, String, String);

fn ok(stdout: impl Into<String>) -> Outcome {
    (Some(0), stdout.into(), String::new())
}

fn error(message: &str) -> Outcome {
    (Some(1), String::new(), format!("error: {message}\n"))
}

/// A folder with files of a test, which is also where the programs keep their demo files.
struct Site {
    folder: TempDir,
}

impl Site {
    fn empty() -> Self {
        Self { folder: TempDir::new().expect("a folder for the test") }
    }

    fn new(manifest: impl AsRef<[u8]>, racks: impl AsRef<[u8]>) -> Self {
        let site = Self::empty();
        site.write("versions.json", manifest);
        site.write("racks.json", racks);
        site
    }

    fn shipped() -> Self {
        Self::new(shipped("versions.json"), shipped("racks.json"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file of the test")
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a file for the test");
    }

    /// The names of all files.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder of the test");
        let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a plain name");
        let mut files: Vec<_> = entries.map(|entry| name(entry.expect("an entry"))).collect();
        files.sort();
        files
    }

    /// A program in the folder, and its arguments. Without options for files it works on its demo
    /// files there.
    fn program(&self, line: &str) -> Command {
        let mut words = line.split(' ');
        let mut command = Command::new(PROGRAMS.join(words.next().expect("a name")));
        command.args(words).current_dir(self.folder.path());
        command.env("CARGO_TARGET_DIR", self.folder.path());
        command
    }

    /// Runs a program on its demo files.
    fn demo(&self, line: &str) -> Outcome {
        outcome(&mut self.program(line))
    }

    /// Runs a program on the files of the folder.
    fn run(&self, line: &str) -> Outcome {
        let racks = if line.starts_with("release") { "" } else { " --racks racks.json" };
        self.demo(&format!("{line} --manifest versions.json{racks}"))
    }
}

/// A file that comes with the examples.
fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("data").join(name);
    fs::read_to_string(path).expect("a shipped file")
}

fn outcome(command: &mut Command) -> Outcome {
    let Output { status, stdout, stderr } = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("the output is UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// A, B, C, D, E, of which B is required, and D is required and not published.
const BLOCKED: &str = r#"[
    {"version": "A", "published": true, "required": false},
    {"version": "B", "published": true, "required": true, "reason": "copies the settings"},
    {"version": "C", "published": true, "required": false},
    {"version": "D", "published": false, "required": true, "reason": "can't be undone"},
    {"version": "E", "published": true, "required": false},
    {"version": "X", "published": false, "required": false, "dead_end": "reinstall"}
]"#;

/// A rack that D blocks, and one that it doesn't.
const BLOCKED_RACKS: &str = r#"[{"name": "a", "version": "A"}, {"name": "d", "version": "D"}]"#;
