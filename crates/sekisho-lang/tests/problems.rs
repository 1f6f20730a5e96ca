//! What a curator reads: every problem of the files in `golden/`, in both languages.
//!
//! `UPDATE_GOLDEN=1 cargo test -p sekisho-lang --test problems` writes them anew; read the diff.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sekisho_lang::{Analysis, Package, analyze, data_model};
use sekisho_model::institution::{Institution, InstitutionKind};
use sekisho_model::standard::Regime;
use sekisho_model::{Digest, Problem, SourceText, Zone};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn package(source: &SourceText) -> Package {
    let files = [
        ("documents/form.md", "the form"),
        ("codelists/rows.csv", include_str!("golden/rows.csv")),
        ("codelists/header.csv", "コード,名称\nC34.1,肺上葉\n"),
    ];
    let text = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
    let digest = |(path, text): (&str, &str)| (path.to_owned(), Digest::of(text.as_bytes()));
    Package {
        name: "golden".into(),
        version: "1".into(),
        model: "oncology 2026.1".into(),
        zone: Zone::TOKYO,
        country: "JP".into(),
        contact: None,
        institution: Some(Institution {
            kind: InstitutionKind::Private,
            academic: false,
            certified: Vec::new(),
        }),
        sources: vec![source.clone()],
        files: files.map(digest).into(),
        texts: files[1..].iter().copied().map(text).collect(),
    }
}

fn check(source: &SourceText) -> Analysis {
    let package = package(source);
    let parses: Vec<_> = package.sources.iter().map(sekisho_syntax::parse).collect();
    analyze(
        &package,
        &parses,
        data_model::oncology(),
        sekisho_model::catalog::r4(),
    )
}

fn shown(problem: &Problem, source: &SourceText) -> String {
    let mut text = String::new();
    let place = &problem.origin;
    let words = source
        .text
        .get(place.start as usize..place.end as usize)
        .unwrap_or_default();
    let words = words.lines().next().unwrap_or_default();
    let line = source
        .text
        .lines()
        .nth(place.line as usize - 1)
        .unwrap_or_default();
    writeln!(
        text,
        "{} {:?} {}:{}:{}",
        problem.code_text(),
        problem.severity,
        place.file,
        place.line,
        place.column
    )
    .unwrap();
    writeln!(text, "    | {line}").unwrap();
    writeln!(text, "    | [{words}]").unwrap();
    writeln!(
        text,
        "  ja {}\n     {}",
        problem.message.ja, problem.help.ja
    )
    .unwrap();
    writeln!(
        text,
        "  en {}\n     {}",
        problem.message.en, problem.help.en
    )
    .unwrap();
    if let Some(fix) = &problem.fix {
        writeln!(text, "  fix {fix}").unwrap();
    }
    if let Some((origin, what)) = &problem.related {
        writeln!(
            text,
            "  {} / {}: {}:{}",
            what.ja, what.en, origin.line, origin.column
        )
        .unwrap();
    }
    text
}

#[test]
fn every_problem_reads_as_in_the_goldens() {
    let mut codes = BTreeSet::new();
    let mut files: Vec<_> = std::fs::read_dir(golden())
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "seki"))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = SourceText::new(&name, std::fs::read_to_string(&path).unwrap());
        let analysis = check(&source);
        assert!(analysis.program.is_none(), "{name}");
        let mut text = String::new();
        for problem in &analysis.problems {
            for said in [&problem.message, &problem.help] {
                assert!(!said.ja.is_empty() && !said.en.is_empty(), "{problem:?}");
            }
            codes.insert(problem.code);
            writeln!(text, "{}", shown(problem, &source)).unwrap();
        }
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&expected, &text).unwrap();
        }
        assert_eq!(
            text,
            std::fs::read_to_string(&expected).unwrap_or_default(),
            "{}",
            expected.display()
        );
    }
    assert!(codes.len() >= 80, "{} codes: {codes:?}", codes.len());
}

/// `line code`, for a body under the usual header of three lines.
fn said(body: &str) -> Vec<String> {
    let source = SourceText::new(
        "t.seki",
        format!("sekisho 1\npackage t\nuse model oncology 2026.1\n{body}"),
    );
    check(&source)
        .problems
        .iter()
        .map(|p| format!("{} {}", p.origin.line, p.code_text()))
        .collect()
}

#[test]
fn a_name_of_another_package_is_seen_only_with_use() {
    let sources = [
        (
            "a.seki",
            "sekisho 1\npackage t.a\nuse model oncology 2026.1\npurpose research\n",
        ),
        (
            "b.seki",
            "sekisho 1\npackage t.b\nuse model oncology 2026.1\npurpose outcomes under research\n",
        ),
    ];
    let sources: Vec<SourceText> = sources
        .iter()
        .map(|(path, text)| SourceText::new(path, (*text).to_owned()))
        .collect();
    let package = Package {
        name: "t".into(),
        version: "1".into(),
        model: "oncology 2026.1".into(),
        zone: Zone::TOKYO,
        country: "JP".into(),
        contact: None,
        institution: Some(Institution {
            kind: InstitutionKind::Private,
            academic: false,
            certified: Vec::new(),
        }),
        sources: sources.clone(),
        files: BTreeMap::new(),
        texts: BTreeMap::new(),
    };
    let parses: Vec<_> = sources.iter().map(sekisho_syntax::parse).collect();
    let analysis = analyze(
        &package,
        &parses,
        data_model::oncology(),
        sekisho_model::catalog::r4(),
    );
    let said: Vec<String> = analysis
        .problems
        .iter()
        .map(|p| format!("{} {}", p.origin, p.code_text()))
        .collect();
    assert_eq!(said, ["b.seki:4 SK0203"]);
}

#[test]
fn a_name_whose_declaration_is_broken_is_not_reported_again() {
    assert_eq!(
        said(
            "cohrot c {\n  from patient\n}\nstudy s {\n  approval \"1\" by \"x\" from 2020-01-01 until 2021-01-01\n  permission \"1\" by \"x\" on 2020-01-01\n  purpose p\n  cohort c\n  data clinical\n  role r group \"g\"\n}\npurpose p\n"
        ),
        ["4 SK0109"]
    );
}

#[test]
fn a_grant_reaches_down_the_tree_but_not_into_commerce() {
    let body = "purpose research\npurpose drugs under research\npurpose sales under drugs { commercial }\npurpose ads under sales { commercial }\n\
        consent f {\n  form \"1\" effective from 2020-01-01\n  document \"documents/form.md\" digest \"DIGEST\"\n  item \"1\" grants research on clinical says ja \"a\" en \"a\"\n  item \"2\" grants sales on clinical to company says ja \"a\" en \"a\"\n  covers data collected whenever\n  never expires\n  after death keep\n  minors as adults\n}\n";
    let body = body.replace("DIGEST", &Digest::of(b"the form").to_string());
    let analysis = check(&SourceText::new(
        "t.seki",
        format!("sekisho 1\npackage t\nuse model oncology 2026.1\n{body}"),
    ));
    assert_eq!(analysis.problems, []);
    let program = analysis.program.unwrap();
    let purposes = |n: usize| {
        program.policy.forms[0].items[n]
            .purposes
            .iter()
            .map(|p| p.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (purposes(0), purposes(1)),
        (vec!["drugs", "research"], vec!["ads", "sales"])
    );
}

#[test]
fn a_class_without_any_record_is_a_word_with_nothing_behind_it() {
    let mut model = data_model::oncology().clone();
    model.classes.insert("voice".into(), Default::default());
    let body = "purpose p\noptout o {\n  grants p on voice\n  notice required 30 days before first use\n}\n";
    let source = SourceText::new(
        "t.seki",
        format!("sekisho 1\npackage t\nuse model oncology 2026.1\n{body}"),
    );
    let package = package(&source);
    let parses = [sekisho_syntax::parse(&source)];
    let analysis = analyze(&package, &parses, &model, sekisho_model::catalog::r4());
    let said: Vec<_> = analysis
        .problems
        .iter()
        .map(|p| (p.code, p.origin.line))
        .collect();
    assert_eq!(said, [(447, 6)]);
}

#[test]
fn a_test_tells_who_cannot_judge_and_the_tree_is_that_of_the_form() {
    let body = "purpose research\npurpose old under research { since 2019-01-01 }\npurpose new under research { since 2021-01-01 }\n\
        purpose rare under new\npurpose sales under research { since 2021-01-01; commercial }\n\
        consent f {\n  form \"1\" effective from 2020-01-01\n  document \"documents/form.md\" digest \"DIGEST\"\n\
        item \"1\" grants research on clinical to company says ja \"a\" en \"a\"\n  includes later purposes under research\n\
        covers data collected whenever\n  never expires\n  after death keep\n  minors as adults\n  incapacity proxy until restored\n}\n\
        consent g {\n  form \"2\" effective from 2022-01-01\n  document \"documents/form.md\" digest \"DIGEST\"\n  replaces f\n\
        item \"1\" grants research on clinical says ja \"a\" en \"a\"\n  item \"2\" grants sales on clinical to company says ja \"a\" en \"a\"\n\
        covers data collected whenever\n  never expires\n  after death keep\n  minors as adults\n}\n\
        test \"t\" {\n  given patient P1 {\n    incapacitated 2024-06-01\n    restored 2025-01-01\n    consent f { signed 2024-07-01 by proxy \"spouse\"; item \"1\" }\n  }\n  expect in cohort everyone P1\n}\n\
        cohort everyone {\n  from patient\n}\n";
    let body = body.replace("DIGEST", &Digest::of(b"the form").to_string());
    let analysis = check(&SourceText::new(
        "t.seki",
        format!("sekisho 1\npackage t\nuse model oncology 2026.1\n{body}"),
    ));
    let errors = |p: &&Problem| p.severity == sekisho_model::Severity::Error;
    assert_eq!(
        analysis.problems.iter().filter(errors).collect::<Vec<_>>(),
        [] as [&Problem; 0]
    );
    let program = analysis.program.unwrap();
    let forms = &program.policy.forms;
    let names = |list: &[sekisho_model::PurposeName]| {
        list.iter()
            .map(|p| p.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let (old, later) = (&forms[0].items[0], &forms[1].items[0]);
    assert_eq!(
        (names(&old.purposes), names(&old.later)),
        (
            vec!["old".into(), "research".into()],
            vec!["new".into(), "rare".into()]
        )
    );
    assert_eq!(
        (names(&later.purposes), names(&later.later)),
        (
            ["new", "old", "rare", "research"]
                .map(String::from)
                .to_vec(),
            vec![]
        )
    );
    let events = &program.tests[0].patients[0].events;
    let kinds: Vec<String> = events.iter().map(|e| format!("{:?}", e.kind)).collect();
    assert!(
        kinds.iter().any(|k| k == "Incapacitated") && kinds.iter().any(|k| k == "Restored"),
        "{kinds:?}"
    );
}

fn said_of(declarations: &str) -> (Analysis, Vec<(u16, u32)>) {
    let head = "sekisho 1\npackage t\nuse model oncology 2026.1\n";
    let analysis = check(&SourceText::new("t.seki", format!("{head}{declarations}")));
    let errors = analysis
        .problems
        .iter()
        .filter(|p| p.severity == sekisho_model::Severity::Error);
    let said = errors.map(|p| (p.code, p.origin.line)).collect();
    (analysis, said)
}

/// Where the condition of a last step is false, what stood before it leaves.
#[test]
fn a_name_dropped_only_for_some_still_leaves() {
    let profile = |line: &str| {
        format!(
            "profile p {{\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  fhir R4 {{\n    \
            type id, type Reference: pseudonym\n    \"Patient.name.family\": {line}\n  }}\n}}\n"
        )
    };
    let said = |line: &str| said_of(&profile(line)).1;
    assert_eq!(said("drop"), []);
    assert_eq!(said("keep"), [(710, 10)]);
    assert_eq!(
        said("drop when sex is \"female\" unknown include"),
        [(710, 10)]
    );
    assert_eq!(
        said("replace \"x\" when sex is \"female\" unknown include"),
        [(710, 10)]
    );
    assert_eq!(
        said("pseudonym then replace \"x\" when sex is \"female\" unknown include"),
        []
    );
}

/// A standard says of itself what it makes of data; its name says nothing.
#[test]
fn a_standards_regime_counts_and_not_its_name() {
    for regime in ["identified", "coded", "pseudonymized", "anonymized"] {
        let declarations = format!(
            "standard foo_anonymized {{\n  label ja \"基準\" en \"Standard\"\n  regime {regime}\n  \
            direct, linking, code, genome, quasi, sensitive, singular, free, pixel, face, technical, open: any cites \"§1\"\n}}\n\
            profile p {{\n  satisfies foo_anonymized\n  unlisted drop\n  key scope study\n  fhir R4 {{\n    \
            type id, type Reference: pseudonym\n  }}\n}}\n"
        );
        let (analysis, said) = said_of(&declarations);
        // What the law, the gate and a patient's page go by is no author's word.
        if regime != "identified" {
            assert_eq!(said, [(1207, 4)], "{regime}");
            continue;
        }
        assert_eq!(said, []);
        let policy = analysis.program.unwrap().policy;
        let profile = policy.profile("p").unwrap();
        assert_eq!(profile.is(), Regime::Identified);
        assert!(profile.regimes().is_empty());
    }
}

/// A profile is one thing in law; a notice asks what it is at the least.
#[test]
fn a_profile_is_one_thing_and_whoever_says_pseudonymized_means_it() {
    let is = |standards: &str| {
        let declarations = format!(
            "profile p {{\n  satisfies {standards}\n  unlisted drop\n  key scope delivery destroyed after delivery\n  \
            release {{ k 5 on patient.sex suppress; singular suppress }}\n  table patient {{ sex: keep }}\n}}\n"
        );
        let (analysis, said) = said_of(&declarations);
        assert_eq!(said, [], "{standards}");
        let policy = analysis.program.unwrap().policy;
        let profile = policy.profile("p").unwrap();
        (profile.is().word(), profile.regimes().len())
    };
    assert_eq!(is("jp_coded_consent"), ("coded", 1));
    assert_eq!(is("jp_pseudonymized"), ("pseudonymized", 2));
    for both in ["jp_pseudonymized", "jp_ngmia_pseudonymized"] {
        assert_eq!(
            is(&format!("jp_coded_consent, {both}")),
            ("pseudonymized", 2)
        );
        assert_eq!(
            is(&format!("{both}, hipaa_safe_harbor")),
            ("pseudonymized", 2)
        );
    }
    assert_eq!(is("jp_pseudonymized, jp_anonymized"), ("anonymized", 3));
}
