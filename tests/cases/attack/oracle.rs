//! No oracle: whoever asks, in whatever way and however often, hears no more than a guarded count
//! tells, and a stranger hears the same for what is there and for what is not.

use std::fs;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::{Ran, sekisho};
use sekisho_tests::samples::ours;

/// A study with a cohort for each way to stop, on the example's forms and profiles.
const POLICY: &str = r#"sekisho 1
package synthea.oracle
use model oncology 2026.1
use synthea.consent
use synthea.cohorts
use synthea.study

label ja "尋ね方" en "Ways to ask"

cohort everyone {
  from patient
  because ja "全員" en "Everyone"
}
cohort adults {
  from patient
  index first diagnosis where code in viral_sinusitis as onset
  where age at onset >= 18 years unknown stop
  because ja "成人" en "Adults"
}
cohort expected {
  from patient
  where some diagnosis has (code in viral_sinusitis)
  expect count between 100 and 200
  because ja "人数の見込み" en "A size that is expected"
}
profile oracle_counts {
  label ja "伏せた人数" en "Guarded numbers"
  unlisted drop
  key scope study
  release {
    small cells below 10 suppress
  }
  table patient { sex: keep; birth_date: year }
}
study oracle {
  label ja "尋ね方の研究" en "A study of asking"
  approval "SEK-2020-003" by "関所大学 研究倫理審査委員会" from 2020-01-01 until 2100-01-01
  permission "SEK-2020-003" by "関所大学 学長" on 2020-01-01
  purpose outcomes_research
  cohort sinusitis, everyone, adults, expected
  data everything
  role analyst group "outcomes-team" from org "関所大学"
  role reader group "readers" from org "関所大学"
}
access oracle {
  allow extract to analyst, reader on everything as research_coded
    because ja "この形でだけ" en "In this form alone"
  allow count to analyst on everything as oracle_counts
    because ja "伏せた人数だけ" en "Guarded numbers alone"
}
deliver all_of_them { study oracle; cohort sinusitis; data everything; to org "関所大学" kind university country "JP"; basis 本人同意; held as 保険診療; as research_coded; format fhir R4 }
deliver few_patients { study oracle; cohort sinusitis; data everything; to org "関所大学" kind university country "JP"; basis 本人同意; held as 保険診療; as research_coded; format fhir R4; limit patients 12 stop }
deliver few_records { study oracle; cohort sinusitis; data everything; to org "関所大学" kind university country "JP"; basis 本人同意; held as 保険診療; as research_coded; format fhir R4; limit rows 3 stop }
deliver of_adults { study oracle; cohort adults; data everything; to org "関所大学" kind university country "JP"; basis 本人同意; held as 保険診療; as research_coded; format fhir R4 }
deliver of_expected { study oracle; cohort expected; data everything; to org "関所大学" kind university country "JP"; basis 本人同意; held as 保険診療; as research_coded; format fhir R4 }
"#;

/// `kuroda` is an analyst and a data steward, `ono` may extract and not count, `tanaka` has no role.
const USERS: &str = "user,group,org,training,training_date
sato,outcomes-team,関所大学,研究倫理,2026-04-01
kuroda,outcomes-team,関所大学,研究倫理,2026-04-01
kuroda,steward,関所大学,,
ono,readers,関所大学,研究倫理,2026-04-01
tanaka,registry-office,関所大学,,
";

/// `p-0`, `p-1`, …, in order: how many of each, sex, year of birth (none: unknown), and whether they
/// have the sinusitis and signed.
struct People(usize, &'static str, &'static str, bool, bool);

fn bank(people: &[People]) -> Bank {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    fs::write(package.join("policies/oracle.seki"), POLICY).expect("a policy");
    let bundle = scratch.path("bundle");
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    bank.run(["bank", "init"], [""; 0]).done();
    bank.run(["bank", "load"], [bundle]).done();
    let users = bank.scratch.file("users.csv", USERS);
    bank.run(["bank", "people"], [users]).done();
    arrive(&bank, 0, people);
    bank
}

fn arrive(bank: &Bank, first: usize, people: &[People]) {
    let (mut records, mut signed, mut n) = (String::new(), Vec::new(), first);
    for People(count, sex, year, ill, signs) in people {
        for id in (n..n + count).map(|n| format!("p-{n}")) {
            let born = match *year {
                "" => String::new(),
                year => format!(r#","birthDate":"{year}-05-05""#),
            };
            records +=
                &format!(r#"{{"resourceType":"Patient","id":"{id}","gender":"{sex}"{born}}}"#);
            records.push('\n');
            if *ill {
                records += &format!(
                    r#"{{"resourceType":"Condition","id":"c-{id}","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"444814009"}}]}},"subject":{{"reference":"Patient/{id}"}},"onsetDateTime":"2019-05-01","recordedDate":"2019-05-01"}}"#
                );
                records.push('\n');
            }
            if *signs {
                signed.push(id);
            }
        }
        n += count;
    }
    let file = bank.scratch.file(&format!("from-{first}.ndjson"), &records);
    bank.run(["ingest"], [file]).done();
    if !signed.is_empty() {
        bank.consent_of_all(&signed);
    }
}

fn withdraws(bank: &Bank, patient: &str) {
    let form = ["--patient", patient, "--form", "broad_2020"];
    bank.run(["consent", "withdraw"], form).done();
}

fn counts(bank: &Bank, cohort: &str, by: &[&str]) -> Json {
    let mut args = vec![
        "--study", "oracle", "--cohort", cohort, "--as", "sato", "--format", "json",
    ];
    if !by.is_empty() {
        args.push("--by");
        args.extend(by);
    }
    bank.run(["count"], args).done().json()
}

fn total(bank: &Bank, cohort: &str) -> Option<i64> {
    counts(bank, cohort, &[])
        .get("count")
        .and_then(Json::integer)
}

fn tries(bank: &Bank, delivery: &str, who: &str, format: &str) -> Ran {
    let rest = [
        delivery,
        "--as",
        who,
        "--dry-run",
        "--format",
        format,
        "--lang",
        "en",
    ];
    bank.run(["extract"], rest)
}

fn refuses(bank: &Bank, delivery: &str, who: &str) -> String {
    let out = bank.scratch.path("out").display().to_string();
    let rest = [delivery, "--as", who, "--out", &out, "--lang", "en"];
    bank.run(["extract"], rest).refused().said()
}

/// What was said, how it ended, and where.
fn heard(ran: &Ran) -> (i32, String, String) {
    (ran.code, ran.out.clone(), ran.err.clone())
}

#[test]
fn a_first_table_holds_no_number_of_a_neighbour() {
    let bank = bank(&[
        People(2, "female", "1950", false, true),
        People(9, "female", "1960", false, true),
        People(14, "male", "1950", false, true),
        People(2, "male", "1960", false, true),
        People(1, "unknown", "1950", false, true),
        People(12, "unknown", "1960", false, true),
    ]);
    let truth = [
        ("1950", 17),
        ("1960", 23),
        ("female", 11),
        ("male", 16),
        ("unknown", 13),
        ("", 40),
    ];
    let counted = counts(&bank, "everyone", &["patient.sex", "patient.birth_date"]);
    let mut told = 0;
    for cell in counted.get("cells").expect("cells").items() {
        let labels = cell.get("labels").expect("labels").items();
        let label: Vec<&str> = labels.iter().filter_map(Json::text).collect();
        let Some(number) = cell.get("count").and_then(Json::integer) else {
            continue;
        };
        let margin = truth.iter().find(|(name, _)| *name == label.join(" "));
        assert_eq!(Some(number), margin.map(|(_, n)| *n), "{label:?}");
        told += 1;
    }
    assert!(told >= 4, "{told} margins are told");
    let note = |counted: &Json| counted.get("note").map(Json::write).expect("a note");
    assert!(
        note(&counted).contains("less than 10 away"),
        "{}",
        note(&counted)
    );
    withdraws(&bank, "p-0");
    let frozen = counts(&bank, "everyone", &[]);
    assert_eq!(frozen.get("count").and_then(Json::integer), Some(40));
    assert_eq!(
        note(&frozen),
        note(&counted),
        "a number that stayed bears no other mark"
    );
}

/// Rare values join others; nobody falls out of a total.
#[test]
fn a_total_counts_everybody() {
    let bank = bank(&[
        People(20, "female", "1950", false, true),
        People(12, "male", "1950", false, true),
        People(3, "other", "1950", false, true),
    ]);
    let counted = counts(&bank, "everyone", &["patient.sex"]);
    assert_eq!(counted.get("count").and_then(Json::integer), Some(35));
    assert_eq!(total(&bank, "everyone"), Some(35));
}

#[test]
fn ten_and_then_fewer_than_ten_would_tell_who_left() {
    let bank = bank(&[People(10, "female", "1950", true, true)]);
    assert_eq!(total(&bank, "sinusitis"), Some(10));
    withdraws(&bank, "p-3");
    assert_eq!(total(&bank, "sinusitis"), Some(10));
    let tried = tries(&bank, "all_of_them", "sato", "json").done().json();
    assert_eq!(tried.get("patients").and_then(Json::integer), Some(10));
}

#[test]
fn a_dry_run_tells_one_guarded_number() {
    let bank = bank(&[
        People(24, "female", "1950", true, true),
        People(3, "male", "1950", true, false),
    ]);
    let text = tries(&bank, "all_of_them", "sato", "text").done();
    let before = text
        .says(&["patients: 24", "less than 10 away"])
        .keeps_silent_about(&[
            "of 27",
            "up to",
            "stay",
            "consent",
            "records",
            "ledger entry",
        ]);
    let facts = tries(&bank, "all_of_them", "sato", "json").done().json();
    for kept in [
        "cohort",
        "records",
        "kept_out",
        "decisions",
        "consent_overflow_patients",
        "ledger_seq",
        "snapshot",
    ] {
        assert!(facts.get(kept).is_none(), "{kept} of {}", facts.write());
    }
    // One withdraws, one comes: nothing is heard of it, and a count says the same.
    withdraws(&bank, "p-5");
    arrive(&bank, 27, &[People(1, "male", "1960", true, true)]);
    let after = tries(&bank, "all_of_them", "sato", "text").done();
    assert_eq!(heard(&after), heard(&before));
    assert_eq!(total(&bank, "sinusitis"), Some(24));
    // The steward's own dry run, and the ledger, have it exactly.
    let steward = tries(&bank, "all_of_them", "kuroda", "text").done();
    steward.says(&["patients of the cohort, up to 48 records"]);
    let ledger = bank.ledger();
    let last = ledger.last().expect("an entry");
    assert_eq!(last.at("facts.patients").and_then(Json::integer), Some(24));
    // Who may extract and not count hears that it would pass, and no number.
    let reader = tries(&bank, "all_of_them", "ono", "text").done();
    reader
        .says(&["the request passes", "allow count"])
        .keeps_silent_about(&["patients: "]);
}

#[test]
fn a_dry_run_of_few_people_tells_as_little_as_one_of_none() {
    let few = bank(&[People(9, "female", "1950", true, true)]);
    let none = bank(&[People(9, "female", "1950", false, true)]);
    let unsigned = bank(&[People(9, "female", "1950", true, false)]);
    let said = tries(&few, "all_of_them", "sato", "text").done();
    for other in [&none, &unsigned] {
        let other = tries(other, "all_of_them", "sato", "text").done();
        assert_eq!(heard(&other), heard(&said));
    }
    said.says(&["patients: <10"]);
}

/// A delivery that stops says that it stops, and the steward reads by how many.
#[test]
fn refusals_hold_no_number() {
    let bank_of = |patients, unborn| {
        bank(&[
            People(patients, "female", "1950", true, true),
            People(unborn, "male", "", true, true),
        ])
    };
    let (one, other) = (bank_of(20, 1), bank_of(27, 4));
    for (delivery, says, exact) in [
        (
            "few_patients",
            "more patients than the limit of 12",
            "21 patients",
        ),
        (
            "few_records",
            "more records than the limit of 3",
            "42 records",
        ),
        (
            "of_adults",
            "unknown for somebody",
            "unknown for 1 patients",
        ),
        (
            "of_expected",
            "not of the size its author expects (100 to 200)",
            "(100 to 200)",
        ),
    ] {
        let said = refuses(&one, delivery, "sato");
        assert!(said.contains(says), "{delivery}:\n{said}");
        assert_eq!(said, refuses(&other, delivery, "sato"), "{delivery}");
        let steward = refuses(&one, delivery, "kuroda");
        assert!(steward.contains(exact), "{delivery}:\n{steward}");
    }
    let count = |bank: &Bank| {
        let rest = ["--study", "oracle", "--cohort", "adults", "--as", "sato"];
        bank.run(["count"], rest).refused().said()
    };
    assert_eq!(count(&one), count(&other));
    // Told of a dry run: what the guarded number shows, and no more.
    let over = tries(&one, "few_patients", "sato", "text").done();
    over.says(&["patients: 21", "the limit is 12 patients"]);
    let (records, expected) = ("few_records", "of_expected");
    tries(&one, records, "sato", "text")
        .done()
        .keeps_silent_about(&["42 records", "limit"]);
    tries(&one, expected, "sato", "text")
        .done()
        .says(&["100 to 200 patients are expected"]);
}

/// Whether nobody is ill, or nobody signed, is not told.
#[test]
fn nobody_is_nobody_for_whatever_reason() {
    let unsigned = bank(&[People(12, "female", "1950", true, false)]);
    let healthy = bank(&[People(12, "female", "1950", false, true)]);
    let said = refuses(&unsigned, "all_of_them", "sato");
    assert_eq!(said, refuses(&healthy, "all_of_them", "sato"));
    assert!(said.contains("There is nobody to deliver"), "{said}");
    let (ours, theirs) = (unsigned.ledger(), healthy.ledger());
    let why = |ledger: &[Json]| {
        ledger
            .last()
            .and_then(|entry| entry.at("facts.rule").map(Json::write))
    };
    assert!(
        why(&ours).is_some() && why(&theirs).is_some(),
        "the ledger knows why"
    );
}

#[test]
fn a_stranger_hears_the_same_for_what_is_there_and_what_is_not() {
    let bank = bank(&[People(12, "female", "1950", true, true)]);
    let delivery = bank.delivered("all_of_them", "sato");
    let folder = delivery.folder.display().to_string();
    let (there, gone) = (
        format!("{folder}/release/Patient.ndjson#1/id"),
        format!("{folder}-x/release/Patient.ndjson#1/id"),
    );
    let (out, shelf) = (
        bank.scratch.path("o").display().to_string(),
        format!("{folder}-x"),
    );
    let pairs: [(&[&str], [Vec<&str>; 2]); 11] = [
        (
            &["extract"],
            [
                vec!["all_of_them", "--out", &out],
                vec!["no_such", "--out", &out],
            ],
        ),
        (
            &["extract"],
            [
                vec!["all_of_them", "--dry-run"],
                vec!["no_such", "--dry-run"],
            ],
        ),
        (
            &["extract"],
            [
                vec!["all_of_them", "--dry-run", "--format", "json"],
                vec!["no_such", "--dry-run", "--format", "json"],
            ],
        ),
        (
            &["count"],
            [vec!["--study", "oracle"], vec!["--study", "no_such"]],
        ),
        (
            &["count"],
            [
                vec![
                    "--study",
                    "oracle",
                    "--cohort",
                    "everyone",
                    "--by",
                    "patient.sex",
                ],
                vec![
                    "--study",
                    "oracle",
                    "--cohort",
                    "no_such",
                    "--by",
                    "patient.shoe_size",
                ],
            ],
        ),
        (
            &["count"],
            [
                vec![
                    "--study",
                    "oracle",
                    "--format",
                    "json",
                    "--purpose",
                    "outcomes_research",
                ],
                vec![
                    "--study",
                    "no_such",
                    "--format",
                    "json",
                    "--purpose",
                    "no_such",
                ],
            ],
        ),
        (
            &["explain"],
            [
                vec![
                    "--act",
                    "extract",
                    "--on",
                    "all_of_them",
                    "--patient",
                    "p-1",
                ],
                vec![
                    "--act",
                    "extract",
                    "--on",
                    "no_such",
                    "--patient",
                    "no-such",
                ],
            ],
        ),
        (
            &["explain"],
            [
                vec![
                    "--act", "read", "--on", "clinical", "--study", "oracle", "--format", "json",
                ],
                vec![
                    "--act", "read", "--on", "no_such", "--study", "no_such", "--format", "json",
                ],
            ],
        ),
        (
            &["trace"],
            [
                vec![&there, "--justify", "x"],
                vec![&gone, "--justify", "x"],
            ],
        ),
        (
            &["record"],
            [vec![&folder, "lineage.parquet"], vec![&shelf, "no_such"]],
        ),
        (
            &["audit"],
            [vec!["patient", "p-1"], vec!["patient", "no-such"]],
        ),
    ];
    for (words, rests) in pairs {
        let ask = |rest: &Vec<&str>| {
            let rest = rest.iter().copied().chain(["--as", "nobody-we-know"]);
            let mut args: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            args.push(bank.path.display().to_string());
            args.extend(rest.map(str::to_owned));
            sekisho(args)
        };
        let ran = ask(&rests[0]);
        assert_eq!(heard(&ran), heard(&ask(&rests[1])), "{words:?} {rests:?}");
        let ran = ran.refused();
        ran.keeps_silent_about(&["oracle", "all_of_them", "p-1", "synthea", "ledger"]);
    }
}

/// That there is a recall tells that somebody took consent back.
#[test]
fn a_recall_is_there_for_its_recipient_and_for_stewards_alone() {
    let bank = crate::recall::delivered_twice();
    let withdrawal = ["--patient", "LC-0001", "--form", "研究同意_第3版"];
    bank.run(["consent", "withdraw"], withdrawal).done();
    let recalls = bank
        .run(["recall"], ["list", "--format", "json"])
        .done()
        .json();
    let id = recalls
        .items()
        .first()
        .and_then(|duty| duty.get("id"))
        .and_then(Json::text);
    let id = id.expect("a recall");
    let outsiders = "user,group,org\n外の人,visitors,別の大学\n管理,steward,かちどき総合病院\n";
    let users = bank.scratch.file("outsiders.csv", outsiders);
    bank.run(["bank", "people"], [users]).done();
    for act in ["show", "acknowledge"] {
        let ask = |id: &str, who: &str| bank.run(["recall"], [act, id, "--as", who]);
        for who in ["nobody-we-know", "外の人"] {
            assert_eq!(
                heard(&ask(id, who).refused()),
                heard(&ask("no-such", who)),
                "{who}"
            );
        }
        assert_ne!(heard(&ask(id, "管理")), heard(&ask("no-such", "管理")));
    }
}

/// A known user reads the policy, and learns of no patient's number whether it is anybody's.
#[test]
fn an_explanation_of_a_number_is_the_same_for_everybody_and_nobody() {
    let bank = bank(&[
        People(2, "female", "1950", true, true),
        People(1, "female", "1950", true, false),
    ]);
    let ask = |patient: &str, who: &str, format: &str| {
        let rest = [
            "--act",
            "extract",
            "--on",
            "all_of_them",
            "--patient",
            patient,
            "--as",
            who,
            "--format",
            format,
        ];
        bank.run(["explain"], rest)
    };
    for who in ["sato", "tanaka"] {
        for format in ["text", "json"] {
            let [signed, unsigned, nobody] = ["p-0", "p-2", "p-999"].map(|id| ask(id, who, format));
            assert_eq!(heard(&signed), heard(&unsigned), "{who}");
            assert_eq!(heard(&signed), heard(&nobody), "{who}");
        }
    }
    ask("p-0", "sato", "text")
        .done()
        .says(&["this person's consent is not available"]);
    ask("p-0", "kuroda", "text")
        .done()
        .says(&["1 of this person's 1 records pass"]);
    ask("p-999", "kuroda", "text")
        .done()
        .says(&["no one patient has this id"]);
}

/// Looks that can be made again and again bear no number that grows with what others do.
#[test]
fn what_is_heard_again_does_not_tell_what_was_noted_in_between() {
    let bank = bank(&[People(14, "female", "1950", true, true)]);
    let looks = || {
        let args = ["--study", "oracle", "--cohort", "sinusitis", "--as", "sato"];
        let explain = [
            "--act",
            "extract",
            "--on",
            "all_of_them",
            "--as",
            "sato",
            "--format",
            "json",
        ];
        [
            heard(&bank.run(["count"], args)),
            heard(&tries(&bank, "all_of_them", "sato", "text")),
            heard(&bank.run(
                ["extract"],
                ["few_patients", "--as", "sato", "--out", "never"],
            )),
            heard(&bank.run(["explain"], explain)),
        ]
    };
    let before = looks();
    withdraws(&bank, "p-2");
    withdraws(&bank, "p-3");
    arrive(&bank, 14, &[People(1, "male", "1950", true, true)]);
    assert_eq!(looks(), before);
}

/// A profile that doesn't say from how many people on a number is told is no form for a count.
#[test]
fn a_count_without_small_cells_is_a_problem() {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let open = POLICY.replace("as oracle_counts", "as research_coded");
    fs::write(package.join("policies/oracle.seki"), open).expect("a policy");
    let ran = sekisho(["check".as_ref(), package.as_os_str()]).refused();
    ran.says(&["SK0590", "small cells below 10 suppress", "oracle.seki:"]);
}
