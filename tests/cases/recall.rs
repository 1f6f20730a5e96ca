//! A person takes consent back, and the copies that left before come back with a certificate.

use std::path::PathBuf;
use std::sync::OnceLock;

use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::command::sekisho;
use sekisho_tests::json::Json;
use sekisho_tests::samples::{ours, text_of};

/// The lung example on the shipped synthetic bank, its company delivery without the two approvals,
/// and both deliveries made.
pub(crate) fn delivered_twice() -> Bank {
    static BANK: OnceLock<Bank> = OnceLock::new();
    BANK.get_or_init(|| {
        let scratch = Scratch::default();
        let demo = scratch.path("demo");
        let _ = sekisho(["demo".as_ref(), demo.as_os_str(), "--data-only".as_ref()]).done();
        let company = demo.join("package/policies/03_企業創薬.seki");
        let open = text_of(&company)
            .lines()
            .filter(|line| !line.contains("require approval"))
            .map(|line| format!("{line}\n"))
            .collect::<String>();
        std::fs::write(&company, open).expect("a policy");
        let users = scratch.file(
            "users.csv",
            &(text_of(&ours("examples/lung/users.csv")) + "管理,steward,かちどき総合病院,,\n"),
        );
        let bundle = scratch.path("bundle");
        let package = demo.join("package");
        let _ = sekisho([
            "build".as_ref(),
            package.as_os_str(),
            "-o".as_ref(),
            bundle.as_os_str(),
        ])
        .done();
        let path = scratch.path("bank");
        let bank = Bank { scratch, path };
        bank.run(["bank", "init"], ["--test-clock"]).done();
        bank.run(["bank", "load"], [bundle]).done();
        bank.run(["bank", "people"], [users]).done();
        bank.run(["ingest"], [demo.join("fhir")]).done();
        bank.run(["consent", "import"], [demo.join("consents.csv")])
            .done();
        bank.delivered("予後_東大", "佐藤");
        bank.delivered("創薬_アクメ", "鈴木");
        bank
    })
    .copy()
}

fn recalls(bank: &Bank, more: &[&str]) -> Vec<Json> {
    let mut rest = vec!["list", "--format", "json"];
    rest.extend(more);
    bank.run(["recall"], rest).done().json().items().to_vec()
}

fn word<'j>(json: &'j Json, name: &str) -> &'j str {
    json.get(name)
        .and_then(Json::text)
        .unwrap_or_else(|| panic!("{name} of {json:?}"))
}

fn deliveries(duties: &[Json]) -> Vec<String> {
    let name = |duty: &Json| word(duty.get("terms").expect("terms"), "delivery").to_owned();
    duties.iter().map(name).collect()
}

fn withdraw(bank: &Bank, patient: &str, item: Option<&str>) -> String {
    let mut rest = vec!["--patient", patient, "--form", "研究同意_第3版"];
    rest.extend(item.into_iter().flat_map(|item| ["--item", item]));
    bank.run(["consent", "withdraw"], rest).done().said()
}

#[test]
fn exactly_the_deliveries_that_rest_on_the_item_are_recalled() {
    let bank = delivered_twice();
    assert!(recalls(&bank, &[]).is_empty());
    let said = withdraw(&bank, "LC-0001", Some("3"));
    assert!(
        said.contains("copies opened: 1") && said.contains("回収を 1 件"),
        "{said}"
    );
    assert_eq!(deliveries(&recalls(&bank, &[])), ["創薬_アクメ"]);
    withdraw(&bank, "LC-0001", Some("1"));
    assert_eq!(
        deliveries(&recalls(&bank, &[])),
        ["創薬_アクメ", "予後_東大"]
    );

    // Held by neither: LC-0013 declined, LC-0024 is not in the cohort.
    let before = recalls(&bank, &[]).len();
    assert!(!withdraw(&bank, "LC-0024", None).contains("copies opened"));
    assert_eq!(recalls(&bank, &[]).len(), before);
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn a_recall_is_acknowledged_and_certified_by_the_recipient_and_by_nobody_else() {
    let bank = delivered_twice();
    withdraw(&bank, "LC-0007", None);
    let duties = recalls(&bank, &["--open"]);
    assert_eq!(deliveries(&duties), ["予後_東大"]);
    let id = word(&duties[0], "id").to_owned();
    let certificate = bank
        .scratch
        .file("certificate.txt", "消去しました 2026-06-20\n");
    let certify = |who: &str| {
        let file = certificate.to_string_lossy().into_owned();
        bank.run(["recall"], ["certify", &id, "--as", who, "--file", &file])
    };
    let acknowledge = |who: &str| bank.run(["recall"], ["acknowledge", &id, "--as", who]);

    // The company holds no such copy, and is not told that somebody withdrew.
    let stranger = acknowledge("鈴木").refused().said();
    assert!(!stranger.contains("予後_東大"), "{stranger}");
    certify("佐藤").misused().says(&["acknowledge", "受領"]);
    acknowledge("佐藤").done();
    acknowledge("佐藤").done();
    bank.run(["recall"], ["acknowledge", "R9-00000000", "--as", "佐藤"])
        .misused();
    certify("鈴木").refused();
    certify("佐藤").done().says(&["sha256:"]);
    certify("佐藤").misused();
    assert!(recalls(&bank, &["--open"]).is_empty());
    let done = recalls(&bank, &[]);
    assert_eq!(word(&done[0], "state"), "certified");
    assert_eq!(word(&done[0], "by"), "佐藤");

    let kinds = bank.ledger_kinds();
    let count = |kind: &str| kinds.iter().filter(|k| *k == kind).count();
    assert_eq!(count("recall_opened"), 1);
    assert_eq!(count("recall_acknowledged"), 1, "{kinds:?}");
    assert_eq!(count("recall_certified"), 1);
    bank.run(["audit"], ["verify"]).done();
}

#[test]
fn a_steward_may_answer_for_a_recipient() {
    let bank = delivered_twice();
    withdraw(&bank, "LC-0007", None);
    let id = word(&recalls(&bank, &[])[0], "id").to_owned();
    bank.run(
        ["recall"],
        ["acknowledge", &id, "--as", "管理", "--note", "電話で確認"],
    )
    .done();
}

/// The recipient learns the name under which it holds the person, and nothing more of them.
#[test]
fn the_notice_leads_to_the_delivered_records_and_to_nobody() {
    let bank = delivered_twice();
    let delivery = bank.delivered("予後_東大", "佐藤");
    withdraw(&bank, "LC-0007", None);
    let duties = recalls(&bank, &[]);
    assert_eq!(duties.len(), 2, "both copies hold the person");
    let id = word(&duties[1], "id").to_owned();
    let shown = bank
        .run(
            ["recall"],
            ["show", &id, "--as", "佐藤", "--format", "json"],
        )
        .done();
    let pseudonym = word(&shown.json(), "pseudonym").to_owned();
    let patients = text_of(&delivery.folder.join("release/Patient.ndjson"));
    let its = patients
        .lines()
        .filter(|line| line.contains(&pseudonym))
        .count();
    assert_eq!(its, 1, "one Patient of the delivery has this pseudonym");
    for value in ["LC-0007", "lung-0007", "中村", "1950-02-11"] {
        assert!(!shown.said().contains(value), "{value} in {}", shown.said());
    }
    assert_eq!(
        bank.ledger_kinds().last().map(String::as_str),
        Some("recall_shown")
    );
}

#[test]
fn a_withdrawal_keyed_in_late_is_written_down_as_a_deviation() {
    let bank = delivered_twice();
    let rest = [
        "--patient",
        "LC-0007",
        "--form",
        "研究同意_第3版",
        "--date",
        "2026-01-15",
    ];
    let said = bank.run(["consent", "withdraw"], rest).done().said();
    assert!(
        said.contains("逸脱") && said.contains("deviation"),
        "{said}"
    );
    assert_eq!(recalls(&bank, &["--overdue"]).len(), 1, "due since January");
    assert!(bank.ledger_kinds().iter().any(|kind| kind == "deviation"));
}

/// Where the demo's data lie is of no interest to a story; that nothing else is written, is.
#[test]
fn the_synthetic_data_can_be_had_alone() {
    let scratch = Scratch::default();
    let folder: PathBuf = scratch.path("data");
    let _ = sekisho(["demo".as_ref(), folder.as_os_str(), "--data-only".as_ref()]).done();
    assert!(folder.join("fhir/Patient.ndjson").is_file() && folder.join("consents.csv").is_file());
    assert!(!folder.join("bank").exists());
}
