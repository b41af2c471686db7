//! The installer: brings a rack from one release to the next.

use core::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    process::{Child, Command},
    sync::mpsc::{self, Receiver},
    thread,
};

use anyhow::{Context, bail};
#[cfg(unix)]
use rustix::process::{Pid, Signal};

use crate::Attempt;

/// How often the output of an installer is read.
const TICK: Duration = Duration::from_millis(100);
/// A line of more bytes than this is split.
const LONGEST_LINE: u64 = 400;

/// The installer, and the option for it.
#[derive(Clone, Debug, clap::Args)]
pub struct Installer {
    /// Run this shell command for each hop, with RACK, FROM and TO in its environment; the rack is
    /// updated if it exits with 0 [default: only pretend to install]
    ///
    /// Its last line, such as "40% copied", is its progress.
    #[arg(long = "installer", value_name = "COMMAND", value_parser = not_blank)]
    command: Option<String>,

    /// Without a command, an update takes this long.
    #[arg(skip)]
    pub simulated: Duration,
}

/// The shell runs a blank command with success, so the rack would count as updated.
fn not_blank(command: &str) -> Result<String, &'static str> {
    if command.trim().is_empty() { Err("the command is blank") } else { Ok(command.into()) }
}

impl Installer {
    /// Whether there is no command, so nothing is installed.
    pub fn is_simulated(&self) -> bool {
        self.command.is_none()
    }

    /// Installs a release.
    ///
    /// The lines of the installer are passed on as they come. With `stop`, the installer doesn't
    /// get the signals of the terminal, and is killed when `stop` becomes true.
    pub(crate) fn run(
        &self,
        attempt: &Attempt,
        lock: &File,
        stop: Option<&AtomicBool>,
        mut on_lines: impl FnMut(&[String]),
    ) -> anyhow::Result<()> {
        let is_stopped = || stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        let Some(text) = &self.command else {
            return simulate(self.simulated, is_stopped, on_lines);
        };

        let (reader, writer) = io::pipe()?;
        let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = Command::new(shell);
        command.args([option, text]);
        command.envs([("RACK", &attempt.rack), ("FROM", &attempt.from), ("TO", &attempt.to)]);
        // With the locked file as its input, the installer keeps the rack locked even if this
        // process is killed.
        command.stdin(lock.try_clone()?).stdout(writer.try_clone()?).stderr(writer);
        #[cfg(unix)]
        if stop.is_some() {
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
        }
        let mut child = command.spawn().context("the installer can't be started")?;
        // The command has this end of the pipe, which must close for the lines to end.
        drop(command);

        let lines = lines_of(reader);
        let status = loop {
            let status = child.try_wait()?;
            on_lines(&lines.try_iter().collect::<Vec<_>>());
            if let Some(status) = status {
                break status;
            }
            if is_stopped() {
                kill(&mut child)?;
                child.wait()?;
                bail!("the installer was stopped");
            }
            thread::sleep(TICK);
        };
        // The last lines may still be in the pipe. A process that the installer left running may
        // hold it open, so the wait is limited.
        while let Ok(line) = lines.recv_timeout(TICK) {
            on_lines(&[line]);
        }
        if !status.success() {
            bail!("the installer failed with {status}");
        }
        Ok(())
    }
}

/// Pretends to install.
fn simulate(
    duration: Duration,
    is_stopped: impl Fn() -> bool,
    mut on_lines: impl FnMut(&[String]),
) -> anyhow::Result<()> {
    const STEPS: [&str; 5] = [
        "0% downloading the release",
        "25% checking the download",
        "50% moving the services",
        "75% starting the services",
        "95% checking the services",
    ];
    for step in STEPS {
        if is_stopped() {
            bail!("the simulated installer was stopped");
        }
        on_lines(&[step.into()]);
        thread::sleep(duration / 5);
    }
    Ok(())
}

/// Reads lines in a thread of its own, because a read may wait for a long time.
fn lines_of(reader: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while let Ok(1..) = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            let text = String::from_utf8_lossy(&line);
            // A progress bar rewrites its line after a carriage return.
            let text = text.trim_end().rsplit('\r').next().unwrap_or_default();
            if !text.is_empty() && sender.send(text.into()).is_err() {
                break;
            }
            line.clear();
        }
    });
    lines
}

/// Kills the installer with the processes that it started.
fn kill(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL)?;
    child.kill()
}
