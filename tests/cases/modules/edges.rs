//! What generated values don't show: stages without code, bytes that are no text, a delivery from
//! outside whose condition reads the bank's own row of a person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sekisho_lang::data_model::oncology;
use sekisho_lower::module::module;
use sekisho_model::Origin;
use sekisho_model::identity::Subject;
use sekisho_model::profile::{Action, FieldRule};
use sekisho_model::transform::{Column, SiteKind, Transforms};
use sekisho_plugin::{Engines, Module, ModuleRunner};
use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::{ours, text_of};

use super::{Plain, column, profile};

#[test]
fn what_has_no_code_is_no_such_rule_and_the_module_runs_on() {
    let rule = |action| FieldRule {
        selectors: Vec::new(),
        actions: vec![action],
        when: None,
        origin: Origin::built_in(),
    };
    let rules = [
        Action::MaskBurnedIn { ocr: false },
        Action::Shift,
        Action::Keep,
    ]
    .map(rule);
    let profile = profile(rules.into(), None);
    let bytes = module(&profile, oncology());
    let loaded = Module::load(Engines::shared(), &bytes).expect("it is a module");
    let mut runner = ModuleRunner::new(&loaded, &profile, Arc::new(Plain));
    let (subjects, values) = column(&[(Subject(1), Some("2020-01-01".into()))]);
    for (number, runs) in [(0, false), (1, false), (2, true), (3, false)] {
        let answer = runner.apply(number, 0, SiteKind::Value, &subjects, &values);
        assert_eq!(answer.is_ok(), runs, "rule {number}");
    }
    assert!(
        runner.holds(2, &subjects, &values).is_err(),
        "it has no condition"
    );
}

#[test]
fn what_is_not_utf8_leaves_nothing_and_the_rest_is_counted_in_characters() {
    let rule = FieldRule {
        selectors: Vec::new(),
        actions: vec![Action::First(1)],
        when: None,
        origin: Origin::built_in(),
    };
    let profile = profile(vec![rule], None);
    let bytes = module(&profile, oncology());
    let loaded = Module::load(Engines::shared(), &bytes).expect("it is a module");
    let mut runner = ModuleRunner::new(&loaded, &profile, Arc::new(Plain));
    // Where RFC 3629 draws its lines.
    let edges = [
        0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
        0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ];
    let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
    for length in 0..4 {
        let longer = texts.iter().filter(|text| text.len() == length);
        // Of four bytes only what begins like a character of four.
        let longer = longer.filter(|text| length < 3 || text[0] >= 0xf0);
        let longer = longer.flat_map(|text| edges.map(|byte| [text.as_slice(), &[byte]].concat()));
        texts.extend(longer.collect::<Vec<_>>());
    }
    let mut values = Column::new();
    texts.iter().for_each(|text| values.push(Some(text)));
    let subjects = vec![Subject(1); texts.len()];
    let out = runner.apply(0, 0, SiteKind::Value, &subjects, &values);
    let out = out.expect("it runs");
    for (row, text) in texts.iter().enumerate() {
        let meant = std::str::from_utf8(text).ok();
        let meant = meant.map(|text| text.chars().take(1).collect::<String>());
        let got = out.get(row);
        assert_eq!(got, meant.as_deref().map(str::as_bytes), "{text:02x?}");
    }
}

/// A condition on the patient reads the bank's own row of that person, in a delivery from outside.
#[test]
fn what_a_rule_does_to_women_only_it_does_to_women_only() {
    let bank = Bank::small_consented();
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let path = package.join("policies/profiles.seki");
    let (before, rule) = (
        "    \"Patient.birthDate\": year\n",
        "    \"Condition.recordedDate\": shift then month when patient.sex = \"female\" unknown exclude\n",
    );
    let text = text_of(&path);
    assert!(text.contains(before));
    let text = text.replacen(before, &format!("{before}{rule}"), 1);
    std::fs::write(&path, text).expect("it is written");
    let bundle = scratch.path("bundle");
    let build = [
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ];
    sekisho(build).done();
    bank.run(["bank", "load"], [bundle]).done();
    let mut sexes = BTreeMap::new();
    let mut lengths = BTreeMap::new();
    bank.delivered("sinusitis_broad", "sato").each(|record| {
        let text = |path: &str| record.json.at(path).and_then(Json::text).map(str::to_owned);
        match record.kind() {
            "Patient" => _ = sexes.insert(text("id"), text("gender")),
            "Condition" => {
                let whose = text("subject.reference").expect("a subject");
                let id = whose.strip_prefix("Patient/").map(str::to_owned);
                lengths.insert(id, text("recordedDate").expect("a date").len());
            }
            _ => {}
        }
    });
    let met: BTreeSet<(Option<String>, usize)> = lengths
        .into_iter()
        .map(|(id, length)| (sexes[&id].clone(), length))
        .collect();
    assert_eq!(
        met,
        BTreeSet::from([(Some("female".into()), 7), (Some("male".into()), 10)])
    );
}
