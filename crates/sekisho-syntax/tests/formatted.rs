//! Every policy file of the repository stands in the one layout: `sekisho fmt` changes nothing.

use std::path::{Path, PathBuf};

use sekisho_model::SourceText;
use sekisho_syntax::format;

#[test]
fn every_policy_file_of_the_repository_is_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut laid_out, mut wrong) = (0, Vec::new());
    for path in policy_files(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        match format(&SourceText::new(&name, text.clone())) {
            Ok(formatted) if formatted == text => laid_out += 1,
            Ok(_) => wrong.push(name),
            // The goldens of problems hold files that can't be read.
            Err(_) if name.contains("golden") => {}
            Err(problems) => wrong.push(format!("{name}: {}", problems[0].message.en)),
        }
    }
    assert!(wrong.is_empty(), "run `sekisho fmt` on {wrong:#?}");
    assert!(laid_out >= 10, "{laid_out}");
}

/// The `.seki` files below a folder; build output, hidden folders and links left out.
fn policy_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && name != "target" && !name.starts_with('.') {
            files.extend(policy_files(&entry.path()));
        } else if kind.is_file() && name.ends_with(".seki") {
            files.push(entry.path());
        }
    }
    files.sort();
    files
}
