//! What a failed expectation says: one sentence in each language, and the lines behind it.

use sekisho_gate::{Answer, Quote, Why};
use sekisho_lang::problem::test as problems;
use sekisho_lang::{Because, Need, StopReason, TestDecl};
use sekisho_model::identity::Subject;
use sekisho_model::policy::Delivery;
use sekisho_model::text::Lang;
use sekisho_model::{CohortName, DataClass, Origin, Problem, Text};

use super::Failure;
use super::cohort::CohortProblem;
use super::delivery::End;
use super::world::{World, named};

pub(super) fn denied(class: &DataClass, why: &Why, forbids: &[Quote], at: &Origin) -> Failure {
    let problem = problems::was_denied(at.clone(), class.as_str());
    with(problem, because_of(why, forbids))
}

pub(super) fn allowed(class: &DataClass, answer: &Answer, at: &Origin) -> Failure {
    let problem = problems::was_allowed(at.clone(), class.as_str());
    with(problem, permits(answer))
}

pub(super) fn other_reason(
    class: &DataClass,
    because: &Because,
    why: &Why,
    forbids: &[Quote],
    at: &Origin,
) -> Failure {
    let rule = rule(because);
    let problem = problems::other_reason(at.clone(), class.as_str(), &rule.ja, &rule.en);
    with(problem, because_of(why, forbids))
}

pub(super) fn not_needed(class: &DataClass, need: Need, answer: &Answer, at: &Origin) -> Failure {
    let (ja, en) = match need {
        Need::Approval => ("承認", "the approval"),
        Need::Justification => ("理由", "the justification"),
    };
    let problem = problems::not_needed(at.clone(), class.as_str(), ja, en);
    with(problem, permits(answer))
}

pub(super) fn membership(
    world: &World<'_>,
    test: &TestDecl,
    cohort: &CohortName,
    wrong: &[Subject],
    inside: bool,
    at: &Origin,
) -> Failure {
    let (at, names) = (at.clone(), names(test, wrong));
    let problem = match inside {
        true => problems::not_a_member(at, &names, cohort.as_str()),
        false => problems::a_member(at, &names, cohort.as_str()),
    };
    with(problem, super::cohort::explain(world, test, cohort, wrong))
}

pub(super) fn cohort(
    world: &World<'_>,
    cohort: &CohortName,
    found: &CohortProblem,
    at: &Origin,
) -> Failure {
    let (at, cohort) = (at.clone(), cohort.as_str());
    match found {
        CohortProblem::Stopped(unknown, origin) => {
            let line = format!("{origin}: {}", world.line(origin));
            let problem = problems::cohort_stopped(at, cohort, *unknown);
            with(problem, Text::new(line.clone(), line))
        }
        CohortProblem::Disagree(sql, meant) => {
            let both = format!("SQL: {sql}\nevaluator: {meant}");
            let problem = problems::engines_differ(at, cohort);
            with(problem, Text::new(both.clone(), both))
        }
    }
}

pub(super) fn outside(
    test: &TestDecl,
    delivery: &Delivery,
    outside: &[Subject],
    at: &Origin,
) -> Failure {
    let names = names(test, outside);
    bare(problems::outside_the_cohort(
        at.clone(),
        &names,
        delivery.cohort.as_str(),
    ))
}

pub(super) fn rows(
    world: &World<'_>,
    test: &TestDecl,
    delivery: &Delivery,
    rows: u64,
    end: &End,
    at: &Origin,
) -> Failure {
    let (got, why) = ended(world, test, end);
    let name = delivery.name.as_str();
    with(
        problems::rows_differ(at.clone(), name, rows, &got.ja, &got.en),
        why,
    )
}

pub(super) fn stops(
    world: &World<'_>,
    test: &TestDecl,
    delivery: &Delivery,
    because: &StopReason,
    end: &End,
    at: &Origin,
) -> Failure {
    let (got, why) = ended(world, test, end);
    let reason = match because {
        StopReason::Because(because) => rule(because),
        StopReason::Cohort(cohort) => Text::new(
            format!("{cohort} の unknown stop"),
            format!("unknown stop in {cohort}"),
        ),
        StopReason::Limit => Text::new("limit", "limit"),
        StopReason::Release(word) => Text::new(word.as_str(), word.as_str()),
    };
    let name = delivery.name.as_str();
    with(
        problems::does_not_stop(at.clone(), name, &reason, &got.ja, &got.en),
        why,
    )
}

fn ended(world: &World<'_>, test: &TestDecl, end: &End) -> (Text, Text) {
    let none = Text::default();
    match end {
        End::Delivered(who) if who.is_empty() => {
            (Text::new("渡せる患者がいません。", "nobody leaves."), none)
        }
        End::Delivered(who) => {
            let who: Vec<Subject> = who.iter().copied().collect();
            let (n, names) = (who.len(), names(test, &who));
            (
                Text::new(
                    format!("{n} 人（{names}）が出ます。"),
                    format!("{n} leave ({names})."),
                ),
                none,
            )
        }
        End::Refused(class, why) => (
            Text::new(
                format!("申請が {class} について拒否されます。"),
                format!("the request is denied on {class}."),
            ),
            because_of(why, &[]),
        ),
        End::Cohort(name, found) => {
            let failure = cohort(world, name, found, &test.origin);
            (failure.problem.message, failure.why)
        }
        End::Limit(patients, limit) => (
            Text::new(
                format!("{patients} 人が limit {limit} を超えて止まります。"),
                format!("it stops: {patients} patients exceed the limit of {limit}."),
            ),
            none,
        ),
        End::Release(rule, patients) => (
            Text::new(
                format!("{patients} 人が release の {rule} を満たさず止まります。"),
                format!("it stops: {patients} patients don't meet the release rule {rule}."),
            ),
            none,
        ),
        End::SmallCells(patients, below) => (
            Text::new(
                format!("{patients} 人が small cells below {below} に満たず止まります。"),
                format!("it stops: {patients} patients are below the small cell bound of {below}."),
            ),
            none,
        ),
    }
}

fn bare(problem: Problem) -> Failure {
    with(problem, Text::default())
}

fn with(problem: Problem, why: Text) -> Failure {
    Failure { problem, why }
}

fn names(test: &TestDecl, subjects: &[Subject]) -> String {
    let names: Vec<&str> = subjects.iter().map(|s| named(test, *s)).collect();
    names.join(", ")
}

pub(super) fn rule(because: &Because) -> Text {
    match because {
        Because::Consent => Text::new("同意", "consent"),
        Because::Guard(guard) => Text::new(guard.as_str(), guard.as_str()),
        Because::Study(study) => Text::new(study.as_str(), study.as_str()),
    }
}

/// The refusal as the gate tells it, then what else forbids.
fn because_of(why: &Why, forbids: &[Quote]) -> Text {
    let told = why.quote().map(|quote| &quote.origin);
    let others: Vec<&Quote> = forbids.iter().filter(|f| Some(&f.origin) != told).collect();
    let say = |lang| {
        let mut lines = why.say(lang);
        lines.extend(others.iter().map(|quote| match lang {
            Lang::Ja => format!("これも禁じています: {}", quoted(quote)),
            Lang::En => format!("Also forbidden by: {}", quoted(quote)),
        }));
        lines.join("\n")
    };
    Text::new(say(Lang::Ja), say(Lang::En))
}

fn permits(answer: &Answer) -> Text {
    let Answer::Allowed(permits) = answer else {
        return Text::default();
    };
    let lines: Vec<String> = permits.iter().map(quoted).collect();
    Text::new(lines.join("\n"), lines.join("\n"))
}

fn quoted(quote: &Quote) -> String {
    match &quote.line {
        Some(line) => format!("{} [{}]  {}", quote.rule, quote.origin, line.trim()),
        None => quote.rule.to_string(),
    }
}
