//! The shipped policy packages against real cases: `policies/NAME/cases/pass_*.seki` says nothing,
//! `fail_*.seki` says the codes that its first line names and no other. A line
//! `# sekisho.yaml: institution: { … }` says whose bank it is; the standing package's is private.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sekisho_lang::{Package, check_package, standing};
use sekisho_model::problem::Example;

const CASE: &str = "policies/case.seki";

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// Every case beside the small package whose study and cohort it may `use`.
fn said(text: &str) -> BTreeSet<String> {
    let mut files = standing::files(Example::Declarations("")).expect("the standing package");
    files.remove(standing::EXAMPLE);
    files.insert(CASE.to_owned(), text.to_owned());
    let manifest = standing::manifest(&files["sekisho.yaml"], text);
    files.insert("sekisho.yaml".to_owned(), manifest);
    let files = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let package = Package::of(files).expect("a package");
    let problems = check_package(&package).problems;
    for problem in &problems {
        assert_eq!(&*problem.origin.file, CASE, "{problem:?}");
    }
    problems.iter().map(|problem| problem.code_text()).collect()
}

fn expected(text: &str) -> BTreeSet<String> {
    let first = text.lines().next().unwrap_or_default();
    let codes = first.strip_prefix("# expect ").unwrap_or_default();
    let codes = codes.split(',').map(str::trim).filter(|c| !c.is_empty());
    codes.map(str::to_owned).collect()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_shipped_package_has_cases_that_pass_and_cases_that_fail() {
    let mut wrong = Vec::new();
    for package in sorted(&policies()) {
        let (mut pass, mut fail) = (0, 0);
        for path in sorted(&package.join("cases")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".seki") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let (is, should) = (said(&text), expected(&text));
            assert_eq!(name.starts_with("fail_"), !should.is_empty(), "{name}");
            assert!(name.starts_with("fail_") || name.starts_with("pass_"));
            if name.starts_with("fail_") {
                fail += 1;
            } else {
                pass += 1;
            }
            if is != should {
                wrong.push(format!("{}: {is:?}, not {should:?}", path.display()));
            }
        }
        assert!(
            pass >= 1 && fail >= 2,
            "{}: {pass} {fail}",
            package.display()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_cases_are_no_part_of_the_package_above_them() {
    for package in sorted(&policies()) {
        let analysis = sekisho_lang::check(&package).unwrap();
        assert_eq!(analysis.problems, [], "{}", package.display());
    }
}
