//! Who may do what on which class, asked of Cedar for a patient who granted everything and for one
//! who granted nothing: the whole matrix as a golden. A line that changes means that somebody has
//! been let through, or stopped, who was not before.

use std::collections::BTreeMap;

use sekisho_gate::{Cell, Gate, MatrixPapers, MatrixRow, show_matrix};
use sekisho_lang::data_model::oncology;
use sekisho_model::policy::Act;
use sekisho_model::{Bundle, Day, SealedBundle, Zone};
use sekisho_store::Person;
use sekisho_tests::banks::{Bank, bundle_of};
use sekisho_tests::samples::{ours, text_of};

#[test]
fn the_matrix_of_the_synthea_example_is_as_written() {
    compare(
        "tests/golden/matrix-synthea.txt",
        &show_matrix(&matrix("examples/synthea")),
    );
}

#[test]
fn the_matrix_of_the_lung_example_is_as_written() {
    compare(
        "tests/golden/matrix-lung.txt",
        &show_matrix(&matrix("examples/lung")),
    );
}

#[test]
fn without_consent_nothing_is_allowed_to_anybody() {
    for package in ["examples/synthea", "examples/lung"] {
        let rows = matrix(package);
        let open: Vec<&MatrixRow> = rows
            .iter()
            .filter(|r| matches!(r.unconsented, Cell::Allowed { .. }))
            .collect();
        assert!(open.is_empty(), "{package}: {open:#?}");
        assert!(
            rows.iter()
                .any(|r| matches!(r.consented, Cell::Allowed { .. })),
            "{package} allows nothing at all"
        );
    }
}

/// What the command line explains is what Cedar answered.
#[test]
fn explain_says_what_the_matrix_says() {
    let bank = Bank::small();
    let asked = ["clinical", "genome", "unclassified"];
    let rows = matrix("examples/synthea").into_iter();
    for row in rows.filter(|r| asked.contains(&r.class.as_str())) {
        let (user, study) = (row.user.as_str(), row.study.as_str());
        let ask = [
            "--as",
            user,
            "--act",
            row.act.as_str(),
            "--on",
            row.class.as_str(),
            "--study",
            study,
            "--justify",
            "a doubtful value",
            "--format",
            "json",
        ];
        let ran = bank.run(["explain"], ask);
        let verdict = ran
            .json()
            .get("verdict")
            .cloned()
            .unwrap_or_else(|| panic!("no verdict: {}", ran.said()));
        let refused = verdict.get("refused").is_some();
        let allowed = matches!(row.consented, Cell::Allowed { .. });
        assert_eq!(
            allowed,
            !refused,
            "{user} {} {}: {} and {}",
            row.act,
            row.class,
            row.consented,
            verdict.write()
        );
        assert_eq!(ran.code, i32::from(refused), "{}", ran.said());
    }
}

/// Another person's consent is nobody's to read off an explanation.
#[test]
fn a_researcher_does_not_learn_who_consented() {
    let bank = Bank::small();
    bank.consent_of_all(&["pt-hanako-0001".to_owned()]);
    let ask = |patient: &str| {
        let ask = [
            "--as",
            "sato",
            "--act",
            "extract",
            "--on",
            "clinical",
            "--study",
            "synthea_outcomes",
            "--patient",
            patient,
        ];
        let ran = bank.run(["explain"], ask);
        (ran.code, ran.said().replace(patient, "PATIENT"))
    };
    assert_eq!(
        ask("pt-hanako-0001"),
        ask("pt-jiro-0003"),
        "the two answers differ by consent alone"
    );
}

fn matrix(package: &str) -> Vec<MatrixRow> {
    let bytes = std::fs::read(bundle_of(package).join("bundle.json")).expect("bundle.json");
    let bundle: Bundle = serde_json::from_slice(&bytes).expect("a bundle");
    let sealed = SealedBundle {
        digest: bundle.digest(),
        bundle,
        approvals: Vec::new(),
    };
    let gate = Gate::open(sealed, oncology(), Zone::TOKYO, "JP")
        .unwrap_or_else(|e| panic!("{}", e.text().en));
    let now = Zone::TOKYO.midnight(Day::parse("2026-04-01").expect("a day"));
    let approvals = ["データ管理者", "倫理委員", "責任医師"]
        .map(str::to_owned)
        .into();
    let papers = MatrixPapers {
        now,
        justified: true,
        network: Some("analysis-room".into()),
        approvals,
    };
    gate.matrix_of(&people(package), &papers)
        .expect("Cedar answers")
}

/// The people of `users.csv`, each line a group or a training of theirs.
fn people(package: &str) -> Vec<Person> {
    let text = text_of(&ours(package).join("users.csv"));
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let cell = |name: &str| {
            header
                .iter()
                .position(|h| *h == name)
                .and_then(|i| cells.get(i))
                .copied()
                .unwrap_or_default()
        };
        let user = cell("user").to_owned();
        let person = people.entry(user.clone()).or_insert_with(|| Person {
            user,
            groups: Vec::new(),
            org: String::new(),
            training: Vec::new(),
        });
        person
            .groups
            .extend(Some(cell("group").to_owned()).filter(|g| !g.is_empty()));
        if !cell("org").is_empty() {
            cell("org").clone_into(&mut person.org);
        }
        person.training.extend(
            Day::parse(cell("training_date")).map(|day| (cell("training").to_owned(), day)),
        );
    }
    people.into_values().collect()
}

/// `SEKISHO_UPDATE_GOLDEN=1` writes the file; the change is then read like any other policy change.
fn compare(golden: &str, now: &str) {
    let path = ours(golden);
    if std::env::var("SEKISHO_UPDATE_GOLDEN").is_ok_and(|v| v == "1") {
        std::fs::write(&path, now).expect("the golden can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = written.lines().zip(now.lines()).find(|(a, b)| a != b);
    assert!(
        written == now,
        "{golden} says otherwise; first: {differing:?}"
    );
}

/// Every act stands in the golden, the ones nobody may do as well.
#[test]
fn the_matrix_leaves_no_act_out() {
    let rows = matrix("examples/synthea");
    for act in Act::ALL {
        assert!(
            rows.iter().any(|r| r.act == act),
            "{act} is not in the matrix"
        );
    }
    let classes: std::collections::BTreeSet<&str> = rows.iter().map(|r| r.class.as_str()).collect();
    assert_eq!(classes.len(), oncology().classes.len());
}
