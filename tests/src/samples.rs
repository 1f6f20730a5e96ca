//! Where the samples lie: `$SEKISHO_SHARED`, else `../shared` beside the workspace.
//!
//! A test that needs them asks here first. Without them it says so and returns, unless
//! `SEKISHO_REQUIRE_SHARED=1`, which the gate of the project sets: then their absence is a failure.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the workspace")
}

/// A path below the samples.
///
/// # Panics
/// When it is absent and `SEKISHO_REQUIRE_SHARED=1`.
pub fn sample(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SEKISHO_SHARED")
        .map_or_else(|| workspace().join("../shared"), PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    let required = std::env::var("SEKISHO_REQUIRE_SHARED").is_ok_and(|v| v == "1");
    assert!(
        !required,
        "SEKISHO_REQUIRE_SHARED=1, and {} does not exist",
        found.display()
    );
    crate::chance::say(format_args!("skipped: no samples at {}", found.display()));
    None
}

/// The 400 patients as Bulk Data files.
pub fn the_400() -> Option<PathBuf> {
    sample("data/fhir/synthea-bulk-400")
}

/// A file of this project, from the workspace root.
pub fn ours(path: &str) -> PathBuf {
    workspace().join(path)
}

/// The text of a file, unpacked when its name ends in `.gz`.
///
/// # Panics
/// When it can't be read.
pub fn text_of(path: &Path) -> String {
    let file = File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    let read = if path.extension().is_some_and(|e| e == "gz") {
        MultiGzDecoder::new(file).read_to_string(&mut text)
    } else {
        { file }.read_to_string(&mut text)
    };
    read.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text
}

/// The `.ndjson` and `.ndjson.gz` files of a folder, by name.
///
/// # Panics
/// When the folder can't be read.
pub fn ndjson_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("a folder entry").path()).collect();
    files.retain(|path| {
        let name = path.to_string_lossy();
        name.ends_with(".ndjson") || name.ends_with(".ndjson.gz")
    });
    files.sort();
    files
}
