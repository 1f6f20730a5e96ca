//! The pages of the problems: complete, and their examples true.

use sekisho_lang::problem::pages;
use sekisho_lang::standing;
use sekisho_model::problem::{Example, Page};
use sekisho_model::{Problem, Severity, SourceText};

/// Texts too long for a page, by code.
fn long_example(code: u16) -> Option<String> {
    match code {
        108 => Some("# 注\n".repeat(sekisho_syntax::FILE_BYTES_MAX / 4)),
        121 => Some("}\n".repeat(sekisho_syntax::PROBLEMS_MAX + 1)),
        _ => None,
    }
}

/// No text raises them; a test in the crate they come from does.
const RAISED_ELSEWHERE: [u16; 10] = [130, 218, 437, 447, 1370, 1371, 1372, 1373, 1375, 1376];

/// What only `sekisho test` can say; the tests of its runner (sekisho-bank, `testing`) show each.
const SHOWN_BY_RUNNING: std::ops::Range<u16> = 1020..1100;

fn problems(example: Example) -> Option<Vec<Problem>> {
    let checked = standing::check(example)?.expect("the example is a package");
    Some(checked.analysis.problems)
}

fn is_written(page: &Page) -> bool {
    let said = [page.title, page.meaning, page.why];
    said.iter().all(|w| !w.ja.is_empty() && !w.en.is_empty())
}

/// What is wrong with a page, in words.
fn faults(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    if !is_written(page) {
        return vec!["is not written".into()];
    }
    match (problems(page.example), problems(page.instead)) {
        (Some(raised), Some(left)) => {
            if !raised.iter().any(|p| p.code == page.code) {
                faults.push(format!("its example raises {:?}", short(&raised)));
            }
            let wrong = |p: &Problem| p.code == page.code || p.severity == Severity::Error;
            if left.iter().any(wrong) {
                faults.push(format!("its 'instead' raises {:?}", short(&left)));
            }
        }
        (None, None) if SHOWN_BY_RUNNING.contains(&page.code) => {}
        (None, None) => faults.extend(without_its_code(page)),
        _ => faults.push("shows only one of example and instead".into()),
    }
    faults
}

fn without_its_code(page: &Page) -> Option<String> {
    if RAISED_ELSEWHERE.contains(&page.code) {
        return None;
    }
    let Some(text) = long_example(page.code) else {
        return Some("has no example, and no test that stands for it".into());
    };
    let parse = sekisho_syntax::parse(&SourceText::new("long.seki", text));
    let raised = parse.problems.iter().any(|p| p.code == page.code);
    (!raised).then(|| "is not raised by its long example".into())
}

fn short(problems: &[Problem]) -> Vec<String> {
    let line = |p: &Problem| format!("{} {} {}", p.code_text(), p.origin, p.message.en);
    problems.iter().map(line).collect()
}

#[test]
fn the_standing_package_has_no_problem() {
    let raised = problems(Example::Declarations("")).unwrap();
    assert!(short(&raised).is_empty(), "{raised:#?}");
}

#[test]
fn every_page_is_written_and_its_examples_are_true() {
    let told = |page: &&Page| {
        let faults = faults(page).into_iter();
        let told = faults.map(|f| format!("{} {f}", page.code_text()));
        told.collect::<Vec<_>>()
    };
    let all = pages();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(cores));
        let running: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().flat_map(told).collect::<Vec<_>>()))
            .collect();
        let parts = running
            .into_iter()
            .map(|part| part.join().expect("no panic"));
        parts.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
