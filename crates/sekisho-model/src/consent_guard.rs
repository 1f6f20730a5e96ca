//! The consent guard: the one Cedar policy that no author writes, once per data class, first in
//! every bundle. Lowering puts it in, and the gate opens with nothing else in its place.
//!
//! A record may be used iff one of the subject's rectangles for the purpose and the class contains
//! the use: time of use, acts, recipient, country, regime, and the whole interval the record's date
//! may mean. A timeless record skips only the collected test; an undated one needs a rectangle
//! that is open on both sides.

use crate::{DataClass, Text};

/// What a refusal calls it.
pub const RULE: &str = "同意 / consent";

/// Rectangles per subject, purpose and class. More is a steward's problem and denies.
pub const SLOTS: usize = 8;

pub fn because() -> Text {
    Text::new(
        "この目的・この種類のデータについて有効な同意（または通知）がありません",
        "No effective consent or notice covers this purpose and kind of data",
    )
}

/// The policy's whole text. No action is named, so that none escapes it.
pub fn policy(class: &DataClass, resource_type: &str) -> String {
    let because = because();
    format!(
        "@rule(\"{RULE}\")\n@src(\"(built in)\")\n@because_ja(\"{}\")\n@because_en(\"{}\")\n\
         @clause0(\"record consent\")\n\
         forbid(principal, action, resource is {resource_type})\nunless {{ {} }};",
        because.ja,
        because.en,
        covered(class.as_str())
    )
}

fn covered(class: &str) -> String {
    let class = format!("\"{}\"", class.escape_debug());
    let tag = "resource.subject.getTag(context.purpose_key)";
    let slots = (1..=SLOTS)
        .map(|n| slot(&format!("{tag}[{class}]"), n))
        .collect::<Vec<_>>()
        .join("\n  || ");
    format!("resource.subject.hasTag(context.purpose_key) && {tag} has {class} && (\n  {slots}\n)")
}

fn slot(slots: &str, n: usize) -> String {
    let s = format!("{slots}.s{n}");
    [
        format!("({slots} has s{n}"),
        format!("{s}.from <= context.now"),
        format!("context.now < {s}.until"),
        format!(
            "(resource.timeless || (if resource has collected_from && resource has collected_until \
             then {s}.since <= resource.collected_from && resource.collected_until <= {s}.to else {s}.whenever))"
        ),
        format!("{s}.acts.contains(context.act)"),
        format!("{s}.recipients.contains(context.recipient)"),
        format!("{s}.countries.contains(context.country)"),
        format!("(if {s} has only_as then context.regimes.contains({s}.only_as) else true))"),
    ]
    .join(" && ")
}
