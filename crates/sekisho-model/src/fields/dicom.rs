//! DICOM: the data dictionary, PS3.15 Annex E's table and options, and the safe private attributes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::KnownField;
use super::load::{cell, class, concept, rows};
use crate::Text;
use crate::catalog::Identifiability;
use crate::profile::{Selector, ValueKind};

const DICTIONARY: &str = include_str!("../../../../dsl/dicom/dictionary.tsv");
const CONFIDENTIALITY: &str = include_str!("../../../../dsl/dicom/confidentiality.tsv");
const OPTIONS: &str = include_str!("../../../../dsl/dicom/options.tsv");
const SAFE_PRIVATE: &str = include_str!("../../../../dsl/dicom/safe_private.tsv");
const LABELS: &str = include_str!("../../../../dsl/dicom/labels.tsv");

/// The profile every basis must name before its options.
pub const BASIC_PROFILE: &str = "PS3.15 Basic Profile";
const PIXEL_DATA: &str = "7FE0,0010";

#[derive(Debug)]
pub struct Dicom {
    /// By tag, `0010,0010`; `x` = any digit.
    tags: BTreeMap<&'static str, Tag>,
    by_keyword: BTreeMap<&'static str, &'static str>,
    options: Vec<ProfileOption>,
    safe_private: Vec<SafePrivate>,
}

#[derive(Debug)]
pub struct Tag {
    pub known: KnownField,
    /// What Table E.1-1 asks for; `None`: the table doesn't speak of it.
    pub protection: Option<Protection>,
}

/// A row of Table E.1-1.
#[derive(Debug)]
pub struct Protection {
    /// `X`, `Z/D`, `U`, …
    pub basic: &'static str,
    /// Column -> `K` or `C`.
    pub options: BTreeMap<&'static str, &'static str>,
}

/// The Basic Profile or one of its options.
#[derive(Debug)]
pub struct ProfileOption {
    /// `Clean Graphics`; a policy may add ` Option`.
    pub name: &'static str,
    /// Its column in Table E.1-1; empty where it has none.
    pub column: &'static str,
    /// DICOM code, CID 7050.
    pub code: &'static str,
    pub label: Text,
}

/// A row of Table E.3.10-1.
#[derive(Debug)]
pub struct SafePrivate {
    pub element: &'static str,
    pub creator: &'static str,
    pub vr: &'static str,
}

pub fn dicom() -> &'static Dicom {
    static DICOM: LazyLock<Dicom> = LazyLock::new(Dicom::load);
    &DICOM
}

impl Dicom {
    fn load() -> Self {
        let labels: BTreeMap<&str, &str> = rows(LABELS)
            .map(|row| (cell(&row, 0), cell(&row, 1)))
            .collect();
        let protections: BTreeMap<&str, Vec<&str>> = rows(CONFIDENTIALITY)
            .map(|row| (cell(&row, 0), row))
            .collect();
        let mut tags = BTreeMap::new();
        let mut by_keyword = BTreeMap::new();
        for row in rows(DICTIONARY) {
            let tag = cell(&row, 0);
            by_keyword.entry(cell(&row, 2)).or_insert(tag);
            tags.insert(tag, Tag::of(&row, protections.get(tag), labels.get(tag)));
        }
        Self {
            tags,
            by_keyword,
            options: rows(OPTIONS).map(|row| ProfileOption::of(&row)).collect(),
            safe_private: rows(SAFE_PRIVATE)
                .map(|row| SafePrivate {
                    element: cell(&row, 0),
                    creator: cell(&row, 1),
                    vr: cell(&row, 2),
                })
                .collect(),
        }
    }

    pub fn tags(&self) -> impl Iterator<Item = (&'static str, &Tag)> {
        self.tags.iter().map(|(tag, found)| (*tag, found))
    }

    /// A tag by number; a repeating group answers for each of its groups.
    pub fn tag(&self, number: &str) -> Option<&Tag> {
        let exact = self.tags.get(number);
        exact.or_else(|| {
            let repeating = self.tags.range("50"..="60xx,xxxx");
            repeating
                .filter(|(pattern, _)| pattern.contains('x') && covers(pattern, number))
                .map(|(_, tag)| tag)
                .next()
        })
    }

    /// Every tag of the dictionary that a number with `x` covers.
    pub fn within<'d>(&'d self, pattern: &'d str) -> impl Iterator<Item = &'d Tag> {
        self.tags
            .iter()
            .filter(move |(tag, _)| covers(pattern, tag))
            .map(|(_, tag)| tag)
    }

    pub fn by_keyword(&self, keyword: &str) -> Option<&'static str> {
        self.by_keyword.get(keyword).copied()
    }

    pub fn keywords(&self) -> impl Iterator<Item = &'static str> {
        self.by_keyword.keys().copied()
    }

    pub fn options(&self) -> &[ProfileOption] {
        &self.options
    }

    pub fn option(&self, name: &str) -> Option<&ProfileOption> {
        let name = name.strip_suffix(" Option").unwrap_or(name);
        self.options.iter().find(|option| option.name == name)
    }

    /// The safe private attributes of one creator.
    pub fn safe_private<'d>(&'d self, creator: &'d str) -> impl Iterator<Item = &'d SafePrivate> {
        self.safe_private
            .iter()
            .filter(move |safe| safe.creator == creator)
    }

    /// Every creator with safe private attributes, sorted.
    pub fn safe_creators(&self) -> Vec<&'static str> {
        let mut creators: Vec<_> = self.safe_private.iter().map(|safe| safe.creator).collect();
        creators.sort_unstable();
        creators.dedup();
        creators
    }
}

impl Tag {
    fn of(
        row: &[&'static str],
        protection: Option<&Vec<&'static str>>,
        ja: Option<&&'static str>,
    ) -> Self {
        let (number, vr, keyword, name) = (cell(row, 0), cell(row, 1), cell(row, 2), cell(row, 3));
        let kind = match number {
            PIXEL_DATA => ValueKind::Picture,
            _ => ValueKind::of_vr(vr.split('|').next().unwrap_or(vr)),
        };
        let otherwise = match (number, vr) {
            // Pixel Data, and the same as floating-point numbers.
            (PIXEL_DATA | "7FE0,0008" | "7FE0,0009", _) => Identifiability::Pixel,
            // An Encapsulated Document is a report as PDF, CDA or a model made from a scan.
            ("0042,0011", _) | (_, "LT" | "ST" | "UT") => Identifiability::Free,
            _ => Identifiability::Technical,
        };
        Self {
            known: KnownField {
                selector: Selector::Tag(number.to_owned()),
                name: keyword.to_owned(),
                label: Text::new(ja.copied().unwrap_or(name), name),
                type_name: vr.to_owned(),
                kind,
                identifiability: protection.map_or(otherwise, |row| class(cell(row, 3))),
                concept: protection.and_then(|row| concept(cell(row, 4))),
            },
            protection: protection.map(|row| Protection::of(row)),
        }
    }
}

impl Protection {
    fn of(row: &[&'static str]) -> Self {
        Self {
            basic: cell(row, 1),
            options: cell(row, 2)
                .split_whitespace()
                .filter_map(|pair| pair.split_once('='))
                .collect(),
        }
    }

    /// What a basis does with it: the first option that speaks of it, else the Basic Profile.
    /// `C`leaning wins over `K`eeping where two options speak, for it keeps less.
    pub fn action(&self, basis: &[String]) -> &'static str {
        let said = basis.iter().filter_map(|name| {
            let column = dicom().option(name)?.column;
            self.options.get(column).copied()
        });
        said.min().unwrap_or(self.basic)
    }
}

impl ProfileOption {
    fn of(row: &[&'static str]) -> Self {
        Self {
            name: cell(row, 0),
            column: cell(row, 1),
            code: cell(row, 2),
            label: Text::new(cell(row, 3), cell(row, 0)),
        }
    }
}

/// Whether every digit of the pattern that is no `x` is that of the tag.
pub fn covers(pattern: &str, tag: &str) -> bool {
    pattern.len() == tag.len()
        && pattern
            .bytes()
            .zip(tag.bytes())
            .all(|(p, t)| p == b'x' || p == t)
}
