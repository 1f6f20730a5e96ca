//! Small files before and after; generated ones in `generated`.

mod generated;

use sekisho_model::SourceText;

use super::{format, meaning, would_change};

const HEADER: &str = "sekisho 1\npackage t\nuse model oncology 2026.1\n";

fn text(text: &str) -> SourceText {
    SourceText::new("t.seki", text.to_owned())
}

/// A whole file and its layout, which is its own layout.
fn check_file(before: &str, after: &str) {
    assert_eq!(format(&text(before)).as_deref(), Ok(after));
    assert_eq!(format(&text(after)).as_deref(), Ok(after), "not stable");
}

/// The same for what stands below the header.
fn check(before: &str, after: &str) {
    check_file(
        &format!("{HEADER}\n{before}"),
        &format!("{HEADER}\n{after}"),
    );
}

#[test]
fn words_stand_one_blank_apart_and_marks_close_to_theirs() {
    check(
        "\u{3000}purpose\u{3000}a\t under   b\r\nclass c=clinical,medication , report",
        "purpose a under b\nclass c = clinical, medication, report\n",
    );
    check(
        "guard g{forbid any when not(request.network in[ \"a\",\"b\" ]and record.age>=20years)or covered( purpose :request.purpose )\nbecause ja\"理\"en \"w\"}",
        "guard g {\n  forbid any when not (request.network in [\"a\", \"b\"] and record.age >= 20 years)\n      or covered(purpose: request.purpose)\n  because ja \"理\" en \"w\"\n}\n",
    );
    check(
        "profile p { dicom { tag( 0010,0020 ):pseudonym; pixels mask( ocr:yes )else quarantine } }\nplugin m 1.0 from \"r\" digest \"d\" { function f( a:Text , b:Bool )->Text  deterministic }",
        "profile p { dicom { tag (0010,0020): pseudonym; pixels mask(ocr: yes) else quarantine } }\nplugin m 1.0 from \"r\" digest \"d\" { function f(a: Text, b: Bool) -> Text deterministic }\n",
    );
}

#[test]
fn a_block_stays_on_its_line_while_it_fits() {
    check(
        "purpose a{commercial;ends 2030-03-31}\npurpose b {\n commercial }\npurpose c { }\npurpose d {\n}",
        "purpose a { commercial; ends 2030-03-31 }\npurpose b {\n  commercial\n}\npurpose c { }\npurpose d { }\n",
    );
    // A hundred columns fit, a hundred and one do not: the characters of the label are two wide.
    let label = "表".repeat(37) + "x";
    let fits = format!("purpose a {{ label ja \"{label}\" }}\n");
    check(&fits, &fits);
    check(
        &format!("purpose a {{ label ja \"{label}y\" }}\n"),
        &format!("purpose a {{\n  label ja \"{label}y\"\n}}\n"),
    );
    check(
        "test \"t\" { given patient P1 { birth_date 1960-05-01; diagnosis { code \"C34.1\"; date 2025-01-10; stage unknown } }; at 2026-01-01 }",
        "test \"t\" {\n  given patient P1 {\n    birth_date 1960-05-01\n    diagnosis { code \"C34.1\"; date 2025-01-10; stage unknown }\n  }\n  at 2026-01-01\n}\n",
    );
}

#[test]
fn statements_that_are_too_long_go_on_after_a_comma_or_before_and() {
    let names: Vec<String> = (0..20).map(|n| format!("c{n:02}")).collect();
    check(
        &format!("class all_of_them = {}", names.join(",\n")),
        "class all_of_them = c00, c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, c11, c12, c13, c14, c15,\n    c16, c17, c18, c19\n",
    );
    check(
        "cohort c {\n  where age between 20 years and 89 years unknown exclude and sex = \"male\" unknown exclude or\n  sex = \"female\" unknown exclude\n}",
        "cohort c {\n  where age between 20 years and 89 years unknown exclude and sex = \"male\" unknown exclude\n      or sex = \"female\" unknown exclude\n}\n",
    );
}

#[test]
fn lines_that_continue_a_rule_or_an_item_stand_deeper() {
    check(
        "consent f {\nitem \"1\" grants a\n\n  # the printed sentence\nsays ja \"x\" en \"y\"\ndefault refuse\n}\naccess s {\nallow read to a on b\nwhen request.network is \"r\"\n     require justification\n}",
        "consent f {\n  item \"1\" grants a\n    # the printed sentence\n    says ja \"x\" en \"y\"\n  default refuse\n}\naccess s {\n  allow read to a on b\n    when request.network is \"r\"\n    require justification\n}\n",
    );
}

#[test]
fn comments_stay_where_they_stood() {
    check(
        "# before\n   purpose a{# on the brace\n\n\n# inside\ncommercial# on the line\n; # after the semicolon\n\n# last inside\n\n}# behind the brace\n\n\n\n# at the end   \n#  and its last line",
        "# before\npurpose a {  # on the brace\n  # inside\n  commercial  # on the line\n  # after the semicolon\n\n  # last inside\n}  # behind the brace\n\n# at the end\n#  and its last line\n",
    );
    check(
        "codelist c {\n  include \"1\",# one\n\n # of its own\n\"2\"and below # two\n}\ncohort c {\n  where a = 1 # first\n    and b = 2\n}",
        "codelist c {\n  include \"1\",  # one\n      # of its own\n      \"2\" and below  # two\n}\ncohort c {\n  where a = 1  # first\n      and b = 2\n}\n",
    );
    check_file(
        &format!("\u{feff}#! first line\n\n{HEADER}#only a comment"),
        &format!("#! first line\n\n{HEADER}#only a comment\n"),
    );
}

#[test]
fn the_header_comes_first_with_its_comments() {
    check_file(
        "# file\npurpose a\n\n# which model\nuse model oncology 2026.1\nuse t.b\npackage t # named\nsekisho 1\npurpose b",
        "sekisho 1\npackage t  # named\n\n# which model\nuse model oncology 2026.1\nuse t.b\n\n# file\npurpose a\npurpose b\n",
    );
}

#[test]
fn a_file_with_problems_is_left_alone_with_all_of_them() {
    let broken = format!("{HEADER}purpose　研究　｛\n｝\nuse\n");
    let problems = format(&text(&broken)).unwrap_err();
    let codes: Vec<String> = problems.iter().map(|p| p.code_text()).collect();
    assert_eq!(codes, ["SK0101", "SK0101", "SK0111"]);
}

/// The net below the formatter: none of these pairs may pass for the same file.
#[test]
fn what_differs_in_any_word_mark_block_or_comment_means_something_else() {
    let same = |a: &str, b: &str| {
        let of = |body: &str| meaning::of(&text(&format!("{HEADER}{body}\n"))).unwrap();
        of(a) == of(b)
    };
    assert!(same("class c=a,b # x", "# x\nclass c = a,\n  b"));
    for (a, b) in [
        ("class c = a, b", "class c = a, bb"),
        ("class c = a, b", "class c = b, a"),
        ("class c = a", "class c = a, a"),
        (
            "purpose a { label ja \"x  y\" }",
            "purpose a { label ja \"x y\" }",
        ),
        (
            "purpose a { label ja \"x\" }",
            "purpose a { label ja \"x\u{3000}\" }",
        ),
        ("purpose a # x", "purpose a # y"),
        ("purpose a # x", "purpose a"),
        ("purpose a\npurpose b", "purpose b\npurpose a"),
        ("purpose a { commercial }", "purpose a"),
        ("purpose a { }", "purpose a"),
        (
            "test \"t\" { given patient P { d { c 1 } } }",
            "test \"t\" { given patient P { d { }; c 1 } }",
        ),
        ("cohort c { where a = 1 }", "cohort c { where a = 10 }"),
        ("cohort c { where a = 1 }", "cohort c { where (a = 1) }"),
    ] {
        assert!(!same(a, b), "{a} | {b}");
    }
}

#[test]
fn a_layout_that_would_mean_something_else_points_at_its_first_line() {
    let problem = would_change(
        &text("sekisho 1\npackage 甲\npurpose a\n"),
        "sekisho 1\npackage 甲\npurpose b\n",
    );
    let place = (
        problem.origin.line,
        problem.origin.column,
        problem.origin.end - problem.origin.start,
    );
    assert_eq!((problem.code_text().as_str(), place), ("SK0130", (3, 1, 9)));
    assert!(!problem.message.ja.is_empty() && !problem.help.en.is_empty());
}
