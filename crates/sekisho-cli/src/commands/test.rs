//! `test`: every test block of a package, on the real engines over a bank in memory.

use std::path::Path;

use sekisho_bank::components::{self, Golden};
use sekisho_bank::testing::{self, Failure, Outcome, Report, TestResult};

use sekisho_model::Text;

use super::policy;
use crate::args::Format;
use crate::problems::as_json as problems_json;
use crate::show::{Done, Ended, Show, out};

pub async fn run(dir: &Path, only: Option<&str>, format: Format, show: &Show) -> Done {
    let (package, program) = policy::checked(dir, show)?;
    let report = testing::run(&program, only).await?;
    let golden = match only {
        Some(_) => Vec::new(),
        None => {
            let found = components::find(&dir.join(components::FOLDER))?;
            let text_of = |file: &str| package.texts.get(file).map(String::as_str);
            components::golden(&program.policy, &found, text_of)
        }
    };
    match format {
        Format::Json => {
            let json = as_json(&report, &golden);
            out(&serde_json::to_string_pretty(&json).unwrap_or_default());
        }
        Format::Text => {
            golden.iter().for_each(|golden| tell_golden(golden, show));
            tell(&report, only, show);
        }
    }
    if report.passed() && golden.iter().all(holds) {
        Ok(())
    } else {
        Err(Ended::Refused)
    }
}

/// Nothing was answered otherwise; what could not be tried fails no test.
fn holds(golden: &Golden) -> bool {
    golden.problems.as_ref().is_none_or(Vec::is_empty)
}

fn tell_golden(golden: &Golden, show: &Show) {
    let (plugin, file, cases) = (&golden.plugin, &golden.file, golden.cases);
    let said = match &golden.problems {
        None => Text::new(
            format!("－ {plugin}: 部品がないので、事例 {cases} 件（{file}）は試していません"),
            format!(
                "– {plugin}: its component is not there; {cases} cases ({file}) were not tried"
            ),
        ),
        Some(problems) if problems.is_empty() => Text::new(
            format!("✔ {plugin}: 事例 {cases} 件（{file}）をすべて再現します"),
            format!("✔ {plugin}: reproduces all {cases} cases ({file})"),
        ),
        Some(problems) => Text::new(
            format!(
                "✘ {plugin}: 事例 {cases} 件（{file}）に問題 {} 件",
                problems.len()
            ),
            format!(
                "✘ {plugin}: {} problems in {cases} cases ({file})",
                problems.len()
            ),
        ),
    };
    show.say_text(&said);
    for problem in golden.problems.iter().flatten() {
        for line in show.lines(&problem.message) {
            out(&format!("    {}  {line}", problem.code_text()));
        }
    }
}

fn tell(report: &Report, only: Option<&str>, show: &Show) {
    if report.tests.is_empty() {
        return none(only, show);
    }
    for test in &report.tests {
        tell_test(test, show);
    }
    let (tests, expectations) = (report.tests.len(), report.outcomes().count());
    let failed = report.tests.iter().filter(|t| !t.passed()).count();
    match failed {
        0 => show.say(
            format!("✔ test {tests} 件、期待 {expectations} 件、すべて合っています"),
            format!("✔ {tests} tests, {expectations} expectations, all as expected"),
        ),
        _ => show.say(
            format!(
                "✘ test {tests} 件のうち {failed} 件が違います（期待 {expectations} 件のうち {} 件）",
                report.failures()
            ),
            format!(
                "✘ {failed} of {tests} tests failed ({} of {expectations} expectations)",
                report.failures()
            ),
        ),
    }
}

fn none(only: Option<&str>, show: &Show) {
    match only {
        Some(only) => show.say(
            format!("名前に「{only}」を含む test はありません"),
            format!("no test has '{only}' in its name"),
        ),
        None => show.say(
            "test がありません。方針に test \"…\" { given patient … expect … } を書いてください",
            "there are no tests; write test \"…\" { given patient … expect … } in the policy",
        ),
    }
}

fn tell_test(test: &TestResult, show: &Show) {
    let mark = if test.passed() { "✔" } else { "✘" };
    out(&format!("{mark} {}  [{}]", test.name, test.origin));
    for outcome in &test.outcomes {
        if let Some(failure) = &outcome.failure {
            tell_failure(outcome, failure, show);
        }
    }
}

fn tell_failure(outcome: &Outcome, failure: &Failure, show: &Show) {
    let problem = &failure.problem;
    out(&format!("    {}  [{}]", outcome.expected, outcome.origin));
    for line in show.lines(&problem.message) {
        out(&format!("    {}  {line}", problem.code_text()));
    }
    for why in show.lines(&failure.why).iter().filter(|w| !w.is_empty()) {
        why.lines().for_each(|line| out(&format!("        {line}")));
    }
    for line in show.lines(&problem.help).iter().filter(|l| !l.is_empty()) {
        out(&format!("    → {line}"));
    }
}

fn as_json(report: &Report, golden: &[Golden]) -> serde_json::Value {
    let outcome = |o: &Outcome| {
        serde_json::json!({
            "line": o.origin.line, "file": o.origin.file, "expected": o.expected,
            "passed": o.failure.is_none(),
            "code": o.failure.as_ref().map(|f| f.problem.code_text()),
            "message": o.failure.as_ref().map(|f| &f.problem.message),
            "why": o.failure.as_ref().map(|f| &f.why),
            "help": o.failure.as_ref().map(|f| &f.problem.help),
        })
    };
    let test = |t: &TestResult| {
        serde_json::json!({
            "name": t.name, "file": t.origin.file, "line": t.origin.line, "passed": t.passed(),
            "expectations": t.outcomes.iter().map(outcome).collect::<Vec<_>>(),
        })
    };
    let golden_json = |golden: &Golden| {
        let problems = golden.problems.as_ref();
        serde_json::json!({
            "plugin": golden.plugin, "file": golden.file, "cases": golden.cases,
            "tried": problems.is_some(),
            "problems": problems.into_iter().flatten().map(problems_json).collect::<Vec<_>>(),
        })
    };
    serde_json::json!({
        "passed": report.passed() && golden.iter().all(holds),
        "golden": golden.iter().map(golden_json).collect::<Vec<_>>(),
        "tests": report.tests.iter().map(test).collect::<Vec<_>>(),
    })
}
