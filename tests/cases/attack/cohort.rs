//! Being chosen tells what the records say that chose. Who is in a cohort is asked by every path
//! (count, table, dry run, delivery) in one way: by records that the study may use and that the
//! person covered, each on its own date.

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use sekisho_tests::banks::{Event, copy_folder};
use sekisho_tests::samples::{ours, text_of};
use sekisho_tests::{Bank, Json, Scratch, sekisho};

const SINUSITIS: &str = "444814009";
const METOPROLOL: &str = "866414";

/// Forms beside `broad_2020`: basic facts alone, everything since 2015, all but medication.
const FORMS: [(&str, &str, &str); 4] = [
    ("basics", "administrative", "whenever"),
    ("since_2015", "everything", "since 2015-01-01"),
    (
        "no_drugs",
        "administrative, clinical, laboratory",
        "whenever",
    ),
    ("clinical_alone", "clinical", "whenever"),
];

/// What is asked, each as a cohort and as a delivery of the same name.
const COHORTS: [(&str, &str); 13] = [
    ("everyone", ""),
    ("ever", "where some diagnosis has (code in viral_sinusitis)"),
    (
        "twice",
        "where at least 2 diagnosis has (code in viral_sinusitis)",
    ),
    (
        "never_drug",
        "where no medication has (code in metoprolol unknown exclude)",
    ),
    (
        "never_drug_turned",
        "exclude where some medication has (code in metoprolol unknown exclude)",
    ),
    (
        "never_drug_since",
        "where no medication has (code in metoprolol unknown exclude and date >= 2015-01-01 unknown exclude)",
    ),
    ("drug_or_none", "where some medication or no medication"),
    (
        "only_that_drug",
        "where every medication has (code in metoprolol unknown exclude)",
    ),
    ("women_or_unknown", "where sex = \"female\" unknown include"),
    (
        "first",
        "index first diagnosis where code in viral_sinusitis as onset",
    ),
    (
        "last",
        "index last diagnosis where code in viral_sinusitis as onset",
    ),
    (
        "first_since",
        "index first diagnosis where code in viral_sinusitis and date >= 2015-01-01 unknown exclude as onset",
    ),
    (
        "no_drug_near",
        "index first diagnosis where code in viral_sinusitis and date >= 2015-01-01 unknown exclude as onset\n  where no medication within 90 days after onset unknown exclude",
    ),
];

/// The synthea example with these forms, cohorts and deliveries; counts are shown from two on.
fn package(scratch: &Scratch) -> std::path::PathBuf {
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let policies = package.join("policies");
    let edit = |file: &str, change: &dyn Fn(String) -> String| {
        let path = policies.join(file);
        fs::write(&path, change(text_of(&path))).expect("it is written");
    };
    let broad = text_of(&policies.join("consent.seki"));
    let (from, until) = (
        broad.find("consent broad_2020"),
        broad.find("# ---- 同意の柵"),
    );
    let broad = broad[from.expect("the form")..until.expect("its end")].to_owned();
    edit("consent.seki", &|text| {
        let few = "class everything = administrative, clinical, medication, laboratory";
        let text = text.replace("class everything = all", few);
        let forms = FORMS.map(|(name, classes, covers)| {
            let form = broad.replace("broad_2020 {", &format!("{name} {{"));
            // What a hospital's Consents call it names one form alone.
            form.replace(".24.2.184", &format!(".{name}"))
                .replace("\"SB-2020\"", &format!("\"{name}\""))
                .replace("on everything", &format!("on {classes}"))
                .replace("collected whenever", &format!("collected {covers}"))
        });
        text + "\n" + &forms.concat()
    });
    edit("cohorts.seki", &|text| {
        let cohorts = COHORTS.map(|(name, asks)| {
            format!("\ncohort {name} {{\n  from patient\n  {asks}\n  because ja \"試験\" en \"a test\"\n}}\n")
        });
        text + &cohorts.concat()
    });
    edit("study.seki", &|text| {
        let start = text.find("deliver sinusitis_broad").expect("the delivery");
        let end = text.find("deliver chf_outcomes").expect("the other");
        let model = text[start..end].to_owned();
        let deliveries = COHORTS.map(|(name, _)| {
            model
                .replace("sinusitis_broad", name)
                .replace("cohort sinusitis", &format!("cohort {name}"))
                .replace("data everything", "data administrative, clinical")
        });
        let names = COHORTS.map(|(name, _)| name).join(", ");
        text.replace(
            "cohort sinusitis, heart_failure",
            &format!("cohort sinusitis, heart_failure, {names}"),
        ) + &deliveries.concat()
    });
    edit("profiles.seki", &|text| {
        let told = "small cells below 10 suppress\n  }";
        let more = "small cells below 2 suppress\n  }\n  table patient { sex: keep }";
        text.replace(told, more)
    });
    package
}

fn bank_of(package: &std::path::Path, scratch: Scratch) -> Bank {
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
    bank.run(["bank", "people"], [ours("examples/synthea/users.csv")])
        .done();
    bank
}

/// A bank with the package in force; built once, each story has a copy.
fn bank() -> Bank {
    static BANK: OnceLock<Bank> = OnceLock::new();
    let founded = BANK.get_or_init(|| {
        let scratch = Scratch::default();
        let package = package(&scratch);
        bank_of(&package, scratch)
    });
    founded.copy()
}

/// A person and what happened to them: `dSINUSITIS 2016-03-10` a diagnosis, `m` metoprolol, `l` a
/// laboratory value, `i` an image.
fn person(id: &str, sex: &str, events: &[&str]) -> String {
    let mut lines = vec![format!(
        r#"{{"resourceType":"Patient","id":"{id}","gender":"{sex}","birthDate":"1970-05-01"}}"#
    )];
    for (n, event) in events.iter().enumerate() {
        let (kind, date) = event.split_once(' ').unwrap_or((event, ""));
        let subject = format!(r#""subject":{{"reference":"Patient/{id}"}}"#);
        let dated = |name: &str| match date {
            "" => String::new(),
            date => format!(r#","{name}":"{date}""#),
        };
        lines.push(match kind {
            "d" => format!(
                r#"{{"resourceType":"Condition","id":"{id}-{n}","code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{SINUSITIS}"}}]}},{subject}{}}}"#,
                dated("onsetDateTime")
            ),
            "m" => format!(
                r#"{{"resourceType":"MedicationRequest","id":"{id}-{n}","status":"active","intent":"order","medicationCodeableConcept":{{"coding":[{{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"{METOPROLOL}"}}]}},{subject}{}}}"#,
                dated("authoredOn")
            ),
            "i" => format!(
                r#"{{"resourceType":"ImagingStudy","id":"{id}-{n}","status":"available",{subject}{}}}"#,
                dated("started")
            ),
            other => panic!("{other}"),
        });
    }
    lines.join("\n") + "\n"
}

struct Story {
    bank: Bank,
}

impl Story {
    /// People with what happened to them and the forms they signed.
    fn new(people: &[(&str, &str, &[&str], &[&str])]) -> Self {
        let bank = bank();
        // A dry run tells exact numbers to stewards alone.
        let users = "user,group,org,training,training_date\nsato,outcomes-team,関所大学,研究倫理,2026-04-01\nsato,steward,関所大学,,\n";
        let users = bank.scratch.file("users.csv", users);
        bank.run(["bank", "people"], [users]).done();
        let lives = people
            .iter()
            .map(|(id, sex, events, _)| person(id, sex, events));
        let file = bank.scratch.file("in.ndjson", &lives.collect::<String>());
        bank.run(["ingest"], [file]).done();
        let signed = people.iter().flat_map(|(patient, _, _, forms)| {
            let signed = Event::signed(patient);
            forms.iter().map(move |form| Event { form, ..signed })
        });
        let signed: Vec<Event<'_>> = signed.collect();
        bank.import_consents(&signed).done();
        Self { bank }
    }

    /// The number that is told; `None`: fewer than two. Each question is asked of a bank of its own,
    /// so that no answer is held against another.
    fn counted(&self, cohort: &str) -> Option<i64> {
        let study = ["--study", "synthea_outcomes", "--cohort", cohort];
        let args = study
            .into_iter()
            .chain(["--as", "sato", "--format", "json"]);
        let told = self.bank.copy().run(["count"], args).done().json();
        told.get("count").and_then(Json::integer)
    }

    /// How many a dry run finds; none where it refuses.
    fn looked_at(&self, cohort: &str) -> i64 {
        let args = [cohort, "--as", "sato", "--dry-run", "--format", "json"];
        let ran = self.bank.run(["extract"], args);
        match ran.code {
            1 => 0,
            _ => {
                let patients = ran.done().json().get("patients").and_then(Json::integer);
                patients.expect("a dry run says how many")
            }
        }
    }

    fn looks_at(&self, cohorts: &[(&str, i64)]) {
        for (cohort, people) in cohorts {
            assert_eq!(self.looked_at(cohort), *people, "{cohort}");
        }
    }

    /// Who leaves; nobody where the delivery is refused.
    fn delivered(&self, cohort: &str) -> i64 {
        let (ran, out) = self.bank.extract(cohort, "sato");
        if ran.code == 1 {
            assert!(!out.exists(), "a refusal leaves nothing");
            return 0;
        }
        let said = ran.done().says(&["delivered"]).said();
        let people = said
            .split(" patients,")
            .next()
            .and_then(|said| said.rsplit(' ').next());
        people
            .and_then(|n| n.parse().ok())
            .expect("it says how many")
    }
}

#[test]
fn a_diagnosis_nobody_agreed_to_chooses_nobody() {
    let ill: &[&str] = &["d 2016-03-10"];
    let story = Story::new(&[
        ("p1", "female", ill, &["basics"]),
        ("p2", "male", ill, &["basics"]),
        ("p3", "male", &[], &["basics"]),
        ("q1", "male", ill, &["broad_2020"]),
        ("q2", "female", ill, &["broad_2020"]),
        ("q3", "female", ill, &[]),
    ]);
    // An uncovered sex is neither female nor unknown.
    story.looks_at(&[
        ("ever", 2),
        ("first", 2),
        ("everyone", 5),
        ("women_or_unknown", 2),
    ]);
    assert_eq!(story.counted("ever"), Some(2));
    assert_eq!(story.delivered("ever"), 2);
    // What the bank keeps of it knows of no more.
    let entries = story.bank.ledger();
    let is_permit = |e: &&Json| e.get("kind").and_then(Json::text) == Some("permit");
    let permit = entries.iter().find(is_permit).expect("a permit");
    assert_eq!(permit.at("facts.cohort").and_then(Json::integer), Some(2));
}

#[test]
fn a_record_outside_of_the_window_chooses_nobody_and_hides_what_it_says() {
    let form: &[&str] = &["since_2015"];
    let story = Story::new(&[
        ("old1", "female", &["d 2005-03-10", "m 2005-03-10"], form),
        (
            "old2",
            "female",
            &["d 2005-03-10", "d 2016-03-10", "m 2005-04-01"],
            form,
        ),
        ("new1", "female", &["d 2016-03-10", "m 2016-03-11"], form),
        ("new2", "female", &["d 2016-03-10", "d 2017-03-10"], form),
        ("none1", "female", &[], form),
        ("undated", "female", &["d", "m"], form),
    ]);
    story.looks_at(&[
        ("everyone", 6),
        ("ever", 3),
        ("twice", 1),
        ("drug_or_none", 1),
    ]);
    // Before 2015 nobody can know: not whether there was none, not what was first.
    story.looks_at(&[
        ("never_drug", 0),
        ("never_drug_turned", 0),
        ("only_that_drug", 0),
        ("first", 0),
    ]);
    // What is asked only of the covered time is known; so is the last one, with all that follows.
    story.looks_at(&[
        ("never_drug_since", 5),
        ("first_since", 3),
        ("no_drug_near", 2),
        ("last", 3),
    ]);
    assert_eq!(story.counted("everyone"), Some(6));
    assert_eq!(story.counted("ever"), Some(3));
    assert_eq!(story.counted("never_drug"), None);
    // Five, held against the six that were told before: they differ by one.
    assert_eq!(story.counted("never_drug_since"), Some(6));
    assert_eq!(story.delivered("ever"), 3);
}

#[test]
fn an_uncovered_drug_reads_neither_as_none_nor_as_some() {
    let form: &[&str] = &["no_drugs"];
    let ill: &[&str] = &["d 2016-03-10", "m 2016-03-11"];
    let story = Story::new(&[
        ("p1", "female", ill, form),
        ("p2", "female", &["d 2016-03-10"], form),
        ("q1", "female", ill, &["broad_2020"]),
        ("q2", "female", &["d 2016-03-10"], &["broad_2020"]),
    ]);
    story.looks_at(&[
        ("never_drug", 1),
        ("never_drug_turned", 1),
        ("never_drug_since", 1),
    ]);
    story.looks_at(&[
        ("no_drug_near", 1),
        ("drug_or_none", 2),
        ("only_that_drug", 2),
        ("ever", 4),
    ]);
}

#[test]
fn what_a_cohort_never_asks_drops_nobody() {
    let form: &[&str] = &["no_drugs"];
    let seen: &[&str] = &["d 2016-03-10", "i 2016-03-10", "m 2016-03-10"];
    let story = Story::new(&[
        ("p1", "female", seen, form),
        ("p2", "male", seen, form),
        ("p3", "male", &["d 2016-03-10"], &["since_2015"]),
        ("p4", "male", &["d 2016-03-10"], &["clinical_alone"]),
    ]);
    assert_eq!(story.counted("everyone"), Some(3));
    assert_eq!(story.counted("ever"), Some(3));
    // Whom an index event chooses need not cover the basic facts.
    assert_eq!(story.counted("first"), Some(3));
    story.looks_at(&[("first", 3)]);
}

#[test]
fn a_table_reads_no_value_that_its_people_did_not_cover() {
    let ill: &[&str] = &["d 2016-03-10"];
    let story = Story::new(&[
        ("p1", "female", ill, &["clinical_alone"]),
        ("p2", "female", ill, &["clinical_alone"]),
        ("q1", "female", ill, &["broad_2020"]),
        ("q2", "female", ill, &["broad_2020"]),
        ("q3", "female", ill, &["broad_2020"]),
    ]);
    let study = [
        "--study",
        "synthea_outcomes",
        "--cohort",
        "first",
        "--as",
        "sato",
    ];
    let by = study
        .into_iter()
        .chain(["--by", "patient.sex", "--format", "json"]);
    let table = story.bank.run(["count"], by).done().json();
    let cells = table.get("cells").expect("cells").items();
    let told: BTreeSet<Option<i64>> = cells
        .iter()
        .map(|cell| cell.get("count").and_then(Json::integer))
        .collect();
    // Three are female; of two nothing is said; five of all.
    assert_eq!(told, BTreeSet::from([Some(2), Some(3), Some(5)]));
}

#[test]
fn a_withdrawn_time_is_a_gap_that_no_silence_covers() {
    let ill: &[&str] = &["d 2016-03-10"];
    let form: &[&str] = &["broad_2020"];
    let story = Story::new(&[("p1", "female", ill, form), ("p2", "male", ill, form)]);
    story.looks_at(&[("never_drug", 2), ("last", 2)]);
    let rows = ["p1", "p2"].map(|patient| {
        let signed = Event::signed(patient);
        let event = |event, date| Event {
            event,
            date,
            ..signed
        };
        [
            event("withdrawn", "2021-01-01"),
            event("signed", "2021-03-01"),
        ]
    });
    story.bank.import_consents(&rows.concat()).done();
    // What was collected in January and February stays out, so nobody knows what was then.
    story.looks_at(&[("never_drug", 0), ("last", 0)]);
    story.looks_at(&[("ever", 2), ("first", 2), ("no_drug_near", 2)]);
}

#[test]
fn count_dry_run_and_delivery_agree_whoever_signed_what() {
    let lives: [&[&str]; 5] = [
        &[],
        &["d 2005-03-10", "m 2016-03-10"],
        &["d 2016-03-10", "m 2016-04-10"],
        &["d", "d 2016-03-10", "d 2018-01-01", "i 2015-01-01"],
        &["d 2015", "m 2014-12-31", "m 2015-01-01"],
    ];
    let forms: [&[&str]; 7] = [
        &[],
        &["basics"],
        &["since_2015"],
        &["no_drugs"],
        &["broad_2020"],
        &["no_drugs", "since_2015"],
        &["basics", "clinical_alone"],
    ];
    let ids: Vec<String> = (0..35).map(|n| format!("p{n}")).collect();
    let people: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| (id.as_str(), "female", lives[n % 5], forms[n % 7]))
        .collect();
    let story = Story::new(&people);
    let mut all = BTreeSet::new();
    for cohort in [
        "everyone",
        "ever",
        "never_drug",
        "drug_or_none",
        "first_since",
        "last",
    ] {
        let (counted, looked_at) = (story.counted(cohort), story.looked_at(cohort));
        assert_eq!(counted, Some(looked_at).filter(|n| *n > 1), "{cohort}");
        // On a bank of its own: later counts are held against what was delivered.
        let copy = Story {
            bank: story.bank.copy(),
        };
        assert_eq!(copy.delivered(cohort), looked_at, "{cohort}");
        all.insert(looked_at);
    }
    assert!(
        all.len() > 3,
        "one number for all of them shows nothing: {all:?}"
    );
}

#[test]
fn a_study_of_basic_facts_has_no_cohort_by_diagnosis_on_any_path() {
    let scratch = Scratch::default();
    let package = package(&scratch);
    let study = package.join("policies/study.seki");
    let text = text_of(&study)
        + r#"
study basics_only {
  label ja "基本情報だけの研究" en "Basics only"
  approval "SEK-2021-002" by "関所大学 研究倫理審査委員会" from 2020-01-01 until 2100-01-01
  permission "SEK-2021-002" by "関所大学 学長" on 2020-01-01
  purpose outcomes_research
  cohort sinusitis
  data administrative
  role analyst group "outcomes-team" from org "関所大学"
}
access basics_only {
  allow extract to analyst on administrative as research_coded
    because ja "基本情報" en "basics"
  allow count to analyst on administrative as counts_10
    because ja "件数" en "counts"
}
deliver basics_of_the_ill {
  label ja "基本情報" en "Basics"
  study basics_only
  cohort sinusitis
  data administrative
  to org "関所大学" kind university country "JP"
  basis 本人同意
  as research_coded
  format fhir R4
  after delivery {
    receipt within 7 days
    destroy by 2099-12-31
  }
}
"#;
    fs::write(&study, text).expect("it is written");
    // The checker says it; a warning, since a bundle may be older than the rule.
    let check = sekisho(["check".as_ref(), package.as_os_str()]);
    check.says(&["SK1520", "clinical", "basics_only"]);
    let bank = bank_of(&package, scratch);
    let text: String = ["p1", "p2", "p3"]
        .iter()
        .map(|id| person(id, "female", &["d 2016-03-10"]))
        .collect();
    let file = bank.scratch.file("in.ndjson", &text);
    bank.run(["ingest"], [file]).done();
    bank.consent_of_all(&["p1".into(), "p2".into(), "p3".into()]);
    let why = "No rule of this study allows it on Clinical record";
    let args = [
        "--study",
        "basics_only",
        "--cohort",
        "sinusitis",
        "--as",
        "sato",
    ];
    bank.run(["count"], args).refused().says(&[why]);
    let (ran, out) = bank.extract("basics_of_the_ill", "sato");
    ran.refused().says(&[why]);
    assert!(!out.exists());
    let look = ["basics_of_the_ill", "--as", "sato", "--dry-run"];
    bank.run(["extract"], look).refused().says(&[why]);
}

#[test]
fn the_checker_says_who_can_never_be_known() {
    let scratch = Scratch::default();
    let package = package(&scratch);
    let said = sekisho(["check".as_ref(), package.as_os_str()]).said();
    let of = |code: &str| said.matches(code).count();
    assert!(of("SK1522") > 0, "{said}");
    assert!(said.contains("since_2015"), "{said}");
    assert!(
        said.contains("date >= 2015-01-01 unknown exclude"),
        "{said}"
    );
}
