//! Every write point: a command that is killed at any change of a file leaves a bank that opens, that
//! completes the command or names what is open, and in which nothing is lost, doubled or half-released.
//!
//! A short run draws its points by chance; `SEKISHO_POINTS=all` takes every one of them, whole and torn.

#![cfg(target_os = "linux")]

mod cutter;
mod stages;
mod state;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::chance::{Budget, Chance, say, seed};
use sekisho_tests::samples::text_of;

use crate::cutter::{Cut, Run};
use crate::stages::{DAY, Stage, at};
use crate::state::State;

/// Of the whole time, what each of the eight parallel rows of cuts gets.
const SHARE: f64 = 0.25;

#[test]
fn load() {
    resumed(&stages::load());
}

#[test]
fn ingest() {
    resumed(&stages::ingest());
}

#[test]
fn consent_import() {
    resumed(&stages::import());
}

#[test]
fn withdraw() {
    resumed(&stages::withdraw());
}

#[test]
fn rotate() {
    resumed(&stages::rotate());
}

#[test]
fn recall() {
    resumed(&stages::acknowledge());
    resumed(&stages::certify());
}

#[test]
fn extract() {
    released(&stages::extract(), true);
}

#[test]
fn first_extract() {
    released(&stages::first_extract(), false);
}

/// A removal that the ledger has and whose row in the bank does not say so, as after a kill between
/// the two: no second entry.
#[test]
fn a_deletion_is_noted_once() {
    let stage = stages::ingest();
    let case = Case::of(&stage);
    case.run(&stage, Cut::Never);
    let retired = |bank: &Bank| {
        bank.ledger()
            .iter()
            .filter(|e| kind(e) == "records_retired")
            .count()
    };
    let before = retired(&case.bank);
    assert!(before > 0);
    state::change(case.path(), "bank", "UPDATE removal SET seq = NULL");
    at(case.path(), ["bank", "sweep"], &[]).done();
    assert_eq!(retired(&case.bank), before);
    case.is_sound(&[0]);
}

/// A copy of the stage's bank, in which a command runs.
struct Case {
    bank: Bank,
    out: PathBuf,
}

impl Case {
    fn of(stage: &Stage) -> Self {
        let scratch = Scratch::in_memory();
        let out = scratch.path("out");
        let bank = stage.before.copy_into(scratch);
        Self { bank, out }
    }

    fn run(&self, stage: &Stage, cut: Cut) -> Run {
        let folder = self.bank.path.parent().expect("a folder");
        cutter::run(cut, DAY, folder, &stage.args(&self.bank.path, &self.out))
    }

    fn path(&self) -> &Path {
        &self.bank.path
    }

    /// A bank as it lies after a kill can be looked at, whatever stands open in it.
    fn can_be_looked_at(&self) {
        for word in ["status", "check"] {
            let ran = at(self.path(), ["bank", word], &[]);
            assert!([0, 1].contains(&ran.code), "{}", ran.said());
        }
    }

    fn is_sound(&self, codes: &[i32]) {
        let ran = at(self.path(), ["bank", "check"], &[]);
        assert!(codes.contains(&ran.code), "{}", ran.said());
        at(self.path(), ["audit"], &["verify"]).done();
    }
}

/// Kills the command at its points, gives it again, and finds what a whole run leaves.
fn resumed(stage: &Stage) {
    let whole = Case::of(stage);
    let run = whole.run(stage, Cut::Never);
    assert!(stage.again.contains(&run.ran.code), "{}", run.ran.said());
    let once = state::of(whole.path());
    whole.run(stage, Cut::Never);
    let twice = state::of(whole.path());
    each_cut(stage, &run.points, |cut| {
        let case = Case::of(stage);
        let run = case.run(stage, cut);
        assert!(
            run.was_killed() || stage.again.contains(&run.ran.code),
            "{}",
            run.ran.said()
        );
        case.can_be_looked_at();
        let again = case.run(stage, Cut::Never).ran;
        assert!(stage.again.contains(&again.code), "again: {}", again.said());
        case.is_sound(&[0]);
        same(&once, &twice, &state::of(case.path()));
    });
}

/// As after the command was given once, or, where it had been done when it was killed, twice. An ingest
/// that was cut off is an entry of its own.
fn same(once: &State, twice: &State, found: &State) {
    let from = |whole| {
        let mut differ = state::differences(whole, found);
        differ.retain(|line| !line.starts_with("ledger.entry: more 0 '\"ingested\"'"));
        differ
    };
    let (once, twice) = (from(once), from(twice));
    if !once.is_empty() && !twice.is_empty() {
        panic!("than once: {once:#?}\nthan twice: {twice:#?}");
    }
}

/// Kills an extract at its points: it stands whole at its destination and the ledger says so, or may
/// have left, or nothing of it was ever staged. The next delivery is what it would have been.
fn released(stage: &Stage, secret_stands: bool) {
    let whole = Case::of(stage);
    let run = whole.run(stage, Cut::Never);
    let _ = run.ran.done();
    let points = run.points;
    let expected = state::of(whole.path());
    let files = release(&whole.out);
    let earlier = permits(&stage.before).len();
    each_cut(stage, &points, |cut| {
        let case = Case::of(stage);
        let run = case.run(stage, cut);
        assert!(run.was_killed() || run.ran.code == 0, "{}", run.ran.said());
        case.can_be_looked_at();
        // Any command that opens the bank settles what is open.
        at(case.path(), ["bank", "sweep"], &[]).done();
        assert_eq!(
            beside(&case.out),
            Vec::<PathBuf>::new(),
            "left beside the destination"
        );
        let attempt = permits(&case.bank).into_iter().nth(earlier);
        let steps = attempt.map_or_else(Vec::new, |permit| steps(&case.bank, permit));
        let stands = case.out.exists();
        let end = steps.last().map_or("nothing", String::as_str);
        match end {
            "delivered" => assert!(stands, "{steps:?} and nothing is there"),
            "nothing" | "aborted" => assert!(!stands && steps.len() <= 1, "{steps:?}"),
            "may_have_left" => assert!(!stands, "{steps:?} and it stands there"),
            other => panic!("{other} is no end: {steps:?}"),
        }
        if stands {
            at(case.path(), ["record"], &[&case.out.display().to_string()]).done();
        } else {
            let again = case.run(stage, Cut::Never).ran;
            let _ = again.done();
        }
        case.is_sound(if end == "may_have_left" { &[1] } else { &[0] });
        let again = release(&case.out);
        if secret_stands {
            assert_eq!(again, files, "another delivery than the whole one");
        } else {
            let size = |files: &BTreeMap<String, String>| -> Vec<(String, usize)> {
                let lines = files
                    .iter()
                    .map(|(name, text)| (name.clone(), text.lines().count()));
                lines.collect()
            };
            assert_eq!(size(&again), size(&files));
        }
        let found = state::of(case.path());
        let mut differ = state::differences(&expected, &found);
        let of_attempt = |line: &String| line.starts_with("ledger.");
        differ.retain(|line| !of_attempt(line) && !line.starts_with("vault.secret"));
        assert!(differ.is_empty(), "{differ:#?}");
        assert_eq!(
            found["vault.secret"], expected["vault.secret"],
            "one scope, one secret"
        );
    });
}

/// Every text file of a release; a manifest tells its own permit and hour.
fn release(out: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(out.join("release")).expect("a release");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let named = paths.map(|path| {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        (name, path)
    });
    let texts = named.filter(|(name, _)| name.ends_with(".ndjson") || name.ends_with(".csv"));
    texts.map(|(name, path)| (name, text_of(&path))).collect()
}

/// What a killed extract left beside its destination.
fn beside(out: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(out.parent().expect("a folder")).expect("it is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let hidden = paths.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(".out.sekisho-")
    });
    hidden.collect()
}

/// The permits of extracts in the ledger, in order.
fn permits(bank: &Bank) -> Vec<i64> {
    let ledger = bank.ledger();
    let permits = ledger.iter().filter(|entry| kind(entry) == "permit");
    permits
        .filter_map(|entry| entry.get("seq").and_then(Json::integer))
        .collect()
}

/// The kinds of entries about this permit, in order.
fn steps(bank: &Bank, permit: i64) -> Vec<String> {
    let ledger = bank.ledger();
    let about = |entry: &&Json| entry.at("facts.permit").and_then(Json::integer) == Some(permit);
    ledger.iter().filter(about).map(kind).collect()
}

fn kind(entry: &Json) -> String {
    entry
        .get("kind")
        .and_then(Json::text)
        .unwrap_or_default()
        .to_owned()
}

/// Tries the cuts: every one, or as many as the time allows, by chance.
fn each_cut(stage: &Stage, points: &[String], trial: impl Fn(Cut)) {
    let writes =
        |at: &usize| points[at - 1].starts_with("write ") || points[at - 1].starts_with("pwrite ");
    let numbers = 1..=points.len();
    let whole = numbers.clone().map(Cut::Before);
    let torn = numbers.filter(writes).map(Cut::Torn);
    let mut cuts: Vec<Cut> = whole.chain(torn).collect();
    let all = std::env::var("SEKISHO_POINTS").is_ok_and(|v| v == "all");
    if !all {
        let mut chance = Chance::new(seed(&format!("write points, {}", stage.name)));
        for n in (1..cuts.len()).rev() {
            cuts.swap(n, chance.below(n + 1));
        }
    }
    let budget = Budget::new(40, SHARE);
    let mut tried = 0;
    for cut in &cuts {
        if !all && budget.is_spent() {
            break;
        }
        tried += 1;
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| trial(*cut))) {
            let (Cut::Before(at) | Cut::Torn(at)) = *cut else {
                unreachable!("a cut is somewhere")
            };
            say(format_args!(
                "{}, cut {cut:?} of {}: {}",
                stage.name,
                points.len(),
                points[at - 1]
            ));
            resume_unwind(panic);
        }
    }
    assert!(tried > 0, "no cut was tried");
    say(format_args!(
        "write points: {}: {} points, {} cuts with torn ones, {tried} tried",
        stage.name,
        points.len(),
        cuts.len()
    ));
}
