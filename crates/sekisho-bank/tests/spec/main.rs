//! The manual runs: every example of `dsl/spec/*.md` is checked, and its `test`s are asked of the
//! reference evaluator and SQLite (who is in a cohort) and of Cedar in the gate (who may).
//!
//! `counts` blocks are asked of a bank that is founded for them.
//!
//! `consent.md` has its own blocks and its own runners, in `sekisho-model` and `sekisho-gate`.

mod chapter;
mod counts;

use std::path::PathBuf;
use std::sync::Mutex;

use chapter::{Case, cases};
use sekisho_bank::testing;
use sekisho_lang::standing::{self, EXAMPLE};
use sekisho_lang::{Analysis, Package, check_package};
use sekisho_model::{Problem, Severity};

const WITH_RUNNERS_OF_THEIR_OWN: [&str; 1] = ["consent.md"];

/// What ran, so that an empty manual can't pass.
#[derive(Default)]
struct Tally {
    cases: usize,
    problems: usize,
    outcomes: usize,
}

fn chapters() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../dsl/spec");
    let read = std::fs::read_dir(folder).expect("dsl/spec");
    let paths = read.map(|entry| entry.expect("an entry").path());
    let own = |path: &PathBuf| {
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        name.ends_with(".md") && !WITH_RUNNERS_OF_THEIR_OWN.contains(&name)
    };
    let mut chapters: Vec<PathBuf> = paths.filter(own).collect();
    // The longest last: threads take from the end.
    let length = |path: &PathBuf| std::fs::metadata(path).map_or(0, |file| file.len());
    chapters.sort_by_key(|path| (length(path), path.clone()));
    chapters
}

/// One chapter after the other, taken by whichever thread is free.
fn read(left: &Mutex<Vec<PathBuf>>) -> (Vec<String>, Tally) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (mut faults, mut tally) = (Vec::new(), Tally::default());
    let next = || left.lock().expect("no panic").pop();
    while let Some(path) = next() {
        let before = tally.outcomes + tally.problems;
        for case in cases(&path) {
            let at = format!("{}:{}", case.chapter, case.line);
            let found = runtime.block_on(run(&case, &mut tally));
            faults.extend(found.into_iter().map(|fault| format!("{at}: {fault}")));
        }
        if tally.outcomes + tally.problems == before {
            faults.push(format!("{}: shows nothing", path.display()));
        }
    }
    (faults, tally)
}

#[test]
fn every_example_of_the_manual_is_true() {
    let left = Mutex::new(chapters());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut faults, mut tally) = (Vec::new(), Tally::default());
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..cores).map(|_| scope.spawn(|| read(&left))).collect();
        for reader in readers {
            let (found, of) = reader.join().expect("no panic");
            faults.extend(found);
            tally.cases += of.cases;
            tally.problems += of.problems;
            tally.outcomes += of.outcomes;
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(
        tally.cases >= 30 && tally.problems >= 10 && tally.outcomes >= 60,
        "{} cases, {} problems, {} outcomes",
        tally.cases,
        tally.problems,
        tally.outcomes
    );
}

/// A false sentence in the manual is found: as a wrong outcome, and as a wrong list of problems.
#[tokio::test]
async fn an_example_that_is_not_true_fails() {
    let case = |text: &str, problems: Option<&str>| Case {
        chapter: "made up".into(),
        line: 1,
        common: String::new(),
        text: text.to_owned(),
        problems: problems.map(|p| vec![p.to_owned()]),
        counts: None,
    };
    let outside = "test \"nobody\" {\n  given patient P1 {\n    birth_date 1960-05-01\n  }\n  expect in cohort lung_patients P1\n}\n";
    let twice = "purpose a under research\npurpose a under research\n";
    for (text, problems, wrong) in [
        (outside, None, "expect in cohort"),
        (twice, None, "SK0202 line 2"),
        (twice, Some("SK0202 line 1"), "SK0202 line 2"),
        (
            "purpose a under research\n",
            Some("SK0202 line 1"),
            "SK0202 line 1",
        ),
    ] {
        let faults = run(&case(text, problems), &mut Tally::default()).await;
        assert!(
            faults.iter().any(|f| f.contains(wrong)),
            "{text}: {faults:?}"
        );
    }
}

/// A wrong number is found too, and a wrong refusal.
#[tokio::test]
async fn a_count_that_is_not_true_fails() {
    let case = |counts: &str| Case {
        chapter: "made up".into(),
        line: 1,
        common: String::new(),
        text: "purpose a under research\n".into(),
        problems: None,
        counts: Some(counts.to_owned()),
    };
    for (counts, wrong) in [
        ("come 12 female 1960\ncount\n  all 13\n", "all 12"),
        ("come 12 female 1960\ncount\n  refused compared\n", "all 12"),
        ("come 3 female 1960\ncount\n  all 3\n", "all <10"),
        ("leave\n", "no such line"),
    ] {
        let faults = run(&case(counts), &mut Tally::default()).await;
        assert!(
            faults.iter().any(|f| f.contains(wrong)),
            "{counts}: {faults:?}"
        );
    }
}

async fn run(case: &Case, tally: &mut Tally) -> Vec<String> {
    tally.cases += 1;
    let files = standing::files_of(&[&case.common, &case.text]);
    let package = match Package::of(files.iter().map(|(p, t)| (p.as_str(), t.as_str()))) {
        Ok(package) => package,
        Err(error) => return vec![error.to_string()],
    };
    let analysis = check_package(&package);
    let mut faults = said(case, &analysis, tally);
    let Some(program) = analysis.program.filter(|_| case.problems.is_none()) else {
        return faults;
    };
    match testing::run(&program, None).await {
        Ok(report) => {
            for outcome in report.outcomes().filter(|o| &*o.origin.file == EXAMPLE) {
                tally.outcomes += 1;
                faults.extend(outcome.failure.as_ref().map(|failure| {
                    format!(
                        "{}: {}\n  {}",
                        outcome.expected, failure.problem.message.en, failure.why.en
                    )
                }));
            }
        }
        Err(error) => faults.push(format!("the tests don't run: {error:?}")),
    }
    if let Some(text) = &case.counts {
        let (wrong, compared) = counts::run(&program, text).await;
        tally.outcomes += compared;
        faults.extend(wrong);
    }
    faults
}

/// The problems of a case against those its chapter lists: no more, no fewer. What a problem of the
/// example leads to in the standing package is not the chapter's matter, nor is a
/// warning that the chapter does not name.
fn said(case: &Case, analysis: &Analysis, tally: &mut Tally) -> Vec<String> {
    let first = standing::HEAD_LINES;
    let expected = case.problems.clone().unwrap_or_default();
    let named = |p: &Problem| expected.iter().any(|line| line.starts_with(&p.code_text()));
    let matters = |p: &Problem| match &*p.origin.file {
        EXAMPLE => p.severity == Severity::Error || named(p),
        _ => p.severity == Severity::Error && expected.is_empty(),
    };
    let mut found: Vec<String> = analysis
        .problems
        .iter()
        .filter(|p| matters(p))
        .map(|p| {
            format!(
                "{} line {}",
                p.code_text(),
                p.origin.line.saturating_sub(first)
            )
        })
        .collect();
    found.dedup();
    tally.problems += expected.len();
    if found == expected {
        return Vec::new();
    }
    let words: Vec<String> = analysis
        .problems
        .iter()
        .map(|p| format!("{} {} {}", p.code_text(), p.origin, p.message.en))
        .collect();
    vec![format!(
        "says {found:?}, not {expected:?}\n  {}",
        words.join("\n  ")
    )]
}
