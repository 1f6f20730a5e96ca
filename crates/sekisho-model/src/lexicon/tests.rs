//! Names in the places of codes, units and languages; and the words that belong there.

use super::*;
use crate::identity::Subject;

fn of(shared: Shared) -> Lexicon {
    Lexicon::shipped().with_shared(Arc::new(shared))
}

#[test]
fn a_unit_is_built_of_listed_atoms_and_nothing_else() {
    for good in [
        "mg",
        "mg/dL",
        "10*3/uL",
        "10*9/L",
        "mm[Hg]",
        "kg/m2",
        "mL/min/{1.73_m2}",
        "{score}",
        "/100{WBC}",
        "[iU]/mL",
        "U/L",
        "Cel",
        "m/s2",
        "24.h",
        "%",
        "ug/m3",
        "mol.m-3",
    ] {
        assert!(is_ucum(good), "{good}");
    }
    for bad in [
        "{YAMADA-TARO}",
        "12345678.mg",
        "mg{YAMADA}",
        "mg12345678",
        "4711",
        "m4711",
        "YAMADA",
        "",
        "mg/",
        "m.g.L.h.d.a.t",
        "10*99999/L",
        "25.mg",
        "CANARY-UNIT",
        "山田",
    ] {
        assert!(!is_ucum(bad), "{bad}");
    }
}

#[test]
fn a_language_is_one_of_the_list() {
    for good in ["ja", "en-US", "zh-Hans-CN", "de-DE"] {
        assert!(is_language(good), "{good}");
    }
    for bad in ["CANARY-LANG", "ja-YAMADA", "yamada", "", "en-US-x-4711"] {
        assert!(!is_language(bad), "{bad}");
    }
}

#[test]
fn a_display_leaves_only_as_its_own_codes_label() {
    let lexicon = of(Shared::default());
    let system = lexicon.system("http://terminology.hl7.org/CodeSystem/observation-category");
    assert!(lexicon.labels(system, "laboratory", "Laboratory"));
    assert!(!lexicon.labels(system, "laboratory", "Hanako"));
    assert!(!lexicon.labels(system, "laboratory", "Vital Signs"));
    assert!(!lexicon.labels(None, "laboratory", "Laboratory"));
}

#[test]
fn what_too_few_people_have_is_not_shared() {
    let mut tally = Tally::default();
    for n in 0..3 {
        tally.saw(Subject(n), "http://local", "often");
        tally.saw(Subject(n), "http://local", "often");
    }
    tally.saw(Subject(1), "http://local", "4711");
    tally.saw(Subject(1), "http://local", "4711");
    let lexicon = of(tally.at_least(3));
    assert!(lexicon.holds("http://local", "often"));
    assert!(!lexicon.holds("http://local", "4711"));
    assert!(!lexicon.holds("http://elsewhere", "often"));
    assert!(!lexicon.is_word("http://local"));
}

#[test]
fn a_value_of_a_required_binding_is_one_of_its_values() {
    let lexicon = of(Shared::default());
    assert!(lexicon.is_of_set(r4(), "observation-status", "final"));
    assert!(!lexicon.is_of_set(r4(), "observation-status", "CANARY"));
}
