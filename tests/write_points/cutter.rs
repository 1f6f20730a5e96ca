//! Runs `sekisho` and ends it at a change of a file, from outside: `cut.c`, built here by the C
//! compiler that SQLite needs anyway. The product has no switch for it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sekisho_tests::Scratch;
use sekisho_tests::command::{Ran, sekisho_under};

/// Where a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Never,
    /// Before the change with this number, from 1.
    Before(usize),
    /// In the middle of it, if it writes; else before it.
    Torn(usize),
}

/// A run and every change of a file that it came to, in order: `pwrite /…/bank.sqlite-wal`.
pub struct Run {
    pub ran: Ran,
    pub points: Vec<String>,
}

impl Run {
    pub fn was_killed(&self) -> bool {
        self.ran.code == 137
    }
}

/// `sekisho ARGS` on a day, cut there; `folder` is for the report.
pub fn run(cut: Cut, now: &str, folder: &Path, args: &[OsString]) -> Run {
    let report = folder.join("points");
    let (at, how) = match cut {
        Cut::Never => (0, "before"),
        Cut::Before(at) => (at, "before"),
        Cut::Torn(at) => (at, "torn"),
    };
    let at = at.to_string();
    let words = [
        cutter().as_os_str(),
        OsStr::new(&at),
        OsStr::new(how),
        report.as_os_str(),
        OsStr::new("--"),
    ];
    let ran = sekisho_under(&words, now, args);
    assert_ne!(
        ran.code, 125,
        "a process can't be watched here: {}",
        ran.err
    );
    let text = std::fs::read_to_string(&report).expect("a report");
    let point = |line: &str| line.split_once(' ').map(|(_, point)| point.to_owned());
    let points = text.lines().filter_map(point).collect();
    Run { ran, points }
}

fn cutter() -> &'static Path {
    static BUILT: OnceLock<(Scratch, PathBuf)> = OnceLock::new();
    let (_, path) = BUILT.get_or_init(|| {
        let scratch = Scratch::default();
        let path = scratch.path("cut");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("write_points/cut.c");
        let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
        let mut build = Command::new(compiler);
        build
            .args(["-O1", "-Wall", "-Werror", "-o"])
            .arg(&path)
            .arg(source);
        assert!(build.status().expect("a C compiler").success());
        (scratch, path)
    });
    path
}
