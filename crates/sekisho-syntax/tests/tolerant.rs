//! Whatever stands in the file, parsing returns, and says everything it found in one run. Random
//! edits, prefixes and missing bytes are tried in `sekisho-lang/tests/robust.rs`.

use std::path::{Path, PathBuf};

use sekisho_model::SourceText;
use sekisho_syntax::ast::Item;
use sekisho_syntax::{Parse, parse};

const HEADER: &str = "sekisho 1\npackage t\nuse model oncology 2026.1\n";

fn read(body: &str) -> Parse {
    parse(&SourceText::new("t.seki", format!("{HEADER}{body}")))
}

/// `line:column code fix`
fn said(parse: &Parse) -> Vec<String> {
    let one = |p: &sekisho_model::Problem| {
        assert!(
            !p.message.ja.is_empty() && !p.message.en.is_empty(),
            "{p:?}"
        );
        format!(
            "{}:{} {} {}",
            p.origin.line,
            p.origin.column,
            p.code_text(),
            p.fix.clone().unwrap_or_default()
        )
    };
    parse
        .problems
        .iter()
        .map(|p| one(p).trim_end().to_owned())
        .collect()
}

#[test]
fn two_broken_lines_are_two_problems_and_the_good_ones_survive() {
    let parse = read(
        "cohort c {\n  from patient\n  where age at onset betwen 3 years and 4 years\n  index frist diagnosis as onset\n  expect count between 1 and 2\n}\npurpose p\n",
    );
    assert_eq!(said(&parse), ["6:22 SK0111 between", "7:9 SK0111 first"]);
    let [Item::Cohort(cohort), Item::Purpose(_)] = parse.file.items.as_slice() else {
        panic!("{:?}", parse.file.items)
    };
    assert!(
        cohort.from.is_some()
            && cohort
                .expect
                .as_ref()
                .is_some_and(|e| (e.low, e.high) == (1, 2))
    );
}

#[test]
fn full_width_marks_each_have_their_problem_and_the_block_is_still_read() {
    let parse =
        read("purpose 目的　｛\n　label　ja　「研究」　en “x”\n　duo \"DUO:0000006\"\n｝\n");
    assert_eq!(
        said(&parse),
        [
            "4:12 SK0101 {",
            "5:11 SK0101 \"",
            "5:14 SK0101 \"",
            "5:19 SK0101 \"",
            "5:21 SK0101 \"",
            "7:1 SK0101 }"
        ]
    );
    let [Item::Purpose(purpose)] = parse.file.items.as_slice() else {
        panic!()
    };
    assert_eq!((purpose.label.ja.trim(), purpose.duo.len()), ("研究", 1));
}

#[test]
fn a_block_that_is_never_closed_ends_before_the_next_declaration() {
    let parse = read(
        "consent a {\n  form \"1\" effective from 2020-01-01\n  withdraw all {\n    results keep\n\npurpose p\nstudy s {\n  purpose p\n}\n",
    );
    assert_eq!(said(&parse), ["4:11 SK0106"]);
    assert_eq!(parse.file.items.len(), 3);
}

#[test]
fn misspelt_declarations_and_lines_find_their_word_and_their_lines_are_read() {
    let parse = read(
        "cohrot c {\n  form patient\n  where age at x >= 3 years\n}\nstudy s {\n  aproval \"1\" by \"x\" from 2020-01-01 until 2021-01-01\n}\n}\n",
    );
    assert_eq!(
        said(&parse),
        [
            "4:1 SK0109 cohort",
            "5:3 SK0110 from",
            "9:3 SK0110 approval",
            "11:1 SK0105"
        ]
    );
    assert!(matches!(&parse.file.items[0], Item::Broken { name: Some(name), .. } if name == "c"));
}

#[test]
fn reserved_words_dates_that_do_not_exist_and_lines_said_twice() {
    let parse = read(
        "purpose within\npurpose p {\n  ends 2025-02-30\n}\nstudy s {\n  data clinical\n}\nprofile q {\n  unlisted drop\n  unlisted stop\n}\n",
    );
    assert_eq!(said(&parse), ["4:9 SK0112", "6:8 SK0116", "13:3 SK0115"]);
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = format!(
        "cohort c {{\n  where {}age at x >= 3 years{}\n}}\n",
        "(".repeat(500),
        ")".repeat(500)
    );
    assert_eq!(said(&read(&deep)), ["5:73 SK0107"]);
    let braces = format!("test \"t\" {}", "{ given patient P1 ".repeat(300));
    assert!(said(&read(&braces)).iter().any(|s| s.ends_with("SK0107")));
    let calls = format!(
        "guard g {{\n  forbid any when {}x{}\n}}\n",
        "f(".repeat(60),
        ")".repeat(60)
    );
    assert!(read(&calls).problems.is_empty());
    let large = parse(&SourceText::new("t.seki", "#".repeat((1 << 20) + 1)));
    assert_eq!(large.problems[0].code_text(), "SK0108");
}

#[test]
fn hostile_files_end_soon() {
    // Each is half a mebibyte of one piece: what grows faster than the file would not end here.
    for piece in [
        "x {\n",
        "test \"\" {\n",
        "(",
        "x,\n\n\n",
        "\"",
        "[(",
        "not ",
        "a and\n",
        "｛",
        "「",
        "}\n",
        "purpose p\n",
        "\u{301}",
    ] {
        let text = piece.repeat((1 << 19) / piece.len());
        let parse = parse(&SourceText::new("t.seki", text));
        assert!(
            parse.problems.len() <= sekisho_syntax::PROBLEMS_MAX + 1,
            "{piece:?}"
        );
    }
}

#[test]
fn the_three_large_examples_are_read_without_a_problem() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("design/examples");
    let files = files_under(&folder);
    assert_eq!(files.len(), 3, "{}", folder.display());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let parse = parse(&SourceText::new(&path.to_string_lossy(), text));
        assert_eq!(said(&parse), [""; 0], "{}", path.display());
        assert!(
            parse
                .file
                .items
                .iter()
                .all(|item| !matches!(item, Item::Broken { .. }))
        );
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.filter_map(|e| e.ok().map(|e| e.path())) {
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if path.extension().is_some_and(|e| e == "seki") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The shared samples, where they are; their absence fails only where they are required.
#[expect(clippy::print_stderr, reason = "what was skipped is said")]
fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared =
        std::env::var_os("SEKISHO_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    if shared.is_dir() {
        return Some(shared);
    }
    assert!(
        std::env::var("SEKISHO_REQUIRE_SHARED").as_deref() != Ok("1"),
        "no samples at {}",
        shared.display()
    );
    eprintln!("skipped: no samples at {}", shared.display());
    None
}
