//! Running `sekisho` as a person at a terminal would: arguments in, words and an exit code out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use crate::json::Json;

/// What a run said and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
    line: String,
}

/// Runs `sekisho ARGS` to its end.
pub fn sekisho<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    sekisho_in(Path::new("."), args)
}

/// The same on a day of the story's, for banks with a test clock.
pub fn sekisho_at<S: AsRef<OsStr>>(now: &str, args: impl IntoIterator<Item = S>) -> Ran {
    let mut command = prepared(args);
    command.env("SEKISHO_NOW", now);
    let line = format!("{command:?}");
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{line}: {e}"));
    Ran::new(line, output)
}

/// The same from a given folder.
pub fn sekisho_in<S: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = S>) -> Ran {
    let mut command = prepared(args);
    command.current_dir(folder);
    let line = format!("{command:?}");
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{line}: {e}"));
    Ran::new(line, output)
}

/// The same with variables in its environment.
pub fn sekisho_knowing<S: AsRef<OsStr>>(
    variables: &[(&str, &str)],
    args: impl IntoIterator<Item = S>,
) -> Ran {
    let mut command = prepared(args);
    command.envs(variables.iter().copied());
    let line = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|e| panic!("{line}: {e}"));
    Ran::new(line, output)
}

/// `RUNNER… sekisho ARGS` on a day of the story's: watched, or ended, by another program.
pub fn sekisho_under<S: AsRef<OsStr>>(
    runner: &[&OsStr],
    now: &str,
    args: impl IntoIterator<Item = S>,
) -> Ran {
    let mut command = prepared_as(runner[0]);
    command.args(&runner[1..]).arg(binary()).args(args);
    command.env("SEKISHO_NOW", now);
    let line = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    Ran::new(line, output.unwrap_or_else(|e| panic!("{e}")))
}

/// The same under a umask that takes nothing from anybody.
pub fn sekisho_open_handed<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    let plain = prepared(args);
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000; exec \"$0\" \"$@\""]);
    command.arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let line = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|e| panic!("{line}: {e}"));
    Ran::new(line, output)
}

/// Starts `sekisho ARGS` and does not wait: for stories in which it is killed.
///
/// # Panics
/// When it can't be started.
pub fn started<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Child {
    let mut command = prepared(args);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().expect("sekisho starts")
}

impl Ran {
    fn new(line: String, output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("sekisho speaks UTF-8");
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
            line,
        }
    }

    /// # Panics
    /// Unless the run ended with this code.
    #[must_use]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "{}\n--- stdout\n{}\n--- stderr\n{}",
            self.line, self.out, self.err
        );
        self
    }

    /// Exit 0: done.
    ///
    /// # Panics
    /// Otherwise.
    pub fn done(self) -> Self {
        self.ends(0)
    }

    /// Exit 1: problems, or a refusal in words.
    ///
    /// # Panics
    /// Otherwise.
    pub fn refused(self) -> Self {
        self.ends(1)
    }

    /// Exit 2: used wrongly.
    ///
    /// # Panics
    /// Otherwise.
    pub fn misused(self) -> Self {
        self.ends(2)
    }

    /// Both streams: where a sentence stands is not the point of most stories.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// # Panics
    /// Unless every one of these words was said.
    pub fn says(self, words: &[&str]) -> Self {
        let said = self.said();
        for word in words {
            assert!(
                said.contains(word),
                "{}\nnever says {word:?}:\n{said}",
                self.line
            );
        }
        self
    }

    /// # Panics
    /// If one of these words was said.
    pub fn keeps_silent_about(self, words: &[&str]) -> Self {
        let said = self.said();
        for word in words {
            assert!(
                !said.contains(word),
                "{}\nsays {word:?}:\n{said}",
                self.line
            );
        }
        self
    }

    /// What `--format json` printed: one value, or one per line.
    pub fn json(&self) -> Json {
        let text = self.out.trim();
        Json::try_parse(text)
            .unwrap_or_else(|_| Json::List(text.lines().map(Json::parse).collect()))
    }
}

fn prepared<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = prepared_as(binary().as_os_str());
    command.args(args);
    command
}

fn prepared_as(program: &OsStr) -> Command {
    let mut command = Command::new(program);
    command
        .env_remove("SEKISHO_PASSPHRASE")
        .env_remove("SEKISHO_NEW_PASSPHRASE")
        .env_remove("LC_ALL")
        .env("LANG", "C.UTF-8")
        .env("NO_COLOR", "1");
    command
}

/// `$SEKISHO_BIN`, else the binary of this build: cargo brings it up to date once per run, so that
/// no story is told about an old one.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("SEKISHO_BIN").map_or_else(built, PathBuf::from))
}

fn built() -> PathBuf {
    // TARGET/PROFILE/deps/outside-…
    let test = std::env::current_exe().expect("a running test has a path");
    let profile = test.ancestors().nth(2).expect("PROFILE above deps");
    let target = profile.parent().expect("TARGET above PROFILE");
    // `cargo test` has built it already.
    if is_current(&profile.join("sekisho")) {
        return profile.join("sekisho");
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.current_dir(crate::samples::workspace());
    build
        .args(["build", "--quiet", "--bin", "sekisho", "--target-dir"])
        .arg(target);
    if profile.ends_with("release") {
        build.arg("--release");
    }
    assert!(
        build.status().expect("cargo runs").success(),
        "cargo could not build the sekisho binary"
    );
    profile.join("sekisho")
}

/// Whether the binary is younger than everything it is made from.
fn is_current(binary: &Path) -> bool {
    let Ok(built) = binary.metadata().and_then(|m| m.modified()) else {
        return false;
    };
    let root = crate::samples::workspace();
    let mut folders = ["crates", "dsl", "examples"]
        .map(|name| root.join(name))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)
            .expect("a folder of the workspace")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry
                .metadata()
                .and_then(|m| m.modified())
                .is_ok_and(|changed| changed > built)
            {
                return false;
            }
        }
    }
    true
}
