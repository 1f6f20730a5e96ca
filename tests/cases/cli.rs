//! The command line keeps its word: exit 2 and a line of help for wrong usage, both languages for
//! what a person must understand.

use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::ours;

#[test]
fn wrong_usage_ends_with_two_and_says_what_would_be_right() {
    let wrong: [&[&str]; 9] = [
        &[],
        &["no-such-command"],
        &["build"],
        &["extract"],
        &["extract", "/no/bank"],
        &["count", "/no/bank"],
        &["audit"],
        &["--lang", "fr", "check"],
        &["bank", "init"],
    ];
    for args in wrong {
        let ran = sekisho(args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.said());
        assert!(!ran.said().trim().is_empty(), "{args:?} says nothing");
    }
}

#[test]
fn help_names_every_command() {
    let help = sekisho(["--help"]).done().out;
    let commands = [
        "check", "build", "key", "seal", "verify", "bank", "ingest", "consent", "count", "extract",
        "explain", "audit", "demo", "fmt", "problem", "test",
    ];
    for command in commands {
        assert!(
            help.contains(command),
            "help does not name {command}:\n{help}"
        );
        let own = sekisho([command, "--help"]).done().out;
        assert!(
            own.contains("Usage") || own.contains("使い方"),
            "{command} --help:\n{own}"
        );
    }
}

#[test]
fn the_example_checks_without_a_problem() {
    for package in ["examples/synthea", "examples/lung"] {
        let ran = sekisho(["check".as_ref(), ours(package).as_os_str()]);
        assert_eq!(ran.code, 0, "{package}: {}", ran.said());
    }
}

#[test]
fn every_problem_of_a_broken_policy_is_said_in_one_run_with_its_line() {
    let scratch = Scratch::default();
    copy_package("examples/synthea", &scratch);
    let policy = first_policy(&scratch);
    let text = std::fs::read_to_string(&policy).expect("a policy");
    let broken = format!(
        "{text}\npurpose　研究｛\n}}\n\nstudy no_such_thing {{\n  purpose 存在しない目的\n}}\n"
    );
    std::fs::write(&policy, broken).expect("a policy");
    let package = scratch.path("package");
    let ran = sekisho(["check".as_ref(), package.as_os_str()]).refused();
    let said = ran.said();
    assert!(
        said.matches("SK").count() >= 2,
        "at least two problems:\n{said}"
    );
    let build = scratch.path("bundle");
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        build.as_os_str(),
    ])
    .refused();
    assert!(!build.exists(), "a package with problems gives no bundle");
}

#[test]
fn a_refusal_is_said_in_the_language_asked_for() {
    let bank = Bank::small();
    let ask = |lang: &[&str]| {
        let mut rest = vec!["sinusitis_broad", "--as", "tanaka", "--dry-run"];
        rest.extend(lang);
        bank.run(["extract"], rest).refused().said()
    };
    let (both, ja, en) = (ask(&[]), ask(&["--lang", "ja"]), ask(&["--lang", "en"]));
    assert!(has_japanese(&both) && has_japanese(&ja), "{both}\n{ja}");
    assert_ne!(ja, en);
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|w| w.bytes().all(|b| b.is_ascii_lowercase()))
            .count()
    };
    assert!(words(&en) >= 3 && words(&both) >= 3, "{en}\n{both}");
}

#[test]
fn every_listing_has_a_machine_form() {
    let bank = Bank::small_consented();
    bank.run(["bank", "status"], ["--format", "json"])
        .done()
        .json();
    bank.run(["audit"], ["list", "--format", "json"])
        .done()
        .json();
    bank.run(["audit"], ["patient", "pt-hanako-0001", "--format", "json"])
        .done()
        .json();
    let count = [
        "--study",
        "synthea_outcomes",
        "--cohort",
        "sinusitis",
        "--as",
        "sato",
        "--format",
        "json",
    ];
    bank.run(["count"], count).done().json();
    let ran = sekisho([
        "check".as_ref(),
        ours("examples/synthea").as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    ran.done().json();
}

#[test]
fn the_demo_tells_its_story_from_an_empty_folder() {
    let scratch = Scratch::default();
    let folder = scratch.path("demo");
    let said = sekisho(["demo".as_ref(), folder.as_os_str()]).done().said();
    assert!(
        said.contains(".seki:"),
        "one refusal quotes its line:\n{said}"
    );
    assert!(has_japanese(&said), "{said}");
    assert!(folder.exists(), "the demo leaves its bank to look at");
}

fn has_japanese(text: &str) -> bool {
    text.chars()
        .any(|c| ('ぁ'..='ヿ').contains(&c) || ('一'..='龥').contains(&c))
}

fn copy_package(package: &str, scratch: &Scratch) {
    sekisho_tests::banks::copy_folder(&ours(package), &scratch.path("package"));
}

fn first_policy(scratch: &Scratch) -> std::path::PathBuf {
    let folder = scratch.path("package/policies");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("policies/")
        .map(|e| e.expect("a file").path())
        .collect();
    files.sort();
    files
        .into_iter()
        .find(|f| f.extension().is_some_and(|e| e == "seki"))
        .expect("a .seki file")
}
