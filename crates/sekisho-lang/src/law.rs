//! The shipped rules of law as a reader wants them: each standard, preset, legal basis and ground with its
//! days, and line by line what it says and on which clause. Nothing is decided here.

use sekisho_model::law::{Force, Note, Validity};
use sekisho_model::{Cite, Day, Origin, SourceText, Text};
use sekisho_syntax::ast::{Item, LawLines};
use serde::Serialize;

pub use crate::shipped::parses;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Standard,
    Preset,
    Basis,
    Ground,
}

impl Kind {
    pub fn words(self) -> Text {
        match self {
            Self::Standard => Text::new("基準", "standard"),
            Self::Preset => Text::new("既定の組", "preset"),
            Self::Basis => Text::new("法的根拠", "legal basis"),
            Self::Ground => Text::new("番号を持つ根拠", "ground for holding numbers"),
        }
    }
}

/// A standard, a preset, a basis or a ground as its file declares it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub kind: Kind,
    pub name: String,
    pub label: Text,
    pub validity: Validity,
    pub rules: Vec<Ruled>,
    /// What it rests on as a whole.
    pub cites: Vec<Cite>,
    pub notes: Vec<Note>,
    #[serde(serialize_with = "place")]
    pub origin: Origin,
}

/// One line: `direct: nothing` with its clauses.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ruled {
    pub says: String,
    pub cites: Vec<Cite>,
    pub line: u32,
}

/// A clause that nobody here has seen, with the line that rests on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unseen {
    pub of: String,
    pub says: String,
    pub clause: String,
    pub file: String,
    pub line: u32,
}

fn place<S: serde::Serializer>(origin: &Origin, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&origin.to_string())
}

/// Everything that ships, file by file in the order it is written.
pub fn entries() -> Vec<Entry> {
    let parses = parses().iter();
    parses
        .flat_map(|parse| {
            let items = parse.file.items.iter();
            items.filter_map(|item| entry(item, &parse.source))
        })
        .collect()
}

fn entry(item: &Item, source: &SourceText) -> Option<Entry> {
    let always = LawLines::default();
    let (kind, name, label, law, origin) = match item {
        Item::Standard(s) => (Kind::Standard, &s.name, &s.label, &s.law, &s.origin),
        Item::Preset(p) => (Kind::Preset, &p.name, &p.label, &p.law, &p.origin),
        Item::Basis(b) => (Kind::Basis, &b.name, &b.label, &b.law, &b.origin),
        Item::Ground(g) => (Kind::Ground, &g.name, &g.label, &always, &g.origin),
        _ => return None,
    };
    let lines = lines(source, origin.line);
    let (own, rules) = lines
        .into_iter()
        .partition::<Vec<Ruled>, _>(|line| line.says.is_empty());
    let rules = rules.into_iter().filter(|line| !of_itself(&line.says));
    Some(Entry {
        kind,
        name: name.text.clone(),
        label: label.clone(),
        validity: validity(law),
        rules: rules.collect(),
        cites: own.into_iter().flat_map(|line| line.cites).collect(),
        notes: law.notes.clone(),
        origin: origin.clone(),
    })
}

fn validity(law: &LawLines) -> Validity {
    Validity {
        force: law
            .force
            .as_ref()
            .map(|(force, _)| *force)
            .unwrap_or_default(),
        replaces: law.replaces.as_ref().map(|name| name.text.clone()),
        running_stay: law.running.is_some(),
    }
}

/// Lines that say something of the declaration and rule nothing.
fn of_itself(says: &str) -> bool {
    let first = says.split_whitespace().next().unwrap_or_default();
    matches!(
        first,
        "label" | "in" | "not" | "replaces" | "running" | "note"
    )
}

/// The lines of the block that begins on this line. Shipped files are laid out by `sekisho fmt`
/// (a test holds them to it): a line of a block is indented by two, what goes on with it by more.
fn lines(source: &SourceText, from: u32) -> Vec<Ruled> {
    let mut found: Vec<(String, u32)> = Vec::new();
    let text = source.text.lines().enumerate().skip(from as usize);
    for (number, line) in text {
        if line == "}" {
            break;
        }
        let inner = line.trim_start();
        if inner.is_empty() || inner.starts_with('#') {
            continue;
        }
        match found.last_mut() {
            Some((last, _)) if line.starts_with("   ") => {
                last.push(' ');
                last.push_str(inner);
            }
            _ => found.push((inner.to_owned(), number as u32 + 1)),
        }
    }
    let each = found.into_iter().map(|(text, line)| {
        let (says, cites) = match text.strip_prefix("cites ") {
            Some(rest) => ("", rest),
            None => text.split_once(" cites ").unwrap_or((&text, "")),
        };
        Ruled {
            says: says.to_owned(),
            cites: cited(cites),
            line,
        }
    });
    each.collect()
}

/// `"…", "…" unverified`
fn cited(text: &str) -> Vec<Cite> {
    let mut cites: Vec<Cite> = Vec::new();
    for (n, part) in text.split('"').enumerate() {
        match n % 2 {
            1 => cites.push(Cite::seen(part)),
            _ if part.trim_start().starts_with("unverified") => {
                if let Some(last) = cites.last_mut() {
                    last.unverified = true;
                }
            }
            _ => {}
        }
    }
    cites
}

impl Entry {
    /// Clauses that nobody has seen, of its lines, its notes and itself.
    pub fn unseen(&self) -> Vec<Unseen> {
        let own = self.cites.iter().map(|cite| ("", cite, self.origin.line));
        let rules = self.rules.iter().flat_map(|rule| {
            let cites = rule.cites.iter();
            cites.map(|cite| (rule.says.as_str(), cite, rule.line))
        });
        let notes = self.notes.iter().flat_map(|note| {
            let cites = note.cites.iter();
            cites.map(|cite| (note.says.en.as_str(), cite, self.origin.line))
        });
        let all = own.chain(rules).chain(notes);
        all.filter(|(_, cite, _)| cite.unverified)
            .map(|(says, cite, line)| Unseen {
                of: self.name.clone(),
                says: says.to_owned(),
                clause: cite.clause.clone(),
                file: self.origin.file.to_string(),
                line,
            })
            .collect()
    }

    pub fn in_force(&self, on: Day) -> bool {
        self.validity
            .force
            .days()
            .is_some_and(|days| days.holds(on))
    }
}

/// When it holds, in words.
pub fn days_words(validity: &Validity) -> Text {
    let mut said = match validity.force {
        Force::Always => Text::new("期間の定めなし", "no days stated"),
        Force::NotYet => Text::new("未施行", "not yet in force"),
        Force::Between { from, until: None } => {
            Text::new(format!("{from} から"), format!("from {from}"))
        }
        Force::Between {
            from,
            until: Some(until),
        } => Text::new(
            format!("{from} から {until} まで"),
            format!("from {from} until {until}"),
        ),
    };
    if validity.running_stay {
        said.ja
            .push_str("（終わりの日に続いている研究は、そのままでよい）");
        said.en
            .push_str(" (studies running on the last day may stay)");
    }
    if let Some(old) = &validity.replaces {
        said.ja.push_str(&format!("。{old} に代わる"));
        said.en.push_str(&format!("; replaces {old}"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_its_words_and_its_clauses() {
        let cites = cited("\"法1条\", \"法2条\" unverified, \"法3条\"");
        let told: Vec<(&str, bool)> = cites
            .iter()
            .map(|cite| (cite.clause.as_str(), cite.unverified))
            .collect();
        assert_eq!(told, [("法1条", false), ("法2条", true), ("法3条", false)]);
    }

    #[test]
    fn every_clause_of_every_shipped_line_is_told() {
        let rules = entries();
        assert!(rules.len() > 15);
        for entry in &rules {
            assert!(!entry.rules.is_empty(), "{}", entry.name);
            for rule in &entry.rules {
                assert!(
                    !rule.says.contains('"')
                        || rule.cites.is_empty()
                        || !rule.says.contains("cites"),
                    "{rule:?}"
                );
            }
        }
        // The typed tree and the lines as text tell the same number of clauses.
        for item in parses().iter().flat_map(|parse| &parse.file.items) {
            let Item::Standard(standard) = item else {
                continue;
            };
            let told = rules.iter().find(|d| d.name == standard.name.text);
            let told = told.expect("told");
            let lines: usize = standard.lines.iter().map(|l| l.cites.len()).sum();
            let steps: usize = standard.steps.iter().map(|l| l.cites.len()).sum();
            let demands: usize = standard.demands.iter().map(|l| l.cites.len()).sum();
            let of_lines: usize = told.rules.iter().map(|rule| rule.cites.len()).sum();
            assert_eq!(of_lines, lines + steps + demands, "{}", told.name);
            assert_eq!(told.cites.len(), standard.cites.len(), "{}", told.name);
        }
    }
}
