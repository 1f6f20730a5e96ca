use sekisho_model::dates::{AgeLimit, DateTerms, SharedDates};

use super::*;

fn telling(moves: bool, ages: AgeLimit) -> Telling {
    Telling {
        moves,
        terms: DateTerms {
            numbers: vec!["Observation.component".into()],
            ages,
            ..DateTerms::default()
        },
        shared: SharedDates([("Coverage.period.end".into(), ["2015-04-01".into()].into())].into()),
    }
}

fn hidden(telling: &Telling, record: &str) -> Vec<(String, Why)> {
    let kind = record.split('"').nth(3).unwrap();
    let places = telling.places(kind, record.as_bytes());
    places
        .into_iter()
        .map(|hidden| (record[hidden.bytes].to_owned(), hidden.why))
        .collect()
}

#[test]
fn dates_that_stand_as_numbers_are_found_where_no_line_names_them() {
    let telling = telling(true, AgeLimit::AsTheyCome);
    let found = |record: &str| hidden(&telling, record);
    let number = |text: &str| vec![(text.to_owned(), Why::Number)];
    let value = |value: &str| format!(r#"{{"resourceType":"Observation",{value}}}"#);
    assert_eq!(
        found(&value(r#""valueInteger":20190302"#)),
        number("20190302")
    );
    assert_eq!(
        found(&value(
            r#""valueQuantity":{"value": 20190302.0,"unit":"d"}"#
        )),
        number("20190302.0")
    );
    assert_eq!(
        found(&value(r#""valueString":"2019-03-02""#)),
        number("\"2019-03-02\"")
    );
    assert_eq!(found(&value(r#""x":[1, 20190302]"#)), number("20190302"));
    for none in [
        r#""valueInteger":42"#,
        r#""code":{"coding":[{"code":"20190302"}]}"#,
        r#""effectiveDateTime":"2019-03-02""#,
        r#""component":[{"valueInteger":20190302}]"#,
    ] {
        assert_eq!(found(&value(none)), vec![], "{none}");
    }
    assert_eq!(
        hidden(
            &super::tests::telling(false, AgeLimit::AsTheyCome),
            &value(r#""valueInteger":20190302"#)
        ),
        vec![]
    );
}

#[test]
fn a_shared_date_is_hidden_in_its_own_element() {
    let telling = telling(true, AgeLimit::AsTheyCome);
    let found = hidden(
        &telling,
        r#"{"resourceType":"Coverage","period":{"start":"2015-04-01","end":"2015-04-01"}}"#,
    );
    assert_eq!(found, vec![("\"2015-04-01\"".into(), Why::Shared)]);
    let inside = r#"{"resourceType":"Claim","contained":[{"period":{"end":"2015-04-01"},"resourceType":"Coverage"}]}"#;
    assert_eq!(hidden(&telling, inside).len(), 1);
    let other = r#"{"resourceType":"Claim","period":{"end":"2015-04-01"}}"#;
    assert_eq!(hidden(&telling, other), vec![]);
}

#[test]
fn ages_beyond_the_limit_are_found_by_code_and_by_type() {
    let telling = telling(false, AgeLimit::UpTo(89));
    let found = |record: &str| -> Vec<String> {
        let all = hidden(&telling, record).into_iter();
        all.map(|(text, why)| {
            assert_eq!(why, Why::Age);
            text
        })
        .collect()
    };
    let of = |code: &str, value: &str| {
        format!(
            r#"{{"resourceType":"Observation","code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},{value}}}"#
        )
    };
    let quantity =
        |n: &str, unit: &str| format!(r#""valueQuantity":{{"value":{n},"code":"{unit}"}}"#);
    assert_eq!(found(&of("30525-0", &quantity("94", "a"))), ["94"]);
    assert_eq!(found(&of("30525-0", &quantity("1128", "mo"))), ["1128"]);
    assert_eq!(found(&of("30525-0", &quantity("89.9", "a"))), [""; 0]);
    assert_eq!(found(&of("8867-4", &quantity("94", "/min"))), [""; 0]);
    assert_eq!(found(&of("30525-0", r#""valueInteger":94"#)), ["94"]);
    assert_eq!(
        found(&of("30525-0", r#""valueQuantity":{"value":94}"#)),
        ["94"]
    );
    assert_eq!(
        found(&of("30525-0", r#""valueString":"94 years""#)),
        ["\"94 years\""]
    );
    assert_eq!(
        found(&of(
            "30525-0",
            r#""valueRange":{"low":{"value":80,"unit":"a"},"high":{"value":94,"unit":"a"}}"#
        )),
        ["94"]
    );
    let condition = r#"{"resourceType":"Condition","onsetAge":{"value":93,"unit":"years"},"abatementAge":{"value":40}}"#;
    assert_eq!(found(condition), ["93"]);
    let panel = of(
        "85353-1",
        r#""component":[{"code":{"coding":[{"code":"30525-0"}]},"valueQuantity":{"value":101}}]"#,
    );
    assert_eq!(found(&panel), ["101"]);
}
