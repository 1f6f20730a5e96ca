//! What was permitted and stayed in all the same, in words.

use sekisho_gate::Extracted;
use sekisho_model::Text;
use sekisho_model::transform::Held;

use super::KeptOut;

/// Permitted records that stayed in, by type and reason.
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
