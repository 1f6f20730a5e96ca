//! What a profile may ask for and this version can't do yet: such a delivery is refused by name,
//! nothing of it leaves, and the ledger says so.

use std::fs;

use sekisho_tests::Json;
use sekisho_tests::banks::Bank;

/// The line that replaces the profile's key line, and what the refusal calls it.
const ASKED: [(&str, &str); 3] = [
    (
        "key scope study\n  release { singular suppress }",
        "singular, fhir R4",
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
        bank.load_with_key_line(line);
        let (ran, out) = bank.extract("sinusitis_broad", "sato");
        ran.ends(1).says(&[
            &format!(
                "プロファイル research_coded の求める「{name}」を、この版はまだ実行できません"
            ),
            &format!(
                "profile research_coded asks for '{name}', which this version can't carry out yet"
            ),
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
    bank.load_with_key_line("key scope study");
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 2);
}
