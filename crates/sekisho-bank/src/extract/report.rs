//! `record/report.json`: the bank's own evidence of what left and what stayed.

use sekisho_gate::Extracted;
use sekisho_model::Text;
use sekisho_model::transform::Held;

use super::KeptOut;

/// The bank's own evidence.
pub(super) fn report(permit: &serde_json::Value, extracted: &Extracted) -> serde_json::Value {
    serde_json::json!({
        "permit": permit,
        "patients": extracted.subjects,
        "records": extracted.records,
        "rows": extracted.rows,
        "kept_out_by_profile": kept_out(extracted),
        "elements_dropped": extracted.counts.elements_dropped,
        "values_changed": extracted.counts.values_changed,
        "references_absent": extracted.counts.references_absent,
        "required_absent": extracted.counts.required_absent,
        "control": extracted.control,
    })
}

pub(super) fn kept_out(extracted: &Extracted) -> Vec<KeptOut> {
    extracted
        .held
        .iter()
        .map(|((kind, held), n)| KeptOut {
            kind: kind.clone(),
            reason: held_reason(held),
            records: *n,
        })
        .collect()
}

fn held_reason(held: &Held) -> Text {
    match held {
        Held::Unlisted => Text::new(
            "プロファイルにこの型の規則がない",
            "the profile has no rule for this type",
        ),
        Held::Modifier => Text::new(
            "意味を反転しうる修飾要素があり、プロファイルが挙げていない",
            "it carries a modifier that the profile does not list",
        ),
        Held::Malformed(what) => Text::new(
            format!("安全に読めない（{what}）"),
            format!("it can't be read safely: {what}"),
        ),
    }
}
