//! `sekisho fmt` at the terminal: what it writes, what it leaves alone, and how it ends.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const HEADER: &str = "sekisho 1\npackage t\nuse model oncology 2026.1\n";

fn untidy() -> String {
    format!("{HEADER}purpose　a{{commercial}} # 目的\n")
}

fn tidy() -> String {
    format!("{HEADER}\npurpose a {{ commercial }}  # 目的\n")
}

fn fmt(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sekisho"))
        .arg("fmt")
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// A package of a tidy, an untidy and a broken file, and a text that is none of its business.
fn package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect(name);
    fs::create_dir(folder.path().join("policies")).expect("a folder");
    fs::create_dir(folder.path().join(".hidden")).expect("a folder");
    write(
        "sekisho.yaml",
        "name: t\nversion: 1.0.0\nmodel: oncology 2026.1\n",
    );
    write("policies/a.seki", &tidy());
    write("policies/b.seki", &untidy());
    write("policies/c.seki", &format!("{HEADER}purpose　a｛\n"));
    write("policies/note.txt", "purpose　a\n");
    write(".hidden/d.seki", &untidy());
    folder
}

#[test]
fn the_package_here_is_laid_out_and_its_broken_file_left_alone() {
    let folder = package();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let (broken, hidden) = (read("policies/c.seki"), read(".hidden/d.seki"));
    let (code, out, _) = said(&fmt(folder.path(), &["--check"], ""));
    assert_eq!(code, 1);
    assert!(
        out.contains("--- policies/b.seki\n@@ 2 @@\n package t\n use model oncology 2026.1\n-purpose　a{commercial} # 目的\n+\n+purpose a { commercial }  # 目的\n"),
        "{out}"
    );
    assert_eq!(read("policies/b.seki"), untidy(), "--check writes nothing");

    let (code, out, _) = said(&fmt(folder.path(), &[], ""));
    assert_eq!(code, 1, "the broken file is a problem");
    assert!(
        out.contains("policies/b.seki\n") && out.contains("SK0101"),
        "{out}"
    );
    assert!(
        out.contains("1 files laid out, 1 already so, 1 left as they are"),
        "{out}"
    );
    assert_eq!(read("policies/b.seki"), tidy());
    assert_eq!(read("policies/c.seki"), broken);
    assert_eq!(read(".hidden/d.seki"), hidden);
    assert_eq!(
        fs::read_dir(folder.path().join("policies"))
            .expect("it")
            .count(),
        4
    );

    let (code, _, _) = said(&fmt(
        folder.path(),
        &["policies/a.seki", "policies/b.seki", "--check"],
        "",
    ));
    assert_eq!(code, 0, "laid out twice is laid out once");
}

#[cfg(unix)]
#[test]
fn mode_and_link_stay_as_they_were() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = package();
    let (file, link) = (
        folder.path().join("policies/b.seki"),
        folder.path().join("b.seki"),
    );
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("a mode");
    symlink(&file, &link).expect("a link");
    let (code, out, err) = said(&fmt(folder.path(), &["b.seki"], ""));
    assert_eq!(code, 0, "{out}{err}");
    let meta = fs::metadata(&file).expect("the file");
    assert_eq!(meta.permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(fs::read_to_string(&file).expect("the file"), tidy());
}

#[test]
fn a_dash_reads_standard_input_and_writes_only_the_layout() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, out, _) = said(&fmt(folder.path(), &["-"], &untidy()));
    assert_eq!((code, out), (0, tidy()));
    let (code, out, err) = said(&fmt(folder.path(), &["-"], "purpose　a｛\n"));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("SK0101"), "{err}");
    let (code, out, _) = said(&fmt(folder.path(), &["--check", "-"], &untidy()));
    assert_eq!(code, 1);
    assert!(out.starts_with("--- -\n"), "{out}");
}

#[test]
fn what_is_no_policy_is_wrong_usage() {
    let folder = package();
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    for args in [
        &["empty"][..],
        &["policies/note.txt"],
        &["policies/none.txt"],
        &["-", "policies"],
    ] {
        let (code, out, err) = said(&fmt(folder.path(), args, ""));
        assert_eq!((code, out.as_str()), (2, ""), "{args:?} {err}");
        assert!(!err.is_empty());
    }
    let (code, _, err) = said(&fmt(&folder.path().join("empty"), &[], ""));
    assert_eq!(code, 2, "{err}");
    let (code, _, err) = said(&fmt(folder.path(), &["policies/none.seki"], ""));
    assert_eq!(code, 1, "{err}");
    fs::write(folder.path().join("bad.seki"), [0xff, 0xfe]).expect("a file");
    let (code, _, err) = said(&fmt(folder.path(), &["bad.seki"], ""));
    assert_eq!(code, 1);
    assert!(err.contains("UTF-8"), "{err}");
}

/// `cargo run -p sekisho-cli -- fmt FILE` mends what this finds.
#[test]
fn every_policy_file_of_the_repository_is_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["examples", "policies", "crates/sekisho-lang/src"];
    let (code, out, err) = said(&fmt(&root, &[&["--check"], &folders[..]].concat(), ""));
    assert_eq!(code, 0, "{out}{err}");
    // The goldens of problems stand so too, as far as they can be read.
    let goldens = root.join("crates/sekisho-lang/tests");
    let (_, out, _) = said(&fmt(&goldens, &["--check", "golden"], ""));
    assert!(!out.contains("\n@@ ") && !out.starts_with("--- "), "{out}");
}
