//! A component is compiled in a process of its own first: this program once more, under limits of
//! processor time and memory that it can't lift, with no variable of the caller's and no file of it.
//!
//! What was compiled there is not taken over: loading machine code that another process made would
//! need `unsafe`, and this program has none. It is compiled again here, at a cost that is known by
//! then.

use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use nix::sys::resource::{Resource, setrlimit};
use sekisho_plugin::{Cost, Engines, LoadError};

/// The word by which this program knows that it is the other process. No command of `--help`.
pub const WORD: &str = "try-component";

const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;
/// Did not compile; every other end is the limits'.
const NO_COMPONENT: u8 = 3;

/// From here on this process asks another one before it compiles what nobody vouches for.
pub fn begin() {
    Engines::shared().try_by(elsewhere);
}

fn elsewhere(component: &[u8], cost: Cost) -> Result<(), LoadError> {
    let failed = |error: std::io::Error| LoadError::NoTrial(error.to_string());
    let mut child = Command::new(std::env::current_exe().map_err(failed)?)
        .args([WORD, &cost.seconds.to_string(), &cost.bytes.to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(mut bytes) = child.stdin.take() {
        // One that ended meanwhile says why by how it ended.
        let _ = bytes.write_all(component);
    }
    ended(child.wait().map_err(failed)?, cost)
}

fn ended(status: ExitStatus, cost: Cost) -> Result<(), LoadError> {
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(()),
        (Some(code), _) if code == i32::from(NO_COMPONENT) => Err(LoadError::NoComponent),
        (_, Some(SIGXCPU | SIGKILL)) => Err(LoadError::Slow {
            seconds: cost.seconds,
        }),
        _ => Err(LoadError::Heavy { bytes: cost.bytes }),
    }
}

/// The other process: `try-component SECONDS BYTES`, the component on its standard input.
pub fn run(words: &[String]) -> ExitCode {
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let (Some(seconds), Some(bytes)) = (number(0), number(1)) else {
        return ExitCode::from(2);
    };
    let mut component = Vec::new();
    let most = sekisho_plugin::Bounds::MOST.bytes;
    let read = std::io::stdin().take(most + 1).read_to_end(&mut component);
    if read.is_err() || limit(seconds, bytes).is_err() {
        return ExitCode::from(2);
    }
    match Engines::shared().compiles(&component) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(NO_COMPONENT),
    }
}

/// Processor time and address space; no file written, no core left behind.
fn limit(seconds: u64, bytes: u64) -> nix::Result<()> {
    setrlimit(Resource::RLIMIT_CPU, seconds, seconds + 1)?;
    setrlimit(Resource::RLIMIT_AS, bytes, bytes)?;
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    setrlimit(Resource::RLIMIT_FSIZE, 0, 0)
}
