//! The large package that `check-bench` measures checks without an error. The bench is in a workspace
//! of its own that no gate builds, so what it measures is held here.

#[path = "../../../benches/src/copies.rs"]
mod copies;

use std::path::Path;

use sekisho_model::Severity;

#[test]
fn the_package_that_is_measured_checks() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let package = copies::package(&examples, 6_000);
    let errors: Vec<String> = errors(&package);
    assert_eq!(errors, [""; 0]);
    // The same with names misspelt is what the second figure is about.
    assert!(self::errors(&copies::broken(&package)).len() > 100);
}

fn errors(package: &sekisho_lang::Package) -> Vec<String> {
    let problems = sekisho_lang::check_package(package).problems.into_iter();
    let errors = problems.filter(|p| p.severity == Severity::Error);
    errors
        .map(|p| format!("{} {} {}", p.code_text(), p.origin, p.message.en))
        .collect()
}
