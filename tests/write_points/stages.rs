//! The commands that write, each on a bank that gives it much to write.

use std::ffi::OsString;
use std::path::Path;

use sekisho_tests::banks::{Bank, Event, Scratch, copy_folder, patients_in};
use sekisho_tests::command::{Ran, sekisho, sekisho_at};
use sekisho_tests::samples::{ours, text_of};

/// The day of all stages.
pub const DAY: &str = "2026-05-10";

/// A bank, and a command that is about to be given to it.
pub struct Stage {
    pub name: &'static str,
    pub before: Bank,
    /// Words before the bank's path and after it. `OUT` stands for a destination of its own.
    pub command: (Vec<&'static str>, Vec<OsString>),
    /// How the same command may end on a bank that has all of it already.
    pub again: &'static [i32],
}

impl Stage {
    /// The command for a copy of the bank.
    pub fn args(&self, bank: &Path, out: &Path) -> Vec<OsString> {
        let (before, after) = &self.command;
        let words = before.iter().map(OsString::from);
        let rest = after.iter().map(|word| match word == "OUT" {
            true => out.into(),
            false => word.clone(),
        });
        words.chain([bank.into()]).chain(rest).collect()
    }
}

/// `sekisho WORDS BANK REST` on the day.
pub fn at<const N: usize>(bank: &Path, words: [&str; N], rest: &[&str]) -> Ran {
    let words = words.iter().map(OsString::from);
    let rest = rest.iter().map(OsString::from);
    sekisho_at(DAY, words.chain([bank.into()]).chain(rest))
}

fn stage(name: &'static str, before: Bank, words: &[&'static str], rest: &[&str]) -> Stage {
    let rest = rest.iter().map(OsString::from).collect();
    let command = (words.to_vec(), rest);
    Stage {
        name,
        before,
        command,
        again: &[0],
    }
}

const USERS: &str = "user,group,org,training,training_date\n\
    sato,outcomes-team,関所大学,研究倫理,2026-04-01\n\
    kana,steward,関所大学,,\n";

/// The example whose form asks copies back, as a bundle; with a word changed or not.
fn bundle(scratch: &Scratch, name: &str, changed: &[(&str, &str, &str)]) -> String {
    let package = scratch.path(&format!("package-{name}"));
    copy_folder(&ours("examples/synthea"), &package);
    let recall = (
        "consent.seki",
        "    results keep\n",
        "    delivered recall within 30 days\n    results keep\n",
    );
    for (file, from, to) in changed.iter().chain([&recall]) {
        let path = package.join("policies").join(file);
        let text = text_of(&path);
        assert!(text.contains(from), "{file}: {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).expect("it is written");
    }
    let bundle = scratch.path(&format!("bundle-{name}"));
    let (package, bundle) = (package.into_os_string(), bundle.into_os_string());
    sekisho(["build".into(), package, "-o".into(), bundle.clone()]).done();
    bundle.to_string_lossy().into_owned()
}

/// A founded bank with the example's bundle and users.
fn founded() -> Bank {
    let scratch = Scratch::in_memory();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    let bundle = bundle(&bank.scratch, "first", &[]);
    at(&bank.path, ["bank", "init"], &["--test-clock"]).done();
    at(&bank.path, ["bank", "load"], &[&bundle]).done();
    let users = file(&bank, "users.csv", USERS);
    at(&bank.path, ["bank", "people"], &[&users]).done();
    bank
}

fn small() -> Bank {
    let bank = founded();
    let records = ours("tests/data/small").display().to_string();
    at(&bank.path, ["ingest"], &[&records]).done();
    bank
}

fn consented() -> Bank {
    let bank = small();
    let csv = file(&bank, "signed.csv", &signed());
    at(&bank.path, ["consent", "import"], &[&csv]).done();
    bank
}

fn delivered() -> Bank {
    let bank = consented();
    let out = bank.scratch.path("first-out").display().to_string();
    at(
        &bank.path,
        ["extract"],
        &["sinusitis_broad", "--as", "sato", "--out", &out],
    )
    .done();
    bank
}

fn file(bank: &Bank, name: &str, text: &str) -> String {
    bank.scratch.file(name, text).display().to_string()
}

fn signed() -> String {
    let patients = patients_in(&ours("tests/data/small/Patient.ndjson"));
    let rows: Vec<Event<'_>> = patients.iter().map(|id| Event::signed(id)).collect();
    sekisho_tests::banks::consents_csv(&rows)
}

/// Another bundle, whose form says something else than the papers that people signed.
pub fn load() -> Stage {
    let bank = consented();
    let changed = [(
        "consent.seki",
        "never expires",
        "expires 10 years after signed",
    )];
    let bundle = bundle(&bank.scratch, "second", &changed);
    stage("load", bank, &["bank", "load"], &[&bundle])
}

/// New records, new versions of old ones, a deletion at the source, a line that can't be read.
pub fn ingest() -> Stage {
    let bank = small();
    let again = text_of(&ours("tests/data/small/Condition.ndjson"))
        .replace("\"code\":\"active\"", "\"code\":\"resolved\"");
    let deletion = r#"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Condition/cond-2017-0003"}}]}"#;
    let mut people = String::new();
    for n in 0..40 {
        people += &format!(
            r#"{{"resourceType":"Patient","id":"new-{n}","gender":"female","birthDate":"19{}-03-04","identifier":[{{"system":"http://example.org/mrn","value":"N-{n}"}}]}}"#,
            40 + n
        );
        people.push('\n');
        people += &format!(
            r#"{{"resourceType":"Condition","id":"new-c{n}","clinicalStatus":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}}]}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"444814009"}}]}},"subject":{{"reference":"Patient/new-{n}"}},"onsetDateTime":"2020-05-01"}}"#
        );
        people.push('\n');
    }
    people += "{\"resourceType\":\"Dragon\",\"id\":\"x\"}\n";
    let feed = bank.scratch.path("feed");
    for (name, text) in [
        ("1-again.ndjson", again.as_str()),
        ("2-new.ndjson", &people),
        ("3-deleted.json", deletion),
    ] {
        bank.scratch.file(&format!("feed/{name}"), text);
    }
    let feed = feed.display().to_string();
    // A line is set aside: whichever exit code says so.
    Stage {
        again: &[0, 1],
        ..stage("ingest", bank, &["ingest"], &[&feed])
    }
}

/// Signatures, a refusal and a withdrawal.
pub fn import() -> Stage {
    let bank = small();
    let rows = signed()
        + "pt-taro-0002,broad_2020,1,withdrawn,2021-02-03\npt-jiro-0003,broad_2020,1,declined,2021-02-03\n";
    let csv = file(&bank, "rows.csv", &rows);
    stage("consent import", bank, &["consent", "import"], &[&csv])
}

/// Somebody takes back, of whom a copy is out.
pub fn withdraw() -> Stage {
    let rest = ["--patient", "pt-hanako-0001", "--form", "broad_2020"];
    stage("withdraw", delivered(), &["consent", "withdraw"], &rest)
}

/// A delivery under a secret that is there already.
pub fn extract() -> Stage {
    let rest = ["sinusitis_broad", "--as", "sato", "--out", "OUT"];
    stage("extract", delivered(), &["extract"], &rest)
}

/// The first delivery of its scope, which makes the secret.
pub fn first_extract() -> Stage {
    let rest = ["sinusitis_broad", "--as", "sato", "--out", "OUT"];
    stage("first extract", consented(), &["extract"], &rest)
}

pub fn rotate() -> Stage {
    stage("rotate", delivered(), &["bank", "keys"], &["rotate"])
}

fn recalled() -> (Bank, String) {
    let bank = delivered();
    at(
        &bank.path,
        ["consent", "withdraw"],
        &["--patient", "pt-hanako-0001", "--form", "broad_2020"],
    )
    .done();
    let listed = at(&bank.path, ["recall"], &["list", "--format", "json"]).done();
    let duties = listed.json();
    let id = duties.items()[0]
        .get("id")
        .and_then(sekisho_tests::Json::text);
    let id = id.expect("a recall").to_owned();
    (bank, id)
}

pub fn acknowledge() -> Stage {
    let (bank, id) = recalled();
    let rest = ["acknowledge", &id, "--as", "sato"];
    stage("recall acknowledge", bank, &["recall"], &rest)
}

pub fn certify() -> Stage {
    let (bank, id) = recalled();
    at(
        &bank.path,
        ["recall"],
        &["acknowledge", &id, "--as", "sato"],
    )
    .done();
    let certificate = file(&bank, "certificate.txt", "消去しました\n");
    let rest = ["certify", &id, "--as", "sato", "--file", &certificate];
    // Already certified: said, and nothing written.
    Stage {
        again: &[0, 2],
        ..stage("recall certify", bank, &["recall"], &rest)
    }
}
