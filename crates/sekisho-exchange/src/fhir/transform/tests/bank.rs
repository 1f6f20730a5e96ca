//! Many records in one batch.

use super::*;
use sekisho_model::source::Source;

#[test]
fn records_come_out_in_order_and_a_held_one_leaves_no_trace() {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let patient =
        |gender: &str| format!(r#"{{"resourceType":"Patient","id":"me","gender":"{gender}"}}"#);
    for round in 0..3 {
        transform
            .push(&record(&patient("male"), Some(1)), &Known)
            .unwrap();
        assert!(
            transform
                .push(
                    &record(
                        r#"{"resourceType":"Patient","gender":"male","gender":1}"#,
                        Some(2)
                    ),
                    &Known
                )
                .is_err()
        );
        transform
            .push(&record(&patient("female"), Some(3)), &Known)
            .unwrap();
        let mut lines = Vec::new();
        let mut out = |n: usize, line: &[u8]| {
            lines.push((n, String::from_utf8_lossy(line).into_owned()));
            Ok(())
        };
        transform
            .flush(
                &mut Plain {
                    rules: &rules,
                    refuse: BTreeSet::new(),
                },
                &mut out,
            )
            .unwrap();
        let expect = [
            (0, patient("male").replace("me\"", "p1\"")),
            (1, patient("female").replace("me\"", "p3\"")),
        ];
        assert_eq!(lines, expect, "round {round}");
    }
}

#[test]
fn an_error_of_the_sink_stops_and_empties_the_batch() {
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let json = r#"{"resourceType":"Patient","gender":"male"}"#;
    transform.push(&record(json, Some(1)), &Known).unwrap();
    let mut plain = Plain {
        rules: &rules,
        refuse: BTreeSet::new(),
    };
    assert!(
        transform
            .flush(&mut plain, &mut |_, _| Err(std::io::Error::other("full")))
            .is_err()
    );
    let mut lines = 0;
    transform
        .flush(&mut plain, &mut |_, _| {
            lines += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(lines, 0);
}

#[test]
fn a_batch_cut_back_forgets_the_rest_and_asks_anew_where_references_lead() {
    struct Gone;
    impl Links for Gone {
        fn resolve(&self, _: &Source, _: &str) -> Target {
            Target::Absent
        }
    }
    let rules = rules(RESEARCH);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    let json = r#"{"resourceType":"Condition","id":"c","encounter":{"reference":"Encounter/e1"},"recordedDate":"2020-01-01"}"#;
    transform
        .push(
            &record(
                r#"{"resourceType":"Patient","id":"me","gender":"male"}"#,
                Some(1),
            ),
            &Known,
        )
        .unwrap();
    transform.push(&record(json, Some(1)), &Known).unwrap();
    transform.truncate(1);
    transform.push(&record(json, Some(1)), &Gone).unwrap();
    let mut lines = Vec::new();
    let mut out = |_: usize, line: &[u8]| {
        lines.push(String::from_utf8_lossy(line).into_owned());
        Ok(())
    };
    transform
        .flush(
            &mut Plain {
                rules: &rules,
                refuse: BTreeSet::new(),
            },
            &mut out,
        )
        .unwrap();
    let condition =
        r#"{"resourceType":"Condition","id":"r(Condition/c)","recordedDate":"2020-01-11"}"#
            .to_owned();
    assert_eq!(
        lines,
        [
            r#"{"resourceType":"Patient","id":"p1","gender":"male"}"#.to_owned(),
            condition
        ]
    );
    assert_eq!(transform.counts().references_absent, 1);
}
