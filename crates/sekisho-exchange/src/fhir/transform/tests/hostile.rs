//! Input that means harm, or is broken.

use super::*;

fn malformed(json: &str) -> bool {
    matches!(leaves(RESEARCH, json), Err(Held::Malformed(_)))
}

#[test]
fn the_same_key_twice_is_refused_however_it_is_spelled() {
    for json in [
        r#"{"resourceType":"Patient","gender":"male","gender":"female"}"#,
        r#"{"resourceType":"Patient","gender":"male","g\u0065nder":"female"}"#,
        r#"{"resourceType":"Patient","resourceType":"Patient"}"#,
        r#"{"resourceType":"Patient","x":1,"x":2}"#,
        r#"{"resourceType":"Patient","_gender":{},"_gender":{}}"#,
        r#"{"resourceType":"Condition","subject":{"reference":"Patient/me","reference":"Patient/me"}}"#,
    ] {
        assert!(malformed(json), "{json}");
    }
}

#[test]
fn a_key_spelled_with_escapes_is_the_same_key() {
    check(
        RESEARCH,
        r#"{"r\u0065sourceType":"Patient","\u006eame":[{"family":"山田"}],"g\u0065nder":"male"}"#,
        r#"{"r\u0065sourceType":"Patient","g\u0065nder":"male"}"#,
    );
}

#[test]
fn a_record_cut_at_any_byte_is_refused() {
    let json = concat!(
        r##"{"resourceType":"ExplanationOfBenefit","id":"e","contained":[{"resourceType":"Coverage","id":"c","status":"active","payor":[{"display":"x\u0041"}]}],"##,
        r##""status":"active","created":"2020-01-01","_status":{"id":"a"},"unknown":[{"a":[1,-2.5e3,null,true]}],"insurance":[{"focal":true,"coverage":{"reference":"#c"}}],"total":[{"amount":{"value":12.50,"currency":"JPY"}}]}"##
    );
    assert!(leaves(RESEARCH, json).is_ok());
    for end in 0..json.len() {
        assert!(malformed(&json[..end]), "cut at {end}: {}", &json[..end]);
    }
    for junk in ["x", "{}", ",", "]", "}"] {
        assert!(malformed(&format!("{json}{junk}")));
    }
}

#[test]
fn every_single_byte_changed_gives_json_or_a_refusal() {
    let json = br#"{"resourceType":"Patient","id":"me","gender":"male","birthDate":"1970-01-01","maritalStatus":{"coding":[{"system":"s","code":"M","display":"d"}]},"multipleBirthInteger":12}"#;
    for at in 0..json.len() {
        for byte in [
            b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b'0', b' ', 0, 0x80, 0xFF,
        ] {
            let mut bytes = json.to_vec();
            bytes[at] = byte;
            let mut record = record(std::str::from_utf8(json).unwrap(), Some(7));
            record.bytes = bytes;
            let rules = rules(RESEARCH);
            let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
                .unwrap()
                .reading(sekisho_model::lexicon::Lexicon::believing());
            if transform.push(&record, &Known).is_ok() {
                let mut out = |_: usize, line: &[u8]| {
                    serde_json::from_slice::<serde_json::Value>(line)
                        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(line)));
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
            }
        }
    }
}

#[test]
fn depth_is_bounded_in_what_is_walked_and_in_what_is_skipped() {
    for n in [70, 100_000] {
        assert!(malformed(&format!(
            r#"{{"resourceType":"Patient","x":{}{}}}"#,
            "[".repeat(n),
            "]".repeat(n)
        )));
        let part = r#"{"code":{},"part":["#;
        let inner = format!("{}{}", part.repeat(n), "]}".repeat(n));
        assert!(malformed(&format!(
            r#"{{"resourceType":"Patient","text":{inner}}}"#
        )));
        let items = format!(
            "{}{}",
            r#"{"linkId":"a","item":["#.repeat(n),
            "]}".repeat(n)
        );
        assert!(malformed(&format!(
            r#"{{"resourceType":"QuestionnaireResponse","status":"completed","item":[{items}]}}"#
        )));
    }
}

#[test]
fn a_very_long_string_is_no_burden() {
    let long = "あ".repeat(16 << 18);
    check(
        RESEARCH,
        &format!(
            r#"{{"resourceType":"Patient","photo":[{{"title":"{long}"}}],"gender":"{long}"}}"#
        ),
        &format!(r#"{{"resourceType":"Patient","gender":"{long}"}}"#),
    );
}

#[test]
fn words_and_numbers_that_are_none_are_refused_where_they_would_be_kept() {
    for value in [
        "truE", "tru", "nul", "01", "1.", "+1", "NaN", "'a'", "\"a\tb\"", "\"\\x\"",
    ] {
        assert!(
            malformed(&format!(
                r#"{{"resourceType":"Patient","multipleBirthInteger":{value}}}"#
            )),
            "{value}"
        );
        assert!(
            malformed(&format!(
                r#"{{"resourceType":"Patient","nickname":{value}}}"#
            )),
            "{value}"
        );
    }
}

#[test]
fn a_record_stored_under_another_type_is_refused() {
    let mut other = record(r#"{"resourceType":"Patient","gender":"male"}"#, Some(7));
    other.head.kind = "Observation".into();
    let mut transform = FhirTransform::compile(&rules(RESEARCH), Unlisted::Drop, r4())
        .unwrap()
        .reading(sekisho_model::lexicon::Lexicon::believing());
    assert!(matches!(
        transform.push(&other, &Known),
        Err(Held::Malformed(_))
    ));
}

#[test]
fn a_transform_that_breaks_its_contract_stops_the_delivery() {
    struct Liar(fn(&Column) -> Column);
    impl Transforms for Liar {
        fn apply(
            &mut self,
            _: u16,
            _: u16,
            _: SiteKind,
            _: &[Subject],
            values: &Column,
        ) -> Result<Column, TransformError> {
            Ok((self.0)(values))
        }
    }
    let lies: [fn(&Column) -> Column; 4] = [
        |_| Column::new(),
        |values| Column {
            offsets: vec![0; values.len() + 1],
            data: Vec::new(),
            valid: vec![true; values.len() + 1],
        },
        |values| Column {
            offsets: (0..=values.len() as u32).rev().collect(),
            data: vec![b'a'; 9],
            valid: vec![true; values.len()],
        },
        |values| Column {
            offsets: (0..=values.len() as u32).collect(),
            data: vec![0xFF; values.len()],
            valid: vec![true; values.len()],
        },
    ];
    for lie in lies {
        let mut transform = FhirTransform::compile(&rules(RESEARCH), Unlisted::Drop, r4())
            .unwrap()
            .reading(sekisho_model::lexicon::Lexicon::believing());
        transform.push(&record(r#"{"resourceType":"Patient","id":"me","gender":"male","birthDate":"1970-01-01"}"#, Some(7)), &Known).unwrap();
        let stopped = transform.flush(&mut Liar(lie), &mut |_, _| Ok(()));
        assert!(matches!(stopped, Err(TransformError::Module { .. })));
    }
}
