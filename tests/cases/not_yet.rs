//! What a profile may ask for and this version can't do yet: such a delivery is refused by name,
//! nothing of it leaves, and the ledger says so.

use std::fs;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::{ours, text_of};

const KEY: &str = "  key scope study\n  dates shift";

/// The line that replaces the profile's key line, and what the refusal calls it.
const ASKED: [(&str, &str); 5] = [
    (
        "key scope study\n  release { k 5 on patient.sex suppress }\n  table patient { sex: keep }",
        "k",
    ),
    (
        "key scope study\n  release { k 5 on patient.sex suppress; l 2 on diagnosis.code suppress }\n  table patient { sex: keep }\n  table diagnosis { code: keep }",
        "k",
    ),
    (
        "key scope study\n  release { singular suppress }",
        "singular",
    ),
    (
        "key scope study\n  release { heads looked at }",
        "heads looked at",
    ),
    ("key scope study\n  release { heads drop }", "heads drop"),
];

#[test]
fn what_no_engine_does_yet_is_refused_by_name() {
    let bank = Bank::small_consented();
    for (line, name) in ASKED {
        load(&bank, line);
        let (ran, out) = bank.extract("sinusitis_broad", "sato");
        ran.ends(1).says(&[
            &format!("プロファイル research_pseudonymized の求める「{name}」を、この版はまだ実行できません"),
            &format!("profile research_pseudonymized asks for '{name}', which this version can't carry out yet"),
        ]);
        assert!(!out.exists(), "{line}: a folder was left");
        let left = fs::read_dir(out.parent().expect("a folder")).expect("it is there");
        let names: Vec<_> = left
            .map(|entry| entry.expect("an entry").file_name())
            .filter(|file| file.to_string_lossy().contains("out-"))
            .collect();
        assert!(names.is_empty(), "{line}: {names:?} was left");
        let ledger = bank.ledger();
        let last = ledger.last().expect("an entry");
        assert_eq!(
            last.get("kind").and_then(Json::text),
            Some("aborted"),
            "{line}"
        );
        assert!(
            last.write()
                .contains(&format!("asks for '{}'", name.replace('"', "\\\""))),
            "{line}: {}",
            last.write()
        );
    }
    // The same bank under the profile as it was: nothing but the line stood in the way.
    load(&bank, "key scope study");
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 2);
}

/// The synthea example with another key line in its profile, in force at this bank.
fn load(bank: &Bank, line: &str) {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let mut changed = 0;
    for file in fs::read_dir(package.join("policies")).expect("policies") {
        let path = file.expect("a file").path();
        let text = text_of(&path);
        changed += text.matches(KEY).count();
        let put = text.replace(KEY, &format!("  {line}\n  dates shift"));
        fs::write(&path, put).expect("it is written");
    }
    assert_eq!(changed, 1, "one profile has this key line");
    let bundle = scratch.path("bundle");
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    bank.run(["bank", "load"], [bundle]).done();
}
