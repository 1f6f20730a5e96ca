//! `sekisho check --fix`: slips are mended and said, decisions are left to people.

use std::fs;
use std::process::Command;

const HEADER: &str = "sekisho 1\npackage t\nuse model oncology 2026.1\n";

#[test]
fn slips_are_mended_and_what_is_a_decision_is_left_with_its_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policies/a.seki");
    fs::create_dir(folder.path().join("policies")).expect("a folder");
    fs::write(
        folder.path().join("sekisho.yaml"),
        "name: t\nversion: 1.0.0\nmodel: oncology 2026.1\n",
    )
    .expect("a manifest");
    let slips = format!(
        "{HEADER}\npurpos research｛ label　ja 「研究」 en \"Research\" }}\npurpose outcomes under reserch\n"
    );
    fs::write(&path, slips).expect("a policy");
    let check = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sekisho"))
            .arg("check")
            .args(args)
            .current_dir(folder.path())
            .output()
            .expect("the binary runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, out, err) = check(&["--fix"]);
    assert_eq!(
        err,
        "policies/a.seki:5:1 SK0109 purpos → purpose\npolicies/a.seki:5:16 SK0101 ｛ → {\npolicies/a.seki:5:27 SK0101 「 → \"\npolicies/a.seki:5:30 SK0101 」 → \"\n"
    );
    assert_eq!(code, Some(1));
    assert!(out.contains("SK0201") && !out.contains("SK01"), "{out}");
    let mended = format!(
        "{HEADER}\npurpose research{{ label　ja \"研究\" en \"Research\" }}\npurpose outcomes under reserch\n"
    );
    assert_eq!(fs::read_to_string(&path).expect("the policy"), mended);

    let (_, again, err) = check(&["--fix", "--format", "json"]);
    assert_eq!(err, "", "nothing is left to mend");
    assert!(again.trim_start().starts_with('['), "{again}");
    assert_eq!(fs::read_to_string(&path).expect("the policy"), mended);
}
