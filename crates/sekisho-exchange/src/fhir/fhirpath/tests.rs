//! Small paths over small records.

use super::*;

const RECORD: &str = r#"{"resourceType":"Observation","deceasedBoolean":false,"status":"final","statusReason":"no",
        "code":{"coding":[{"system":"s1","code":"a"},{"system":"s2","code":"b"}]},
        "name":[{"given":["X","Y",null]},{"given":["Z"]}],"valueQuantity":{"value":1.10,"code":"mg"}}"#;

fn check(path: &str, expect: &[&str]) {
    let tree = Tree::parse(RECORD.as_bytes()).unwrap();
    let path = Path::compile(path).unwrap();
    let found: Vec<String> = path.items(At::root(&tree)).iter().map(show).collect();
    assert_eq!(found, expect, "{path:?}");
}

fn show(item: &Item<'_, '_>) -> String {
    match item {
        Item::Bool(value) | Item::Node(Tree::Bool(value)) => value.to_string(),
        Item::Node(Tree::Number(digits)) => (*digits).to_owned(),
        Item::Number(number) => number.to_string(),
        item => item.text().unwrap_or("…").to_owned(),
    }
}

#[test]
fn paths_lead_through_objects_and_arrays() {
    check("code.coding.code", &["a", "b"]);
    check("name.given", &["X", "Y", "Z"]);
    check("name[1].given", &["Z"]);
    check("name.given.first()", &["X"]);
    check("code.coding.where(system = 's2').code", &["b"]);
    check(
        "code.coding.where(system = 's2' or code = 'a').code",
        &["a", "b"],
    );
    check(
        "nothing.here | status | code.coding[0].code",
        &["final", "a"],
    );
    check("{}", &[]);
}

#[test]
fn choices_are_found_by_type_and_never_by_a_longer_name() {
    check("value.ofType(Quantity).value", &["1.10"]);
    check("value.code", &["mg"]);
    check("value.ofType(string)", &[]);
    check("deceased", &["false"]);
    check("stat", &[]);
}

#[test]
fn tests_have_two_values_and_absence_is_nothing() {
    check("status = 'final'", &["true"]);
    check("status != 'final'", &["false"]);
    check("absent = 'final'", &[]);
    check("absent.exists() or code.coding.exists()", &["true"]);
    check("absent.empty() and status.exists().not()", &["false"]);
    check("code.coding.code = 'a'", &["false"]);
    let tree = Tree::parse(RECORD.as_bytes()).unwrap();
    assert!(!Path::compile("deceased").unwrap().holds(At::root(&tree)));
    assert!(!Path::compile("absent").unwrap().holds(At::root(&tree)));
    assert!(Path::compile("status").unwrap().holds(At::root(&tree)));
}

#[test]
fn what_is_not_understood_is_an_error() {
    for bad in [
        "",
        "a.",
        "a.resolve()",
        "a.where(",
        "a b",
        "a[x]",
        "a.ofType(Banana)",
        "a & b",
        "'open",
    ] {
        assert!(Path::compile(bad).is_err(), "{bad}");
    }
}
