//! Policy packages to programs: names, types, checks, and what a program means.
//!
//! `check` reads a package folder and gives every problem of every file; without an error there is
//! a [`Program`], whose `policy` is the one representation the rest of Sekisho works on. `eval` is
//! the reference: slow, obvious, and what every other engine must agree with.

mod analyze;
pub mod clauses;
pub mod data_model;
mod declared;
pub mod eval;
pub mod law;
pub mod native;
mod package;
pub mod problem;
mod program;
mod shipped;
pub mod standing;
mod tables;

use std::path::Path;

use sekisho_model::{Problem, Severity};

pub use analyze::decide::{FhirRulebook, Place as FhirPlace};
pub use analyze::{Coverage, UndecidedElement, analyze, coverage};
pub use declared::{Declared, declared};
pub use package::{Package, PackageError};
pub use program::{
    Analysis, Asking, Because, Decided, Expectation, Need, Program, StopReason, TestDecl,
    TestPapers, TestPatient,
};

/// Loads, parses and analyses a package folder against the shipped model and catalog.
pub fn check(dir: &Path) -> Result<Analysis, PackageError> {
    Ok(check_package(&Package::load(dir)?))
}

/// The same for a package at hand. What is absent (a use, a condition) is said only when no error
/// stands: a misspelt use looks like no use.
pub fn check_package(package: &Package) -> Analysis {
    check_under(law::parses(), package)
}

/// The same under other shipped packages than ours: what hangs on a line of them is found by
/// taking the line away.
pub fn check_under(law: &[sekisho_syntax::Parse], package: &Package) -> Analysis {
    let parses: Vec<_> = package.sources.iter().map(sekisho_syntax::parse).collect();
    let mut analysis = analyze::analyze_under(
        law,
        package,
        &parses,
        data_model::oncology(),
        sekisho_model::catalog::r4(),
    );
    if analysis.has_errors() {
        let of_absence =
            |p: &Problem| p.severity == Severity::Warning && problem::OF_ABSENCE.contains(&p.code);
        analysis.problems.retain(|p| !of_absence(p));
    }
    analysis
}
