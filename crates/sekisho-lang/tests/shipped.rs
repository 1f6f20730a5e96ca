//! The shipped policy packages against real cases: `policies/NAME/cases/pass_*.seki` says nothing,
//! `fail_*.seki` says the codes that its first line names and no other. A line
//! `# sekisho.yaml: institution: { … }` says whose bank it is; the standing package's is private.
//! Which case hangs on which line is found by taking the line away, and `docs/law.md` is made of it.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sekisho_lang::law::{self, Entry, Kind, Ruled};
use sekisho_lang::{Package, check_package, check_under, standing};
use sekisho_model::law::clause;
use sekisho_model::problem::Example;
use sekisho_model::{Problem, SourceText};
use sekisho_syntax::Parse;

const CASE: &str = "policies/case.seki";

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// Every case beside the small package whose study and cohort it may `use`.
fn package(text: &str) -> Package {
    let mut files = standing::files(Example::Declarations("")).expect("the standing package");
    files.remove(standing::EXAMPLE);
    files.insert(CASE.to_owned(), text.to_owned());
    let manifest = standing::manifest(&files["sekisho.yaml"], text);
    files.insert("sekisho.yaml".to_owned(), manifest);
    let files = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Package::of(files).expect("a package")
}

fn said(text: &str) -> BTreeSet<String> {
    let problems = check_package(&package(text)).problems;
    for problem in &problems {
        assert_eq!(&*problem.origin.file, CASE, "{problem:?}");
    }
    problems.iter().map(|problem| problem.code_text()).collect()
}

fn expected(text: &str) -> BTreeSet<String> {
    let first = text.lines().next().unwrap_or_default();
    let codes = first.strip_prefix("# expect ").unwrap_or_default();
    let codes = codes.split(',').map(str::trim).filter(|c| !c.is_empty());
    codes.map(str::to_owned).collect()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_shipped_package_has_cases_that_pass_and_cases_that_fail() {
    let mut wrong = Vec::new();
    for package in sorted(&policies()) {
        let (mut pass, mut fail) = (0, 0);
        for path in sorted(&package.join("cases")) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".seki") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let (is, should) = (said(&text), expected(&text));
            assert_eq!(name.starts_with("fail_"), !should.is_empty(), "{name}");
            assert!(name.starts_with("fail_") || name.starts_with("pass_"));
            if name.starts_with("fail_") {
                fail += 1;
            } else {
                pass += 1;
            }
            if is != should {
                wrong.push(format!("{}: {is:?}, not {should:?}", path.display()));
            }
        }
        assert!(
            pass >= 1 && fail >= 2,
            "{}: {pass} {fail}",
            package.display()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_cases_are_no_part_of_the_package_above_them() {
    for package in sorted(&policies()) {
        let analysis = sekisho_lang::check(&package).unwrap();
        assert_eq!(analysis.problems, [], "{}", package.display());
    }
}

/// A case file: where it lies and what it says.
struct Case {
    /// `jp-appi/fail_names_kept`
    name: String,
    text: String,
    fails: bool,
}

fn cases() -> Vec<Case> {
    let mut found = Vec::new();
    for package in sorted(&policies()) {
        for path in sorted(&package.join("cases")) {
            if path.extension().is_none_or(|e| e != "seki") {
                continue;
            }
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let of = package.file_name().unwrap().to_string_lossy();
            found.push(Case {
                name: format!("{of}/{stem}"),
                text: std::fs::read_to_string(&path).unwrap(),
                fails: stem.starts_with("fail_"),
            });
        }
    }
    found
}

/// The words of a case that name something: `jp_anonymized`, `本人同意`.
fn names(case: &Case, name: &str) -> bool {
    let code = case
        .text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let words = |line: &str| {
        line.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .any(|word| word == name)
    };
    code.into_iter().any(words)
}

/// The line as lax as it can be; `None`: the line goes.
fn relaxed(kind: Kind, rule: &Ruled) -> Option<String> {
    let first = rule.says.split_whitespace().next().unwrap_or_default();
    match (kind, first) {
        (_, "coarse") => Some(
            "coarse age 1 years, money 0 digits, area 20 digits, code category, date month".into(),
        ),
        (Kind::Standard, "key" | "k" | "regime") => None,
        (Kind::Standard, _) => {
            let kinds = rule.says.split(':').next().unwrap_or_default();
            Some(format!("{kinds}: any"))
        }
        (Kind::Basis, "regimes" | "recipients" | "purposes" | "countries" | "institutions") => {
            Some(format!("{first} any"))
        }
        _ => None,
    }
}

/// What a line does beside forbidding, for the table; `None`: it forbids.
fn beside_forbidding(kind: Kind, rule: &Ruled) -> Option<&'static str> {
    let first = rule.says.split_whitespace().next().unwrap_or_default();
    match (kind, first) {
        (Kind::Standard, "regime") => Some("what the data are / データが何であるか"),
        (Kind::Standard, "key") if rule.says == "key kept apart" => {
            Some("the bank's vault / 銀行の金庫")
        }
        // Every code of today's catalogs is a genome or a number, which have lines of their own.
        (Kind::Standard, "code:") => Some("no such field yet / まだ当たる項目がない"),
        (Kind::Ground, _) => Some("named by `held as` / `held as` が名指す"),
        (_, "keeps" | "notice" | "bereaved") => Some("a duty / 義務"),
        _ if relaxed(kind, rule).as_deref() == Some(rule.says.as_str()) => {
            Some("forbids nothing / 何も禁じない")
        }
        _ => None,
    }
}

/// The shipped files with one line changed.
fn law_without(entry: &Entry, rule: &Ruled) -> Vec<Parse> {
    let file = &*entry.origin.file;
    let mut parses: Vec<Parse> = law::parses().to_vec();
    for parse in &mut parses {
        if &*parse.source.path != file {
            continue;
        }
        let lines: Vec<&str> = parse.source.text.lines().collect();
        let from = rule.line as usize - 1;
        let more = lines[from + 1..].iter().take_while(|line| {
            line.starts_with("   ") || line.trim_start().starts_with('#') && line.starts_with("   ")
        });
        let until = from + 1 + more.count();
        let instead = relaxed(entry.kind, rule)
            .map(|line| format!("  {line} cites \"-\""))
            .map(|line| match entry.kind {
                Kind::Standard => line,
                _ => line.replace(" cites \"-\"", ""),
            });
        let mut text: Vec<String> = lines[..from].iter().map(|l| (*l).to_owned()).collect();
        text.extend(instead);
        text.extend(lines[until..].iter().map(|l| (*l).to_owned()));
        *parse = sekisho_syntax::parse(&SourceText::new(file, text.join("\n") + "\n"));
    }
    parses
}

/// Code and line.
type Said = (u16, u32);

/// The problems of the case's own file, by code and place.
fn of_case(problems: &[Problem]) -> Vec<Said> {
    let own = problems.iter().filter(|p| &*p.origin.file == CASE);
    own.map(|p| (p.code, p.origin.line)).collect()
}

/// Each line of a declaration with a case that fails because of it. One is enough: `fail_every_line`
/// is asked first.
fn hanging<'c>(entry: &Entry, cases: &'c [Case]) -> BTreeMap<u32, &'c str> {
    let own = cases
        .iter()
        .filter(|case| case.fails && names(case, &entry.name));
    let mut own: Vec<(&Case, Package, Vec<Said>)> = own
        .map(|case| {
            let package = package(&case.text);
            let said = of_case(&check_package(&package).problems);
            (case, package, said)
        })
        .collect();
    own.sort_by_key(|(case, ..)| !case.name.contains("every_line"));
    let mut found = BTreeMap::new();
    let lines = entry.rules.iter();
    for rule in lines.filter(|rule| beside_forbidding(entry.kind, rule).is_none()) {
        let law = law_without(entry, rule);
        let hangs = own.iter().find(|(_, package, before)| {
            let after = of_case(&check_under(&law, package).problems);
            before.iter().any(|problem| !after.contains(problem))
        });
        found.extend(hangs.map(|(case, ..)| (rule.line, case.name.as_str())));
    }
    found
}

/// `docs/law.md`: clause × rule × test, for counsel to read in an hour.
#[test]
fn each_line_of_the_law_has_a_case_that_passes_and_one_that_fails() {
    let cases = cases();
    let entries = law::entries();
    let mut missing = Vec::new();
    let mut page = String::from(HEAD);
    let halves = entries.len().div_ceil(2);
    let tables: Vec<BTreeMap<u32, &str>> = std::thread::scope(|scope| {
        let work: Vec<_> = entries
            .chunks(halves)
            .map(|some| {
                let cases = &cases;
                scope.spawn(move || {
                    let each = some.iter().map(|entry| hanging(entry, cases));
                    each.collect::<Vec<_>>()
                })
            })
            .collect();
        work.into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    let mut file = "";
    for (entry, hangs) in entries.iter().zip(&tables) {
        if &*entry.origin.file != file {
            file = &entry.origin.file;
            _ = writeln!(page, "\n## {}", file.replace("@sekisho/", "policies/"));
        }
        let passes: Vec<&str> = cases
            .iter()
            .filter(|case| !case.fails && names(case, &entry.name))
            .map(|case| case.name.as_str())
            .collect();
        if passes.is_empty() && entry.validity.force.days().is_some() {
            missing.push(format!("{}: no case passes", entry.name));
        }
        head(&mut page, entry, &passes);
        for rule in &entry.rules {
            let fails = match (hangs.get(&rule.line), beside_forbidding(entry.kind, rule)) {
                (_, Some(words)) => words.to_owned(),
                (Some(case), None) => links([*case].into_iter()),
                (None, None) if entry.validity.force.days().is_none() => {
                    "not in force / 未施行".to_owned()
                }
                (None, None) => {
                    missing.push(format!("{}: no case fails by `{}`", entry.name, rule.says));
                    String::new()
                }
            };
            _ = writeln!(
                page,
                "| `{}` | {} | {fails} |",
                rule.says.replace('|', "\\|"),
                clause(&rule.cites)
            );
        }
        for note in &entry.notes {
            _ = writeln!(
                page,
                "\n{} / {} {}",
                note.says.ja,
                note.says.en,
                clause(&note.cites)
            );
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let path = policies().join("../docs/law.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == page,
        "docs/law.md is not what the packages say: UPDATE_GOLDEN=1"
    );
}

const HEAD: &str = "# 法とその行 / The law, line by line

Made from `policies/` by a test (`UPDATE_GOLDEN=1 cargo test --test shipped`); not legal advice. Each line of a
standard, a preset or a legal basis stands with the clause that it rests on and the cases that fail because of it: without
the line they would pass (the test takes it away and looks). 「原文未確認」 is what nobody of us has read: `sekisho policies
--unverified`.

`policies/` から試験が作った表です。法的助言ではありません。基準・既定の組・法的根拠の一行ごとに、根拠の条文と、その行がなければ
通ってしまう例を並べます。
";

fn head(page: &mut String, entry: &Entry, passes: &[&str]) {
    let days = law::days_words(&entry.validity);
    let kind = entry.kind.words();
    _ = writeln!(
        page,
        "\n### `{}` {} / {}\n\n{} / {} · {} / {}",
        entry.name, entry.label.ja, entry.label.en, kind.ja, kind.en, days.ja, days.en
    );
    if !entry.cites.is_empty() {
        _ = writeln!(page, "\n{}", clause(&entry.cites));
    }
    if !passes.is_empty() {
        _ = writeln!(page, "\n通る例 / passes: {}", links(passes.iter().copied()));
    }
    page.push_str("\n| 行 / line | 条文 / clause | 落ちる例 / fails |\n|---|---|---|\n");
}

fn links<'c>(cases: impl Iterator<Item = &'c str>) -> String {
    let one = |case: &str| {
        let (of, file) = case.split_once('/').unwrap();
        format!("[{file}](../policies/{of}/cases/{file}.seki)")
    };
    cases.map(one).collect::<Vec<_>>().join(" ")
}
