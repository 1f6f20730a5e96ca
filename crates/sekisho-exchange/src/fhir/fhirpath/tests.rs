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

#[test]
fn what_a_path_says_of_several_elements() {
    check("code.coding.where(code in ('b' | 'z')).system", &["s2"]);
    check("code.coding.code in ('a' | 'b')", &[]);
    check("code.coding.all(system.startsWith('s'))", &["true"]);
    check("code.coding.exists(code = 'b')", &["true"]);
    check("name.given.count()", &["3"]);
    check("name.given.last()", &["Z"]);
    check("name.given.join('/')", &["X/Y/Z"]);
    check("name.where($this.given.count() > 1).given.first()", &["X"]);
    check(
        "name.first().given.where(%resource.status = 'final')",
        &["X", "Y"],
    );
    check("'it\\'s'", &["it's"]);
}

#[test]
fn and_or_and_not_have_three_values() {
    check("absent = 'x' or status = 'final'", &["true"]);
    check("absent = 'x' and status = 'final'", &[]);
    check("absent = 'x' and status = 'no'", &["false"]);
    check("(absent = 'x').not()", &[]);
}

#[test]
fn sums_are_exact_and_what_is_no_number_is_nothing() {
    check("value.ofType(Quantity).value + 0.20", &["1.30"]);
    check("6000 / 100", &["60"]);
    check("1 / 3", &["0.333333333333"]);
    check("1 / 0", &[]);
    check(
        "value.ofType(Quantity).where(unit.empty()).select('?')",
        &["?"],
    );
    check(
        "value.ofType(Quantity).where(unit.exists()).select('?')",
        &[],
    );
    check("value.ofType(Quantity).value = 1.1", &["true"]);
    check("0.1 + 0.2 = 0.3", &["true"]);
    check("status + 1", &[]);
    check("1 + 2 * 3 - -1", &["8"]);
}

#[test]
fn constants_are_put_in_and_an_unknown_one_is_an_error() {
    let systems = Constants::from([(
        "My systems".to_owned(),
        Constant::Texts(vec!["s2".into(), "s9".into()]),
    )]);
    let path = Path::with("code.coding.where(system in %`My systems`).code", &systems).unwrap();
    let tree = Tree::parse(RECORD.as_bytes()).unwrap();
    let found: Vec<String> = path.items(At::root(&tree)).iter().map(show).collect();
    assert_eq!(found, ["b"]);
    assert!(Path::compile("code.where(system in %other)").is_err());
    assert!(Path::compile("now()").is_err(), "there is no clock");
}

#[test]
fn a_path_that_is_too_deep_is_refused_and_does_not_run_out_of_stack() {
    let deep = format!("{}status{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Path::compile(&deep).is_err());
    assert!(Path::compile(&format!("a{}", ".a".repeat(100_000))).is_err());
}
