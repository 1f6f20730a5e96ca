//! The papers of a delivery: asked before they hold and after they ended.

use super::Stage;

const PARQUET: &str = "  format fhir R4, parquet\n";
const TO: &str = "  to org \"関所大学\" kind university country \"JP\"\n";

fn with(papers: &str) -> Stage {
    let lines = format!("{PARQUET}{papers}");
    Stage::new("2026-05-01", &[(PARQUET, &lines)])
}

#[test]
fn nothing_leaves_before_the_screening_or_the_contract() {
    let stage = with(
        "  proposal \"P-1\" screened 2026-05-02\n  contract \"C-1\" on 2026-05-04 until 2026-05-20\n",
    );
    let tried = stage.extract("2026-05-01", "sinusitis_broad", "sato");
    tried.refused().says(&["P-1", "2026-05-02"]);
    let tried = stage.extract("2026-05-03", "sinusitis_broad", "sato");
    tried.refused().says(&["C-1", "2026-05-04"]);
    stage
        .extract("2026-05-04", "sinusitis_broad", "sato")
        .done();
    let out = stage.bank.scratch.path("out-2026-05-04-sato");
    let manifest = sekisho_tests::samples::text_of(&out.join("release/manifest.json"));
    for said in [
        "P-1 screened 2026-05-02",
        "C-1 on 2026-05-04 until 2026-05-20",
    ] {
        assert!(manifest.contains(said), "{manifest}");
    }
}

#[test]
fn nothing_leaves_after_the_contract() {
    let stage = with("  contract \"C-1\" on 2026-05-01 until 2026-05-03\n");
    stage
        .extract("2026-05-03", "sinusitis_broad", "sato")
        .done();
    let tried = stage.extract("2026-05-04", "sinusitis_broad", "sato");
    tried.refused().says(&["C-1", "2026-05-03"]);
}

#[test]
fn nothing_leaves_outside_of_the_permit() {
    let stage = with("  permit \"A-1\" from 2026-05-02 until 2026-05-03\n");
    let tried = stage.extract("2026-05-01", "sinusitis_broad", "sato");
    tried.refused().says(&["A-1", "2026-05-02"]);
    stage
        .extract("2026-05-02", "sinusitis_broad", "sato")
        .done();
    let tried = stage.extract("2026-05-04", "sinusitis_broad", "sato");
    tried.refused().says(&["A-1", "2026-05-03"]);
}

#[test]
fn nothing_goes_to_a_recipient_whose_certificate_lapsed() {
    let to = TO.replace("\"JP\"", "\"JP\" certified \"N-12\" until 2026-05-02");
    let stage = Stage::new("2026-05-01", &[(TO, &to)]);
    stage
        .extract("2026-05-02", "sinusitis_broad", "sato")
        .done();
    let tried = stage.extract("2026-05-03", "sinusitis_broad", "sato");
    tried.refused().says(&["N-12", "関所大学", "2026-05-02"]);
    // A clock that is put back does not bring it to life: the bank knows the later day.
    let tried = stage.extract("2026-05-04", "chf_outcomes", "sato");
    tried.refused().says(&["N-12"]);
}
