//! What was permitted and stayed in all the same, in words.

use sekisho_gate::Extracted;
use sekisho_model::Text;
use sekisho_model::transform::Held;

use super::KeptOut;

/// The same for whoever ran the extract, who may be the recipient: that something inside a record
/// was not let out is the bank's own evidence, as what consent holds back is.
pub(super) fn told(extracted: &Extracted) -> Vec<KeptOut> {
    let held = extracted.held.iter();
    kept(held.filter(|((_, held), _)| *held != Held::Part))
}

/// Permitted records that stayed in, by type and reason, and the parts that stayed of those that left.
pub(super) fn kept_out(extracted: &Extracted) -> Vec<KeptOut> {
    let parts = extracted.parts_withheld.iter().map(|(kind, n)| KeptOut {
        kind: kind.clone(),
        reason: Text::new(
            "出た記録の中にあり、それ自身として判断されて残った（件数は中の記録や項目の数）",
            "inside records that left, judged by itself and kept in (records and parts inside are counted)",
        ),
        records: *n,
    });
    let mut all = kept(extracted.held.iter());
    all.extend(parts);
    all
}

fn kept<'h>(held: impl Iterator<Item = (&'h (String, Held), &'h u64)>) -> Vec<KeptOut> {
    let kept = |((kind, held), n): (&(String, Held), &u64)| KeptOut {
        kind: kind.clone(),
        reason: held_reason(held),
        records: *n,
    };
    held.map(kept).collect()
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
        Held::Part => Text::new(
            "中にある記録や項目の一つが出せず、それなしでは成り立たない",
            "a record or a part inside it may not leave, and it can't stand without that",
        ),
        Held::Malformed(what) => Text::new(
            format!("安全に読めない（{what}）"),
            format!("it can't be read safely: {what}"),
        ),
    }
}
