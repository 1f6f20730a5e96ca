//! The manual of problems is what the binary writes, and the binary tells where to read it.

use sekisho_tests::banks::Scratch;
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::ours;

#[test]
fn the_manual_of_problems_is_as_the_binary_writes_it() {
    let written = sekisho(["problem", "--format", "markdown"]).done().out;
    let path = ours("docs/problems.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &written).expect("docs can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(written.lines()).find(|(a, b)| a != b);
    assert!(
        kept == written,
        "docs/problems.md is old: {differs:?}; UPDATE_GOLDEN=1 writes it anew, read what changed"
    );
}

#[test]
fn a_page_reads_in_the_language_asked_for() {
    let ja = sekisho(["problem", "SK0413", "--lang", "ja"]).done().out;
    let en = sekisho(["problem", "413", "--lang", "en"]).done().out;
    for (text, words) in [
        (&ja, ["SK0413", "なぜ大事か", "代わりに"]),
        (&en, ["SK0413", "Why it matters", "Write instead"]),
    ] {
        for word in words {
            assert!(text.contains(word), "{word} is missing from\n{text}");
        }
    }
    assert!(!en.contains('か') && !ja.contains("matters"), "{en}\n{ja}");
    let page = sekisho(["problem", "sk0413", "--format", "json"])
        .done()
        .json();
    assert_eq!(page.at("code").and_then(|c| c.text()), Some("SK0413"));
}

#[test]
fn a_code_that_does_not_exist_is_wrong_usage() {
    let _ = sekisho(["problem", "SK9999"]).ends(2);
}

#[test]
fn the_list_names_every_code_once() {
    let list = sekisho(["problem"]).done().out;
    let codes: Vec<&str> = list.lines().filter_map(|l| l.split(' ').next()).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert!(codes.len() > 100 && sorted == codes, "{list}");
}

#[test]
fn check_says_once_how_to_read_more_and_its_machine_form_stays_a_list() {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    std::fs::create_dir_all(package.join("policies")).expect("a folder");
    let manifest = "name: t\nversion: \"1\"\nmodel: oncology 2026.1\n";
    std::fs::write(package.join("sekisho.yaml"), manifest).expect("a file");
    let policy = "sekisho 1\npackage t\nuse model oncology 2026.1\npurpose a\npurpose a\npurpose b under c\n";
    std::fs::write(package.join("policies/t.seki"), policy).expect("a file");
    let said = sekisho(["check".as_ref(), package.as_os_str()])
        .refused()
        .out;
    assert_eq!(said.matches("sekisho problem SK").count(), 2, "{said}");
    let check = ["check".as_ref(), package.as_os_str()].into_iter();
    let list = sekisho(check.chain(["--format".as_ref(), "json".as_ref()]))
        .refused()
        .json();
    assert_eq!(list.items().len(), 2, "{list:?}");
}
