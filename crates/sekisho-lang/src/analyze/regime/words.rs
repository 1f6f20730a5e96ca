//! How the proof speaks of fields, of what remains of them and of what a standard allows.

use std::collections::BTreeSet;

use sekisho_model::Text;
use sekisho_model::catalog::Identifiability;
use sekisho_model::codelist::CodeMap;
use sekisho_model::remains::Remains;
use sekisho_model::standard::{Allowance, FieldKind, Line, Reach};

/// More fields than this are counted, not named.
const FIELDS_NAMED_MAX: usize = 3;

/// The field, or the rule with the first of its fields.
pub fn named(selector: &str, fields: &[&str]) -> Text {
    if let [field] = fields {
        return Text::new(*field, *field);
    }
    let shown = fields[..fields.len().min(FIELDS_NAMED_MAX)].join(", ");
    let rest = fields.len().saturating_sub(FIELDS_NAMED_MAX);
    let (ja, en) = match rest {
        0 => (shown.clone(), shown),
        _ => (
            format!("{shown} ほか {rest} か所"),
            format!("{shown} and {rest} more"),
        ),
    };
    if selector.is_empty() {
        return Text::new(ja, en);
    }
    Text::new(format!("{selector}（{ja}）"), format!("{selector} ({en})"))
}

pub fn remains_words(remains: &Remains, reach: Reach) -> Text {
    match remains {
        Remains::Nothing => Text::new("何も", "nothing"),
        Remains::Linking if reach == Reach::Bank => Text::new(
            "バンク全体で通じる仮名",
            "a pseudonym that reaches over the whole bank",
        ),
        Remains::Linking if reach == Reach::Study => Text::new(
            "研究の中で通じる仮名",
            "a pseudonym that reaches over the study",
        ),
        Remains::Linking => Text::new("この提供だけの仮名", "a pseudonym of this delivery alone"),
        Remains::Coarse(_) => Text::new("粗くした値", "a coarser value"),
        Remains::Cleaned => Text::new("掃除した中身", "cleaned content"),
        Remains::Shifted => Text::new(
            "ずらした日付（間隔は残る）",
            "a shifted date, whose intervals survive",
        ),
        Remains::Itself => Text::new("値そのもの", "the value itself"),
    }
}

/// A code made from an identifier that came from outside.
pub fn derived() -> Text {
    Text::new(
        "外から来た番号から作った符号",
        "a code made from an identifier that came from outside",
    )
}

pub fn allowed_words(line: &Line) -> Text {
    let words = line.allowed.iter().map(|allowed| match &line.mapped {
        Some(map) => mapped_words(*allowed, map),
        None => allowance_words(*allowed),
    });
    let words: Vec<Text> = words.collect();
    let join = |of: fn(&Text) -> &str, or: &str| words.iter().map(of).collect::<Vec<_>>().join(or);
    Text::new(join(|t| &t.ja, "か、"), join(|t| &t.en, " or "))
}

/// The chain that cuts and maps, as an author writes it.
pub fn mapping_would_do(line: &Line, map: &CodeMap) -> String {
    let first = line.allowed.iter().find_map(|allowed| match allowed {
        Allowance::First(n) => Some(format!("first {n} then map {} else keep", map.name)),
        _ => None,
    });
    let drop = line
        .allowed
        .contains(&Allowance::Nothing)
        .then(|| "drop".to_owned());
    let words: Vec<String> = first.into_iter().chain(drop).collect();
    words.join(", ")
}

fn mapped_words(allowed: Allowance, map: &CodeMap) -> Text {
    let words = allowance_words(allowed);
    let Allowance::First(_) = allowed else {
        return words;
    };
    let groups = map.groups().join(" / ");
    let name = &map.name;
    Text::new(
        format!("{}（{name} にあるものは {groups}）", words.ja),
        format!("{} ({groups} where {name} holds them)", words.en),
    )
}

fn allowance_words(allowance: Allowance) -> Text {
    match allowance {
        Allowance::Nothing => Text::new("何も残さないこと", "nothing"),
        Allowance::Linking(Reach::Delivery) => {
            Text::new("この提供だけの仮名", "a pseudonym of the delivery alone")
        }
        Allowance::Linking(Reach::Study) => Text::new(
            "研究の中だけで使う仮名",
            "a pseudonym that reaches no further than a study",
        ),
        Allowance::Linking(Reach::Bank) => Text::new("仮名", "a pseudonym"),
        Allowance::Issued(reach) => {
            let (ja, en) = match reach {
                Reach::Delivery => ("この提供だけの仮名", "a pseudonym of the delivery alone"),
                Reach::Study => (
                    "研究の中だけで使う仮名",
                    "a pseudonym that reaches no further than a study",
                ),
                Reach::Bank => ("仮名", "a pseudonym"),
            };
            Text::new(
                format!("銀行が振った患者番号からだけ作った、{ja}"),
                format!("{en}, made from nothing but the number that the bank gave the person"),
            )
        }
        Allowance::Coarse => Text::new("粗くした値", "a coarser value"),
        Allowance::Shifted => Text::new("ずらした日付", "a shifted date"),
        Allowance::Cleaned => Text::new("掃除した中身", "cleaned content"),
        Allowance::Year => Text::new("年", "the year"),
        Allowance::Month => Text::new("年と月", "year and month"),
        Allowance::First(n) => Text::new(
            format!("先頭の {n} 文字"),
            format!("the first {n} characters"),
        ),
        Allowance::Capped(n) => Text::new(
            format!("{n} 歳以上をまとめた年齢"),
            format!("an age with all from {n} years together"),
        ),
        Allowance::LookedAt => Text::new(
            "人が見て署名したもの",
            "what a person has looked at and signed",
        ),
        Allowance::Fewer { snp, str } => Text::new(
            format!("独立な SNP {snp} 未満かつ STR {str} 座位未満"),
            format!("fewer than {snp} independent SNPs and {str} STR loci"),
        ),
        Allowance::InK => Text::new("k で数える値", "a value that k counts"),
        Allowance::Any => Text::new("どのような形でも", "anything"),
    }
}

/// The transforms that would do, from what the line allows.
pub fn would_do(kind: FieldKind, line: &Line, remains: &Remains, selector: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    if *remains == Remains::Linking {
        // A keyed name is allowed, and this one reaches too far.
        words.extend(line.allowed.iter().filter_map(|allowed| match allowed {
            Allowance::Linking(Reach::Study) | Allowance::Issued(Reach::Study) => {
                Some("key scope study")
            }
            Allowance::Linking(Reach::Delivery) | Allowance::Issued(Reach::Delivery) => {
                Some("key scope delivery")
            }
            _ => None,
        }));
    }
    for allowed in &line.allowed {
        words.extend(match (allowed, kind) {
            (
                Allowance::Nothing,
                FieldKind::Class(Identifiability::Direct | Identifiability::Linking),
            ) => &["drop", "remap"][..],
            (Allowance::Nothing, _) => &["drop"],
            (Allowance::Linking(_) | Allowance::Issued(_), _) if *remains != Remains::Linking => {
                &["pseudonym"]
            }
            (Allowance::Linking(_) | Allowance::Issued(_), _) => &[],
            (Allowance::Coarse, FieldKind::Areas) => &["first", "map"],
            (Allowance::Coarse, _) => &["year", "month", "first", "band", "cap", "round", "map"],
            (Allowance::Shifted, _) => &["shift"],
            (Allowance::Cleaned, _) if selector == "pixels" => {
                &["pixels mask_burned_in(ocr: yes) else quarantine"]
            }
            (Allowance::Cleaned, _) => &["a plugin that leaves cleaned"],
            (Allowance::Year, _) => &["year"],
            (Allowance::Month, _) => &["month"],
            (Allowance::First(_), _) => &["first"],
            (Allowance::Capped(_), _) => &["cap"],
            (Allowance::InK, _) => &["release { k … }"],
            (Allowance::LookedAt | Allowance::Fewer { .. } | Allowance::Any, _) => &[],
        });
    }
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(*word));
    words.join(", ")
}
