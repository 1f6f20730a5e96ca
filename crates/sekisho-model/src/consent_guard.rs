//! The consent guard: the one Cedar policy that no author writes, once per data class, first in
//! every bundle. Lowering puts it in, and the gate opens with nothing else in its place.
//!
//! A record may be used iff one of the subject's rectangles for the purpose and the class contains
//! the use: time of use, acts, recipient, country, regime, legal basis, permit, and the whole interval the record's date
//! may mean. A timeless record skips only the collected test; an undated one needs a rectangle
//! that is open on both sides.
//!
//! A declared emergency (生命の保護, 個人情報保護法 第27条第1項第2号) is the one thing beside
//! consent: the guard then names that emergency's study, group, acts and the duty to give a
//! reason, for its classes only. A bundle without an emergency holds the guard as ever.

use crate::policy::Emergency;
use crate::{DataClass, PurposeName, Text};

/// What a refusal calls it.
pub const RULE: &str = "同意 / consent";

/// Rectangles per subject, purpose and class. More is a steward's problem and denies.
pub const SLOTS: usize = 8;

/// The tag of a subject that holds its slots for one purpose and class. One tag a class keeps the
/// tags' type small: the validator hashes it at every mention.
pub fn tag(purpose: &PurposeName, class: &DataClass) -> String {
    format!("{class}/{purpose}")
}

pub fn because() -> Text {
    Text::new(
        "この目的・この種類のデータについて有効な同意（または通知）がありません",
        "No effective consent or notice covers this purpose and kind of data",
    )
}

/// The policy's whole text. No action is named, so that none escapes it.
pub fn policy(class: &DataClass, resource_type: &str, emergencies: &[Emergency]) -> String {
    let because = because();
    let exempt: Vec<String> = emergencies
        .iter()
        .filter(|e| e.classes.contains(class))
        .map(exemption)
        .collect();
    let (note, beside) = match exempt.is_empty() {
        true => ("", String::new()),
        false => (
            "@clause1(\"request emergency\")\n",
            format!("\nunless {{ {} }}", exempt.join("\n  || ")),
        ),
    };
    format!(
        "@rule(\"{RULE}\")\n@src(\"(built in)\")\n@because_ja(\"{}\")\n@because_en(\"{}\")\n\
         @clause0(\"record consent\")\n{note}\
         forbid(principal, action, resource is {resource_type})\nunless {{ {} }}{beside};",
        because.ja,
        because.en,
        covered(class.as_str())
    )
}

/// Exactly what the emergency's own permit asks.
fn exemption(emergency: &Emergency) -> String {
    let (study, acts) = (emergency.study(), &emergency.acts);
    let acts: Vec<String> = acts.iter().map(|a| format!("\"{a}\"")).collect();
    let quoted = |text: &str| format!("\"{}\"", text.escape_debug());
    format!(
        "(context.study == Study::{} && [{}].contains(context.act) && principal in Role::{} && context.justified)",
        quoted(study.as_str()),
        acts.join(", "),
        quoted(&format!("{study}/{}", emergency.name)),
    )
}

fn covered(class: &str) -> String {
    let key = format!("context.consents[\"{}\"]", class.escape_debug());
    let tag = format!("resource.subject.getTag({key})");
    let slots = (1..=SLOTS)
        .map(|n| slot(&tag, n))
        .collect::<Vec<_>>()
        .join("\n  || ");
    format!("resource.subject.hasTag({key}) && (\n  {slots}\n)")
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
        format!("(if {s} has only_as then context.regimes.contains({s}.only_as) else true)"),
        format!("(if {s} has only_under then {s}.only_under.contains(context.basis) else true)"),
        format!(
            "(if {s} has permits_before \
             then (context has permit_issued && context.permit_issued <= {s}.permits_before) else true))"
        ),
    ]
    .join(" && ")
}
