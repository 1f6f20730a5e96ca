//! Twenty seeded defects, and the real records that have none.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use sekisho_model::catalog::r4;

use super::*;

const GOOD: &str = r##"{"resourceType":"Observation","id":"o-1","contained":[{"resourceType":"Device","id":"d"}],"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8302-2","display":"身長"}],"text":"身長"},"subject":{"reference":"Patient/p"},"device":{"reference":"#d"},"effectiveDateTime":"2020-02-29T10:00:00+09:00","valueQuantity":{"value":170.10,"unit":"cm"},"interpretation":[{"coding":[{"code":"N"}]}],"note":[{"text":"一行目\n二行目"}],"component":[{"code":{"text":"x"},"valueInteger":0}]}"##;

/// The good record with one change must have exactly this fault.
#[track_caller]
fn defect(from: &str, to: &str, path: &str, kind: FaultKind) {
    let bad = GOOD.replacen(from, to, 1);
    assert_ne!(bad, GOOD, "the change must change something");
    assert_eq!(
        check(bad.as_bytes(), r4()),
        [Fault {
            path: path.into(),
            kind
        }]
    );
}

#[test]
fn the_good_record_has_no_fault() {
    assert_eq!(check(GOOD.as_bytes(), r4()), []);
}

macro_rules! defects {
    ($($name:ident: $from:expr => $to:expr, $path:expr, $kind:expr;)*) => {$(
        #[test]
        fn $name() {
            defect($from, $to, $path, $kind);
        }
    )*};
}

defects! {
    d01_a_required_element_is_missing: r#""status":"final","# => "", "Observation.status", FaultKind::Missing;
    d02_an_unknown_element: r#""status""# => r#""nickname":"x","status""#, "Observation", FaultKind::UnknownElement;
    d03_an_unknown_element_deep_inside: r#""unit":"cm""# => r#""units":"cm""#, "Observation.valueQuantity", FaultKind::UnknownElement;
    d04_two_of_a_choice: r#""valueQuantity""# => r#""valueString":"x","valueQuantity""#, "Observation.valueQuantity", FaultKind::TwoOfAChoice;
    d05_a_code_outside_its_value_set: r#""final""# => r#""finished""#, "Observation.status", FaultKind::WrongCode("observation-status");
    d06_an_empty_object: r#"{"reference":"Patient/p"}"# => "{}", "Observation.subject", FaultKind::Empty;
    d07_an_empty_array: r#"[{"text":"一行目\n二行目"}]"# => "[]", "Observation.note", FaultKind::Empty;
    d08_an_empty_string: r#""身長"}],"# => r#"""}],"#, "Observation.code.coding[0].display", FaultKind::Empty;
    d09_a_number_as_text: "170.10" => r#""170.10""#, "Observation.valueQuantity.value", FaultKind::WrongType("decimal");
    d10_a_day_that_is_none: "2020-02-29T" => "2020-02-32T", "Observation.effectiveDateTime", FaultKind::WrongForm("dateTime");
    d11_a_time_without_its_zone: "10:00:00+09:00" => "10:00:00", "Observation.effectiveDateTime", FaultKind::WrongForm("dateTime");
    d12_an_id_that_is_none: "o-1" => "o 1", "Observation.id", FaultKind::WrongForm("id");
    d13_one_where_many_belong: r#"[{"coding":[{"code":"N"}]}]"# => r#"{"coding":[{"code":"N"}]}"#, "Observation.interpretation", FaultKind::NotMany;
    d14_many_where_one_belongs: r#""final""# => r#"["final"]"#, "Observation.status", FaultKind::NotSingle;
    d15_a_null_member: r#""final""# => "null", "Observation.status", FaultKind::Null;
    d16_a_local_reference_to_nothing: r##""#d""## => r##""#e""##, "Observation.device", FaultKind::LocalReference;
    d17_a_broken_integer: r#""valueInteger":0"# => r#""valueInteger":0.5"#, "Observation.component[0].valueInteger", FaultKind::WrongForm("integer");
    d18_a_required_element_deep_inside: r#"{"code":{"text":"x"},"valueInteger":0}"# => r#"{"valueInteger":0}"#, "Observation.component[0].code", FaultKind::Missing;
    d19_an_extension_that_says_nothing: r#""status""# => r#""extension":[{"url":"http://x"}],"status""#, "Observation.extension[0]", FaultKind::ExtensionContent;
    d20_a_contained_resource_of_no_kind: r#"{"resourceType":"Device","id":"d"}"# => r#"{"resourceType":"Gadget"},{"resourceType":"Device","id":"d"}"#, "Observation.contained[0]", FaultKind::UnknownResource;
    d21_the_same_key_twice: r#""final""# => r#""final","status":"final""#, "", FaultKind::Json("the same key stands twice");
    d22_a_sibling_that_is_no_element: r#""final""# => r#""final","_status":"x""#, "Observation._status", FaultKind::WrongType("Element");
    d23_an_object_where_a_value_belongs: r#""final""# => r#"{"a":1}"#, "Observation.status", FaultKind::WrongType("code");
    d24_a_code_with_two_blanks: r#""code":"8302-2""# => r#""code":"8302  2""#, "Observation.code.coding[0].code", FaultKind::WrongForm("code");
    d25_an_extension_without_url: r#""status""# => r#""extension":[{"valueCode":"x"}],"status""#, "Observation.extension[0].url", FaultKind::Missing;
}

#[test]
fn values_and_siblings_stand_in_step() {
    let name = |name: &str| {
        check(
            format!(r#"{{"resourceType":"Patient","name":[{{{name}}}]}}"#).as_bytes(),
            r4(),
        )
    };
    let ext = r#"{"extension":[{"url":"http://x","valueCode":"c"}]}"#;
    assert_eq!(
        name(&format!(r#""given":["a",null],"_given":[null,{ext}]"#)),
        []
    );
    assert_eq!(
        name(&format!(
            r#""given":["a",null,null],"_given":[null,{ext},null]"#
        )),
        []
    );
    assert_eq!(name(&format!(r#""_given":[{ext}]"#)), []);
    assert_eq!(name(r#""given":["a",null]"#)[0].kind, FaultKind::Null);
    assert_eq!(
        name(r#""given":[null],"_given":[null]"#)[0].kind,
        FaultKind::Null
    );
    assert_eq!(name(r#""_given":[null]"#)[0].kind, FaultKind::Null);
    assert_eq!(
        name(&format!(r#""given":["a"],"_given":[null,{ext}]"#))[0].kind,
        FaultKind::OutOfStep
    );
    assert_eq!(
        name(r#""given":["a"],"_given":[{}]"#)[0].kind,
        FaultKind::Empty
    );
}

#[test]
fn a_reason_stands_in_for_a_required_value() {
    let reason = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"#;
    let json = format!(
        r#"{{"resourceType":"Observation","_status":{reason},"code":{reason},"subject":{reason}}}"#
    );
    assert_eq!(check(json.as_bytes(), r4()), []);
}

#[test]
fn what_is_no_json_says_so() {
    for bad in [
        "",
        "[]",
        "{",
        r#"{"resourceType":"Patient"} x"#,
        r#"{"resourceType":"Patient",}"#,
        "{\"resourceType\":\"Patient\",\"gender\":\"a\nb\"}",
    ] {
        assert!(
            matches!(check(bad.as_bytes(), r4())[0].kind, FaultKind::Json(_)),
            "{bad}"
        );
    }
    assert!(matches!(
        check(&[0x7B, 0xFF, 0x7D], r4())[0].kind,
        FaultKind::Json(_)
    ));
    let deep = format!(r#"{{"resourceType":"Patient","x":{}"#, "[".repeat(100_000));
    assert!(matches!(
        check(deep.as_bytes(), r4())[0].kind,
        FaultKind::Json(_)
    ));
}

/// All 117,711 records of the 400 patients are valid before anything is done to them.
#[test]
fn every_record_of_the_400_is_valid() {
    let shared = std::env::var_os("SEKISHO_SHARED").map(PathBuf::from);
    let folder = shared
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"))
        .join("data/fhir/synthea-bulk-400");
    let Ok(files) = std::fs::read_dir(&folder) else {
        assert!(
            std::env::var("SEKISHO_REQUIRE_SHARED").as_deref() != Ok("1"),
            "samples are required but absent"
        );
        println!("samples are absent; skipped");
        return;
    };
    let files: Vec<_> = files
        .map(|f| f.unwrap().path())
        .filter(|f| f.extension().is_some_and(|e| e == "gz"))
        .collect();
    let count = |files: &[PathBuf]| -> usize { files.iter().map(|file| valid_lines(file)).sum() };
    let total: usize = std::thread::scope(|scope| {
        let halves = [
            files.iter().step_by(2).cloned().collect::<Vec<_>>(),
            files.iter().skip(1).step_by(2).cloned().collect(),
        ];
        let work = halves.map(|half| scope.spawn(move || count(&half)));
        work.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert_eq!(total, 117_711);
}

fn valid_lines(file: &std::path::Path) -> usize {
    let lines = BufReader::new(flate2::read::GzDecoder::new(
        std::fs::File::open(file).unwrap(),
    ))
    .lines();
    lines
        .map(|line| line.unwrap())
        .inspect(|line| assert_eq!(check(line.as_bytes(), r4()), [], "{}", file.display()))
        .count()
}
