//! `check-bench [FOLDER]`: how long a package of 2,000 lines takes to check, by step.
//!
//! The package is made from the examples: every policy file again and again, each copy with its
//! declarations and packages renamed, until there are enough lines. It must check without an error,
//! so that nothing is skipped because something before it failed: otherwise nothing is measured, and
//! the process ends with 1.

mod copies;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use sekisho_lang::{Package, analyze, data_model};
use sekisho_model::{Problem, Severity, catalog};
use sekisho_syntax::parse;

const LINES: usize = 2_000;
const ROUNDS: usize = 15;

fn main() -> ExitCode {
    let examples = std::env::args().nth(1).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples"),
        PathBuf::from,
    );
    let lines = number("LINES", LINES);
    let rounds = number("ROUNDS", ROUNDS);
    let package = copies::package(&examples, lines);
    let lines: usize = package.sources.iter().map(|s| s.text.lines().count()).sum();
    println!(
        "{lines} lines in {} files from {}",
        package.sources.len(),
        examples.display()
    );

    let start = Instant::now();
    let (model, catalog) = (data_model::oncology(), catalog::r4());
    println!("model and catalog, once a process: {:.1} ms", ms(start));

    let (mut parsing, mut analysing, mut formatting) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let start = Instant::now();
        let parses: Vec<_> = package.sources.iter().map(parse).collect();
        parsing.push(ms(start));
        let start = Instant::now();
        let analysis = analyze(&package, &parses, model, catalog);
        analysing.push(ms(start));
        if round == 0 {
            println!(
                "first round: parse {:.1} ms, analyse {:.1} ms",
                parsing[0], analysing[0]
            );
        }
        if tell_errors(&analysis.problems) > 0 {
            return ExitCode::FAILURE;
        }
        let start = Instant::now();
        for source in &package.sources {
            sekisho_syntax::format(source).expect("a file of the examples");
        }
        formatting.push(ms(start));
    }
    let (parse, analyse, format) = (median(parsing), median(analysing), median(formatting));
    let row = |what: &str, ms: f64| {
        println!(
            "{what:<8} {ms:>8.2} ms {:>8.2} µs a line",
            ms * 1e3 / lines as f64
        );
    };
    row("parse", parse);
    row("analyse", analyse);
    row("check", parse + analyse);
    row("format", format);
    broken(copies::broken(&package));
    ExitCode::SUCCESS
}

/// Every reference misses its declaration by a letter: each is looked for among all names.
fn broken(package: Package) {
    let start = Instant::now();
    let parses: Vec<_> = package.sources.iter().map(parse).collect();
    let analysis = analyze(&package, &parses, data_model::oncology(), catalog::r4());
    let errors = analysis.problems.len();
    println!(
        "check of the same with every name misspelt: {:.1} ms, {errors} problems",
        ms(start)
    );
}

/// How many there are; what they are goes to standard error.
fn tell_errors(problems: &[Problem]) -> usize {
    let errors = problems.iter().filter(|p| p.severity == Severity::Error);
    for problem in errors.clone().take(20) {
        let (code, at, says) = (problem.code_text(), &problem.origin, &problem.message.en);
        eprintln!("{code} {at} {says}");
    }
    let errors = errors.count();
    if errors > 0 {
        eprintln!("nothing was measured: the package has {errors} errors");
    }
    errors
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(otherwise)
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
