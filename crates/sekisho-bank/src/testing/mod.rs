//! `test` blocks on the real engines over a bank in memory: cohorts on SQLite and on the reference
//! evaluator, which must agree; decisions on the gate with the bundle's own Cedar policies.
//!
//! Nothing of a real bank is read. Every expectation gives one outcome; a failure is a problem with
//! its code, at the line of the expectation, with what came out and why.

mod cohort;
mod counterfactual;
mod decision;
mod delivery;
mod failure;
mod output;
mod release;
mod world;

#[cfg(test)]
mod tests;

use sekisho_lang::{Expectation, Program, TestDecl};
use sekisho_model::{Origin, Problem, Text};

use crate::error::BankError;
use world::World;

/// Every test that was run, in the order of the package.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub tests: Vec<TestResult>,
}

#[derive(Clone, Debug)]
pub struct TestResult {
    pub name: String,
    pub origin: Origin,
    pub outcomes: Vec<Outcome>,
}

/// One expectation and how it went.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub origin: Origin,
    /// The line as written.
    pub expected: String,
    pub failure: Option<Failure>,
}

/// What came out instead. Its `problem` says it in a sentence; `why` are the lines behind it: the
/// rule, its place, each condition.
#[derive(Clone, Debug)]
pub struct Failure {
    pub problem: Problem,
    pub why: Text,
}

impl Report {
    pub fn passed(&self) -> bool {
        self.failures() == 0
    }

    pub fn failures(&self) -> usize {
        self.outcomes().filter(|o| o.failure.is_some()).count()
    }

    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.tests.iter().flat_map(|test| &test.outcomes)
    }
}

impl TestResult {
    pub fn passed(&self) -> bool {
        self.outcomes.iter().all(|o| o.failure.is_none())
    }
}

/// Runs every test whose name contains `only`.
pub async fn run(program: &Program, only: Option<&str>) -> Result<Report, BankError> {
    let mut report = Report::default();
    let wanted = |test: &&TestDecl| only.is_none_or(|part| test.name.contains(part));
    if !program.tests.iter().any(|test| wanted(&test)) {
        return Ok(report);
    }
    let mut world = World::open(program).await?;
    for test in program.tests.iter().filter(wanted) {
        world.settle(test).await?;
        let mut outcomes = Vec::new();
        for (expectation, origin) in &test.expectations {
            let failure = expect(&mut world, test, expectation, origin).await?;
            outcomes.push(Outcome {
                origin: origin.clone(),
                expected: world.line(origin),
                failure,
            });
        }
        report.tests.push(TestResult {
            name: test.name.clone(),
            origin: test.origin.clone(),
            outcomes,
        });
    }
    Ok(report)
}

async fn expect(
    world: &mut World<'_>,
    test: &TestDecl,
    expectation: &Expectation,
    at: &Origin,
) -> Result<Option<Failure>, BankError> {
    match expectation {
        Expectation::Allowed(of) => decision::allowed(world, test, of, at),
        Expectation::Denied { of, because } => {
            decision::denied(world, test, of, because.as_ref(), at)
        }
        Expectation::InCohort { cohort, patients } => {
            cohort::members(world, test, cohort, patients, true, at).await
        }
        Expectation::NotInCohort { cohort, patients } => {
            cohort::members(world, test, cohort, patients, false, at).await
        }
        Expectation::DeliveryRows { delivery, rows } => {
            delivery::rows(world, test, delivery, *rows, at).await
        }
        Expectation::DeliveryStops { delivery, because } => {
            delivery::stops(world, test, delivery, because, at).await
        }
        Expectation::Output {
            profile,
            table,
            column,
            patient,
            value,
        } => {
            let field = output::Field {
                profile,
                table,
                column,
                patient: *patient,
            };
            output::leaves(world, test, &field, value.as_deref(), at)
        }
    }
}
