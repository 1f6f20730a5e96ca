//! Whatever stands in a file, the parser, the checker and the formatter return; every place they
//! name lies in the file and between characters.
//!
//! The default run takes samples so that it ends soon. `cargo test --release -p sekisho-lang --test
//! robust -- --include-ignored` tries every prefix and every missing byte of every whole file.
//! `SEKISHO_STRIDE=n` takes every n-th of them, `SEKISHO_SEED=n` draws other edits, `SEKISHO_ROUNDS=n` more of them.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sekisho_lang::{Package, analyze, data_model};
use sekisho_model::{Origin, Problem, Severity, SourceText, Zone};
use sekisho_syntax::{Parse, format, parse};

const SEED: u64 = 20_261_126;
const LOOKED_AT: usize = 16;
const EDITS: usize = 10_000;
/// The checker reads every so manieth edited file, the formatter every readable one.
const ANALYZED: usize = 50;
/// Bytes that a sampled test parses at most.
const BYTES_MAX: usize = 5_000_000;

/// What an edit may put in: the language's own words and marks, and what keyboards, copies and
/// attackers bring.
const PIECES: [&str; 64] = [
    "{",
    "}",
    "{}",
    "}}}}",
    "{{{{",
    "(",
    ")",
    "((((((((",
    "[",
    "]",
    "\"",
    "\"\"",
    ",",
    ";",
    ":",
    "=",
    "==",
    "!=",
    "<=",
    "->",
    ".",
    "-",
    "%",
    "#",
    "\n",
    "\r",
    "\r\n",
    "\n\n\n",
    "\t",
    " ",
    " and ",
    " or ",
    " not ",
    " unknown ",
    " unknown exclude",
    " at least ",
    " within 3 days",
    " where ",
    " item \"1\"",
    " because ja \"x\" en \"y\"",
    " on ",
    " as ",
    " to ",
    "2024-99-99",
    "0000-00-00",
    "99999999999999999999",
    "-1",
    "0.1%",
    "purpose p\n",
    "test \"t\" {\n",
    "sekisho 2\n",
    "use model oncology 2026.1\n",
    "\u{3000}",
    "｛",
    "｝",
    "「",
    "」",
    "ｶﾞ",
    "Ａ",
    "\u{200b}\u{feff}",
    "\u{202e}",
    "\0",
    "👩‍⚕️",
    "カ\u{3099}",
];

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

#[test]
fn ten_thousand_random_edits_end_in_problems_with_places_or_in_a_file() {
    let seed = from_env("SEKISHO_SEED", SEED);
    let rounds = from_env("SEKISHO_ROUNDS", EDITS as u64) as usize;
    let (files, declarations) = (files(), declarations());
    let (mut readable, mut analyzed) = (0, 0);
    for round in 0..rounds {
        let mut random = Random((seed + round as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        // One file in twenty is whole; the others are a declaration each, so that an edit matters.
        let texts = if round % 20 == 0 {
            &files
        } else {
            &declarations
        };
        let text = edited(&texts[random.below(texts.len())], &mut random);
        let name = format!("SEKISHO_SEED={} SEKISHO_ROUNDS=1", seed + round as u64);
        let parse = survives(&name, &text);
        tree_lies_in(&name, &parse, &text);
        if !parse.problems.iter().any(|p| p.severity == Severity::Error) {
            readable += 1;
            is_laid_out(&parse.source);
        }
        if round % ANALYZED == 0 {
            analyzed += 1;
            is_analyzed(&parse);
        }
    }
    // Edits that leave nothing readable, or nothing broken, would try nothing.
    let share = readable * 100 / rounds.max(1);
    assert!(
        rounds < 100 || (2..80).contains(&share),
        "{share} % are readable"
    );
    assert_eq!(analyzed, rounds.div_ceil(ANALYZED));
}

#[test]
fn prefixes_and_missing_bytes_of_every_declaration_are_survived() {
    let declarations = declarations();
    let work: usize = declarations
        .iter()
        .map(|text| 2 * text.len() * text.len())
        .sum();
    cut_everywhere(&declarations, work.div_ceil(BYTES_MAX));
}

#[test]
#[ignore = "every byte of every whole file: minutes; run it with --release"]
fn every_prefix_and_every_missing_byte_of_every_file_is_survived() {
    let stride = std::env::var("SEKISHO_STRIDE").ok();
    let stride = stride.map_or(1, |n| n.parse().expect("a number of bytes"));
    cut_everywhere(&files(), stride);
}

/// Every `step`-th prefix and every `step`-th missing byte, from a start that differs by file; the
/// files are shared out among the machine's cores.
fn cut_everywhere(texts: &[String], step: usize) {
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let each = || next.fetch_add(1, Ordering::Relaxed);
                loop {
                    let n = each();
                    let Some(text) = texts.get(n) else { break };
                    cut(n, text, step);
                }
            });
        }
    });
}

fn cut(n: usize, text: &str, step: usize) {
    for at in (n % step..=text.len()).step_by(step) {
        let bytes = text.as_bytes();
        let (name, prefix) = (
            format!("{n}: prefix {at}"),
            String::from_utf8_lossy(&bytes[..at]),
        );
        let parse = survives(&name, &prefix);
        if at % LOOKED_AT == 0 {
            tree_lies_in(&name, &parse, &prefix);
        }
        if at < bytes.len() {
            let cut = [&bytes[..at], &bytes[at + 1..]].concat();
            let parse = survives(
                &format!("{n}: without {at}"),
                &String::from_utf8_lossy(&cut),
            );
            if at % ANALYZED == 0 {
                is_analyzed(&parse);
            }
            if parse.problems.is_empty() && at % 8 == 0 {
                is_laid_out(&parse.source);
            }
        }
    }
}

/// Parses, and looks at every place of every problem.
fn survives(name: &str, text: &str) -> Parse {
    let parse = parse(&SourceText::new(name, text.to_owned()));
    lie_in(&parse.problems, &parse.source);
    parse
}

/// Writing the tree out costs many times the parse, so of a file's cuts every [`LOOKED_AT`]-th is.
fn tree_lies_in(name: &str, parse: &Parse, text: &str) {
    let tree = format!("{:?}", parse.file);
    for place in tree.split("Origin { file: ").skip(1) {
        let number = |key| {
            let digits = place.split(key).nth(1).unwrap_or_default();
            digits
                .split([',', ' '])
                .next()
                .and_then(|n| n.parse::<usize>().ok())
        };
        let range = number(", start: ").unwrap()..number(", end: ").unwrap();
        assert!(
            text.get(range.clone()).is_some(),
            "{name}: {range:?} in\n{text}"
        );
    }
}

fn lie_in(problems: &[Problem], source: &SourceText) {
    let related = problems
        .iter()
        .filter_map(|p| p.related.as_ref().map(|(at, _)| at));
    for origin in problems.iter().map(|p| &p.origin).chain(related) {
        if origin.file == source.path {
            lies_in(origin, source);
        }
    }
    for problem in problems {
        assert!(
            !problem.message.ja.is_empty() && !problem.message.en.is_empty(),
            "{problem:?}"
        );
    }
}

fn lies_in(origin: &Origin, source: &SourceText) {
    let (start, end) = (origin.start as usize, origin.end as usize);
    assert!(
        source.text.get(start..end).is_some(),
        "{origin:?}\n{}",
        source.text
    );
    let before = &source.text[..start];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let place = (
        before.matches('\n').count() + 1,
        before[line..].chars().count() + 1,
    );
    assert_eq!(
        (origin.line as usize, origin.column as usize),
        place,
        "{origin:?}\n{}",
        source.text
    );
}

/// A file without an error has a layout, and it is its own layout.
fn is_laid_out(source: &SourceText) {
    let formatted = format(source).unwrap_or_else(|p| panic!("{p:#?}\n{}", source.text));
    let again = format(&SourceText::new(&source.path, formatted.clone()));
    assert_eq!(
        again.as_deref(),
        Ok(formatted.as_str()),
        "{}\n{}",
        source.path,
        source.text
    );
}

fn is_analyzed(parsed: &Parse) {
    let package = Package {
        name: "t".into(),
        version: "1".into(),
        model: "oncology 2026.1".into(),
        zone: Zone::TOKYO,
        country: "JP".into(),
        contact: None,
        institution: None,
        sources: vec![parsed.source.clone()],
        files: BTreeMap::new(),
        texts: BTreeMap::new(),
    };
    let analysis = analyze(
        &package,
        std::slice::from_ref(parsed),
        data_model::oncology(),
        sekisho_model::catalog::r4(),
    );
    lie_in(&analysis.problems, &parsed.source);
}

/// One to four edits.
fn edited(text: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        let to = (at + 1 + random.below(12)).min(text.len());
        match random.below(8) {
            0 if at < text.len() => drop(text.remove(at)),
            1 => drop(text.drain(at..to)),
            2 if at < text.len() => {
                let other = random.below(text.len());
                text.swap(at, other);
            }
            3 => duplicate_line(&mut text, at),
            4 => drop(text.drain(line_of(&text, at))),
            5 if random.below(40) == 0 => insert(&mut text, at, &"長い行 x, ".repeat(20_000)),
            6 => text[at..to].reverse(),
            _ => insert(&mut text, at, PIECES[random.below(PIECES.len())]),
        }
    }
    text.into_iter().collect()
}

fn insert(text: &mut Vec<char>, at: usize, piece: &str) {
    drop(text.splice(at..at, piece.chars()));
}

fn duplicate_line(text: &mut Vec<char>, at: usize) {
    let line = line_of(text, at);
    let copy = text[line.clone()].to_vec();
    drop(text.splice(line.end..line.end, copy));
}

fn line_of(text: &[char], at: usize) -> std::ops::Range<usize> {
    let start = text[..at]
        .iter()
        .rposition(|c| *c == '\n')
        .map_or(0, |i| i + 1);
    let end = text[at..]
        .iter()
        .position(|c| *c == '\n')
        .map_or(text.len(), |i| at + i + 1);
    start..end
}

/// The policy files of the repository: examples, shipped policies, the goldens with their problems.
fn files() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = [
        root.join("examples"),
        root.join("policies"),
        root.join("crates/sekisho-lang"),
    ];
    let paths: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| files_under(folder))
        .collect();
    assert!(paths.len() >= 16, "{paths:?}");
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// Each declaration of those files in a file of its own.
fn declarations() -> Vec<String> {
    const HEADER: &str = "sekisho 1\npackage t\nuse model oncology 2026.1\n";
    let is_header = |line: &str| {
        ["sekisho ", "package ", "use "]
            .iter()
            .any(|word| line.starts_with(word))
    };
    let mut declarations = Vec::new();
    for file in files() {
        let mut declaration = HEADER.to_owned();
        for line in file.split_inclusive('\n').filter(|line| !is_header(line)) {
            let begins = line.starts_with(|c: char| c.is_alphabetic());
            if begins && declaration.contains("}\n") {
                declarations.push(std::mem::replace(&mut declaration, HEADER.to_owned()));
            }
            declaration.push_str(line);
        }
        declarations.push(declaration);
    }
    declarations
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if path.extension().is_some_and(|e| e == "seki") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn from_env(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(otherwise)
}
