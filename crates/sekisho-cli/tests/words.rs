//! The binary speaks. This also makes `cargo test` build it for the stories of `tests/`.

use std::process::Command;

#[test]
fn help_names_every_command_in_both_languages_and_ends_well() {
    let output = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .arg("--help")
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success());
    for word in [
        "check",
        "extract",
        "consent",
        "audit",
        "関所",
        "a medical data bank",
    ] {
        assert!(text.contains(word), "{word} is missing from\n{text}");
    }
}

#[test]
fn wrong_usage_ends_with_two_and_one_line_of_help() {
    let output = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .arg("extrac")
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text.lines().count(), 2, "{text}");
}
