//! The law of the day: what a profile rests on comes to an end while the study goes on.

use super::Stage;

/// A house rule until the end of June, in the place of the law's.
const UNTIL_JUNE: [(&str, &str); 2] = [
    ("satisfies jp_coded_consent", "satisfies house_rule"),
    (
        "# 名前のない要素は出ない。",
        "standard house_rule {
  label ja \"内規\" en \"House rule\"
  in force from 2020-01-01 until 2026-06-30
  regime identified
  direct: nothing or linking(study) cites \"内規 1\"
  linking: linking(study) cites \"内規 1\"
  code, genome, face: nothing cites \"内規 2\"
  quasi, sensitive, singular: any cites \"内規 3\"
  free, pixel: nothing cites \"内規 4\"
  technical, open: any cites \"内規 5\"
}

# 名前のない要素は出ない。",
    ),
];
const NEXT: (&str, &str) = (
    "# 名前のない要素は出ない。",
    "standard house_rule_2 {
  label ja \"新しい内規\" en \"The new house rule\"
  in force from 2026-07-01
  replaces house_rule
  regime identified
  direct: nothing or linking(study) cites \"内規 1\"
  linking: linking(study) cites \"内規 1\"
  code, genome, face: nothing cites \"内規 2\"
  quasi, sensitive, singular: any cites \"内規 3\"
  free, pixel: nothing cites \"内規 4\"
  technical, open: any cites \"内規 5\"
}

# 名前のない要素は出ない。",
);

#[test]
fn from_the_day_its_standard_ends_nothing_leaves_and_what_left_can_be_traced() {
    let stage = Stage::new("2026-05-01", &UNTIL_JUNE);
    stage
        .extract("2026-06-30", "sinusitis_broad", "sato")
        .done();
    stage
        .extract("2026-07-01", "sinusitis_broad", "sato")
        .refused()
        .says(&["house_rule"]);
    let dry = ["sinusitis_broad", "--as", "sato", "--dry-run"];
    let tried = stage.at("2026-07-01", &["extract"], dry);
    tried.refused().says(&["house_rule"]);
    // Counts rest on no standard.
    let count = [
        "--study",
        "synthea_outcomes",
        "--cohort",
        "sinusitis",
        "--as",
        "sato",
    ];
    stage.at("2026-07-02", &["count"], count).done();
}

#[test]
fn a_form_that_meets_the_next_version_too_goes_on() {
    let mut replaced = UNTIL_JUNE.to_vec();
    replaced.push(NEXT);
    let stage = Stage::new("2026-05-01", &replaced);
    stage
        .extract("2026-06-30", "sinusitis_broad", "sato")
        .done();
    stage
        .extract("2026-07-01", "sinusitis_broad", "sato")
        .done();
}
