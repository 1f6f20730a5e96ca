//! An objection that spares permits, and one that is taken back: what it leaves open, and to whom.

use sekisho_tests::banks::{Event, patients_in};
use sekisho_tests::samples::{ours, text_of};

use super::Stage;

const GUARD: &str = "# ---- 同意の柵は組み込まれている。";
const BASIS: &str = "basis データ許可 {\n  label ja \"データ許可\" en \"A data permit\"\n  regimes any\n  recipients any\n  institutions any\n  purposes any\n  countries any\n  asks permit cites \"EHDS Article 68\"\n  cites \"EHDS Article 68\"\n}\n\n";
const NOTICE: &str = "optout told {\n  label ja \"二次利用の通知\" en \"Notice of secondary use\"\n  grants research on everything\n  notice required 1 days before first use\n  only under データ許可\n  objection spares permits issued before\n  objection may be taken back includes gap\n}\n\n";
const BROAD: &str =
    "  basis 本人同意\n  held as 保険診療\n  as research_coded\n  format fhir R4, parquet";
const HANAKO: &str = "pt-hanako-0001";

/// Everybody was told, and nobody signed; `sinusitis_broad` leaves on a permit of this day.
fn permitted(notice: &str, issued: &str) -> Stage {
    let papers = format!("{BASIS}{notice}{GUARD}");
    let on_permit = BROAD.replace(
        "本人同意",
        &format!("データ許可\n  permit \"P-1\"{issued} from 2026-05-10 until 2027-03-31"),
    );
    let stage = Stage::empty("2026-05-05", &[(GUARD, &papers), (BROAD, &on_permit)]);
    let records = [ours("tests/data/small")];
    stage.at("2026-05-05", &["ingest"], records).done();
    let patients = patients_in(&ours("tests/data/small/Patient.ndjson"));
    let rows: Vec<Event<'_>> = patients
        .iter()
        .map(|patient| Event {
            patient,
            form: "told",
            item: "",
            event: "notified",
            date: "2026-05-05",
        })
        .collect();
    stage.consents("2026-05-05", &rows).done();
    stage
}

/// People of a delivery that left on this day.
fn people(stage: &Stage, day: &str) -> usize {
    stage.extract(day, "sinusitis_broad", "sato").done();
    let out = stage.bank.scratch.path(&format!("out-{day}-sato"));
    text_of(&out.join("release/Patient.ndjson")).lines().count()
}

fn object(stage: &Stage, day: &str, more: &[&str]) -> sekisho_tests::Ran {
    let words = [&["--patient", HANAKO, "--optout", "told"][..], more].concat();
    stage.at(day, &["consent", "object"], words)
}

#[test]
fn what_leaves_on_an_older_permit_goes_on_and_on_a_newer_one_does_not() {
    for (issued, objected, gone) in [
        // The day before, the same day, and a permit that does not say when it was issued.
        (" issued 2026-05-08", "2026-05-09", 0),
        (" issued 2026-05-09", "2026-05-09", 1),
        (" issued 2026-05-10", "2026-05-09", 1),
        ("", "2026-05-09", 1),
    ] {
        let stage = permitted(NOTICE, issued);
        object(&stage, objected, &[]).done();
        let whole = patients_of(&permitted(NOTICE, issued));
        assert_eq!(people(&stage, "2026-05-11"), whole - gone, "{issued}");
    }
}

fn patients_of(stage: &Stage) -> usize {
    people(stage, "2026-05-11")
}

#[test]
fn a_notice_that_spares_nothing_stops_at_once_whatever_the_permit() {
    let plain = NOTICE.replace("  objection spares permits issued before\n", "");
    let stage = permitted(&plain, " issued 2026-05-06");
    let before = people(&stage, "2026-05-11");
    object(&stage, "2026-05-12", &[]).done();
    assert_eq!(people(&stage, "2026-05-13"), before - 1);
}

/// Keyed in late, with a day before the permit: the bank learnt of it after data left on it.
#[test]
fn an_objection_dated_before_the_permit_spares_it_not_however_late_it_is_keyed_in() {
    let stage = permitted(NOTICE, " issued 2026-05-08");
    let before = people(&stage, "2026-05-11");
    let said = object(&stage, "2026-05-12", &["--date", "2026-05-07"]).done();
    assert!(
        said.said().contains("逸脱") || said.said().contains("deviation"),
        "{}",
        said.said()
    );
    assert_eq!(people(&stage, "2026-05-13"), before - 1);
}

/// The copy stands on its permit, so that a later objection makes neither a deviation nor a recall.
#[test]
fn a_copy_on_an_older_permit_is_not_asked_back() {
    let stage = permitted(NOTICE, " issued 2026-05-08");
    people(&stage, "2026-05-11");
    object(&stage, "2026-05-12", &["--date", "2026-05-10"]).done();
    let kinds = stage.bank.ledger_kinds();
    assert!(
        !kinds
            .iter()
            .any(|kind| kind == "deviation" || kind == "recall_opened")
    );
}

#[test]
fn taken_back_by_whoever_objected_and_nobody_else() {
    let stage = permitted(NOTICE, "");
    let before = people(&stage, "2026-05-11");
    let proxy = ["--by", "proxy", "--relation", "母"];
    object(&stage, "2026-05-12", &[]).done();
    assert_eq!(people(&stage, "2026-05-13"), before - 1);
    let back = |day: &str, more: &[&str]| object(&stage, day, &[&["--taken-back"], more].concat());
    back("2026-05-14", &proxy).done();
    assert_eq!(
        people(&stage, "2026-05-15"),
        before - 1,
        "a proxy answers for no person"
    );
    back("2026-05-16", &["--by", "bereaved", "--relation", "妹"]).misused();
    // Dated before the objection it answers nothing.
    back("2026-05-16", &["--date", "2026-05-11"]).done();
    assert_eq!(people(&stage, "2026-05-17"), before - 1);
    back("2026-05-18", &[]).done();
    assert_eq!(people(&stage, "2026-05-19"), before);
    // And again: the last word stands.
    object(&stage, "2026-05-20", &[]).done();
    assert_eq!(people(&stage, "2026-05-21"), before - 1);
}

#[test]
fn an_objection_for_good_is_not_taken_back() {
    let plain = NOTICE.replace("  objection may be taken back includes gap\n", "");
    let stage = permitted(&plain, " issued 2026-05-10");
    object(&stage, "2026-05-12", &[]).done();
    object(&stage, "2026-05-13", &["--taken-back"])
        .misused()
        .says(&["取り下げられません", "for good"]);
}
