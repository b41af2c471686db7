//! The example programs, run as their users run them: as processes, with files and arguments.

mod bad_input;
mod minor_by_minor;
mod own_records;
mod quickstart;
mod rack_update;
mod racks;
mod release;
mod shipped_data;
mod state;
mod usage;

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use assert_cmd::Command;
use escargot::{CargoBuild, format::Message};
use tempfile::TempDir;

/// A program of this package.
fn program(name: &str) -> Command {
    Command::new(&PROGRAMS[name])
}

/// Where the programs are, by name.
///
/// Asking cargo to build them makes sure that they aren't older than their sources, since cargo
/// leaves examples alone when it is to run only some of the tests. After a plain `cargo test` there
/// is nothing left to build.
static PROGRAMS: LazyLock<HashMap<String, PathBuf>> = LazyLock::new(|| {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml");
    let messages = CargoBuild::new()
        .manifest_path(workspace)
        .examples()
        .current_release()
        .exec()
        .expect("the programs can be built");
    let mut programs = HashMap::new();
    for message in messages {
        let message = message.expect("cargo says what it does");
        if let Message::CompilerArtifact(artifact) = message.decode().expect("a known message")
            && let Some(path) = artifact.executable
        {
            programs.insert(artifact.target.name.into_owned(), path.into_owned());
        }
    }
    programs
});

/// A file that comes with the examples.
fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// A folder with a manifest and a racks file of the test's own.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new(manifest: impl AsRef<[u8]>, racks: impl AsRef<[u8]>) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        fs::write(folder.path().join("versions.json"), manifest).expect("the manifest is written");
        fs::write(folder.path().join("racks.json"), racks).expect("the racks are written");
        Self { folder }
    }

    /// The shipped files, to be changed as the test likes.
    fn shipped() -> Self {
        let read = |name| fs::read(shipped(name)).expect("a shipped file");
        Self::new(read("versions.json"), read("racks.json"))
    }

    fn manifest(&self) -> PathBuf {
        self.folder.path().join("versions.json")
    }

    fn racks(&self) -> PathBuf {
        self.folder.path().join("racks.json")
    }

    /// A program that is to work on the files of this folder.
    fn program(&self, name: &str) -> Command {
        let mut command = program(name);
        command.arg("--manifest").arg(self.manifest()).arg("--racks").arg(self.racks());
        command
    }

    /// The program that changes the manifest, which is to be the one of this folder.
    fn release(&self, arguments: &[&str]) -> Command {
        let mut command = program("release");
        command.arg("--manifest").arg(self.manifest()).args(arguments);
        command
    }

    /// The names of all files in the folder.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder is there");
        let mut files: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("plain names"))
            .collect();
        files.sort();
        files
    }

    /// The versions that the racks run according to the file.
    fn versions(&self) -> Vec<String> {
        versions(&self.racks())
    }
}

/// The versions that the racks of a file run.
fn versions(racks: &Path) -> Vec<String> {
    let racks: Vec<support::Rack> = support::read("racks file", racks).expect("a racks file");
    racks.into_iter().map(|rack| rack.version).collect()
}

/// The way is A, B, C, D, E: B is required, D is required and not published.
const BLOCKED: &str = r#"[
    {"version": "A", "published": true, "required": false},
    {"version": "B", "published": true, "required": true, "reason": "copies the settings"},
    {"version": "C", "published": true, "required": false},
    {"version": "D", "published": false, "required": true, "reason": "can't be undone"},
    {"version": "E", "published": true, "required": false},
    {"version": "X", "published": false, "required": false, "dead_end": "install anew"}
]"#;

/// A rack at each of the releases of [`BLOCKED`] and one that runs none of them.
const BLOCKED_RACKS: &str = r#"[
    {"name": "a", "version": "A"},
    {"name": "b", "version": "B"},
    {"name": "c", "version": "C"},
    {"name": "d", "version": "D"},
    {"name": "e", "version": "E"},
    {"name": "x", "version": "X"},
    {"name": "z", "version": "Z"}
]"#;

trait Outcome {
    /// The program succeeds and prints this and nothing else.
    fn prints(&mut self, stdout: impl Into<String>);

    /// The program fails and gives this error and nothing else.
    fn fails(&mut self, error: impl AsRef<str>);
}

impl Outcome for Command {
    #[track_caller]
    fn prints(&mut self, stdout: impl Into<String>) {
        self.assert().code(0).stdout(stdout.into()).stderr("");
    }

    #[track_caller]
    fn fails(&mut self, error: impl AsRef<str>) {
        self.assert().code(1).stdout("").stderr(format!("error: {}\n", error.as_ref()));
    }
}
