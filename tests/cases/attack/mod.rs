//! Attacks: each file is a kind of way past the checkpoint that was found open once, tried through
//! the binary as whoever would try it. What holds it is said in `docs/THREATS.md`.

mod agreement_of_files;
mod around;
mod beside;
mod bounds;
mod bundles;
pub(crate) mod checkpoints;
mod clock;
mod closed;
mod coarse;
mod coded;
mod cohort;
mod components;
mod contained;
mod dates;
mod deleted;
mod evidence;
mod feed;
mod fhir_consents;
mod law_days;
mod notices;
mod numbers;
mod objections;
mod old_forms;
mod oracle;
mod page;
mod papers;
mod planted;
mod publication;
mod rows;
mod sealed;
mod signatures;
mod sources;
mod squares;
mod stubs;
mod types;
mod units;
mod versions;
mod was_not;
mod whom;
mod words;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::sync::OnceLock;

use sekisho_tests::banks::{Bank, Event, Scratch, consents_csv, copy_folder, patients_in};
use sekisho_tests::command::{Ran, sekisho, sekisho_at};
use sekisho_tests::samples::{ours, text_of};

/// A bank whose clock the story sets, over the synthea example with some of its words replaced,
/// the hand-written records, and users of the story's own.
pub(crate) struct Stage {
    pub bank: Bank,
}

/// The example's users, and two stewards.
const USERS: &str = "user,group,org,training,training_date\n\
    sato,outcomes-team,関所大学,研究倫理,2026-04-01\n\
    tanaka,registry-office,関所大学,研究倫理,2026-04-01\n\
    mori,quality-office,関所大学,,\n\
    ito,quality-office,関所大学,,\n\
    kanri,steward,関所大学,,\n\
    soeda,steward,関所大学,,\n";

impl Stage {
    pub fn new(day: &str, replaced: &[(&str, &str)]) -> Self {
        let stage = Self::empty(day, replaced);
        stage
            .at(day, &["ingest"], [ours("tests/data/small")])
            .done();
        let patients = patients_in(&ours("tests/data/small/Patient.ndjson"));
        let rows: Vec<Event<'_>> = patients.iter().map(|id| Event::signed(id)).collect();
        stage.consents(day, &rows).done();
        stage
    }

    /// Without a record.
    pub fn empty(day: &str, replaced: &[(&str, &str)]) -> Self {
        let scratch = Scratch::default();
        let (package, bundle) = (scratch.path("package"), scratch.path("bundle"));
        copy_folder(&ours("examples/synthea"), &package);
        for (from, to) in replaced {
            let mut changed = 0;
            for file in fs::read_dir(package.join("policies")).expect("policies") {
                let path = file.expect("a file").path();
                let text = text_of(&path);
                changed += text.matches(from).count();
                fs::write(&path, text.replace(from, to)).expect("it is written");
            }
            assert!(changed > 0, "the example has no {from:?}");
        }
        sekisho([
            "build".as_ref(),
            package.as_os_str(),
            "-o".as_ref(),
            bundle.as_os_str(),
        ])
        .done();
        let users = scratch.file("users.csv", USERS);
        let path = scratch.path("bank");
        let stage = Self {
            bank: Bank { scratch, path },
        };
        stage.at(day, &["bank", "init"], ["--test-clock"]).done();
        stage.at(day, &["bank", "load"], [bundle]).done();
        stage.at(day, &["bank", "people"], [users]).done();
        stage
    }

    /// `sekisho WORDS BANK REST`, on a day.
    pub fn at<S: AsRef<OsStr>>(
        &self,
        day: &str,
        words: &[&str],
        rest: impl IntoIterator<Item = S>,
    ) -> Ran {
        let mut args: Vec<OsString> = words.iter().map(Into::into).collect();
        args.push(self.bank.path.clone().into());
        args.extend(rest.into_iter().map(|s| s.as_ref().to_owned()));
        sekisho_at(day, args)
    }

    /// `trace BANK PLACE WORDS`, on a day.
    pub fn at_place(&self, day: &str, place: &str, words: &[&str]) -> Ran {
        let rest = [place].into_iter().chain(words.iter().copied());
        self.at(day, &["trace"], rest)
    }

    pub fn consents(&self, day: &str, rows: &[Event<'_>]) -> Ran {
        let name = format!("consents-{day}.csv");
        let path = self.bank.scratch.file(&name, &consents_csv(rows));
        self.at(day, &["consent", "import"], [path])
    }

    /// An extract into a folder named after the day.
    pub fn extract(&self, day: &str, delivery: &str, who: &str) -> Ran {
        let out = self.bank.scratch.path(&format!("out-{day}-{who}"));
        let out = out.to_string_lossy().into_owned();
        self.at(day, &["extract"], [delivery, "--as", who, "--out", &out])
    }
}

/// Users with one steward, for the stories of files and of publication.
const WITH_STEWARD: &str = "user,group,org,training,training_date\nsato,outcomes-team,関所大学,研究倫理,2026-04-01\nyamada,steward,関所大学,,\n";

/// The small bank with everybody's consent, and a steward; built once, a copy for each story.
fn small_with_steward() -> Bank {
    static BANK: OnceLock<Bank> = OnceLock::new();
    let bank = BANK.get_or_init(|| {
        let bank = Bank::small_consented();
        let users = bank.scratch.file("users.csv", WITH_STEWARD);
        bank.run(["bank", "people"], [users]).done();
        bank
    });
    bank.copy()
}
