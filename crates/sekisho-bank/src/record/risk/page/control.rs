//! The part of the page about the set as a whole: groups that look alike, rare values, loss.

use sekisho_gate::disclosure::ControlReport;
use sekisho_model::Text;
use sekisho_model::release::{GroupFate, Singular};

use super::{Page, Risk, both, code, in_html, number, row};

impl Page {
    pub(super) fn control(&mut self, risk: &Risk) {
        self.section("見分けられやすさ", "How easily people could be told apart");
        match &risk.control {
            Some(control) => self.controls(control),
            None => self.note(
                "この形は、集まり全体についての条件（k、l、珍しい値）を求めていません。",
                "The form asks for no condition on the set as a whole (k, l, singular values).",
            ),
        }
    }

    fn controls(&mut self, control: &ControlReport) {
        self.pairs(&[
            row("前の人数", "People before", number(control.people_before)),
            row("後の人数", "People after", number(control.people_after)),
        ]);
        if let Some(k) = &control.k {
            let fate = both(&fate(k.fate));
            self.pairs(&[
                row(
                    "k（同じに見える人の最少数）",
                    "k (the least who look alike)",
                    number(k.k.into()),
                ),
                row(
                    "数える項目",
                    "Fields counted together",
                    code(&k.fields.join(", ")),
                ),
                row("足りないとき", "Where too few", fate),
                row(
                    "最も小さい集まり（前 → 後）",
                    "Smallest group (before → after)",
                    change(k.smallest_before, k.smallest_after),
                ),
                row(
                    "集まりの数（前 → 後）",
                    "Groups (before → after)",
                    change(k.groups_before, k.groups_after),
                ),
                row("外れた人", "People left out", number(k.people_left_out)),
            ]);
        }
        for l in &control.l {
            self.pairs(&[
                row(
                    "l（値の種類の最少数）",
                    "l (the least different values)",
                    number(l.l.into()),
                ),
                row("項目", "Field", code(&l.field)),
                row(
                    "最少（前 → 後）",
                    "Least (before → after)",
                    change(l.least_before, l.least_after),
                ),
                row("外れた人", "People left out", number(l.people_left_out)),
            ]);
        }
        if let Some(singular) = &control.singular {
            let what = both(&match singular.fate {
                Singular::Keep => Text::new("残した", "kept"),
                Singular::Suppress => Text::new("消した", "suppressed"),
                Singular::Stop => Text::new("止める", "stop"),
            });
            self.pairs(&[
                row(
                    "珍しい値（これ未満の人が示す）",
                    "Singular values (shown by fewer than)",
                    number(singular.below.into()),
                ),
                row("扱い", "What became of them", what),
            ]);
            self.table(&[
                ("項目", "Field", false),
                ("珍しい値の種類", "Singular values", true),
                ("示した人", "People", true),
            ]);
            for field in &singular.fields {
                self.cells(&[
                    (code(&field.field), false),
                    (number(field.values), true),
                    (number(field.people), true),
                ]);
            }
            self.0.push_str("</tbody></table></div>");
        }
        if let Some(generalized) = &control.generalized {
            self.table(&[
                ("粗くした項目", "Generalized field", false),
                ("失われた情報 NCP", "Information lost, NCP", true),
            ]);
            for field in &generalized.fields {
                self.cells(&[(code(&field.field), false), (share(field.loss), true)]);
            }
            let mean = both(&Text::new("平均", "mean"));
            self.cells(&[(mean, false), (share(generalized.loss), true)]);
            self.0.push_str("</tbody></table></div>");
        }
    }
}

fn fate(fate: GroupFate) -> Text {
    match fate {
        GroupFate::Suppress => Text::new("その人を出さない", "those people stay out"),
        GroupFate::Stop => Text::new("提供を止める", "the delivery stops"),
        GroupFate::Generalize => Text::new("値を粗くする", "values become coarser"),
    }
}

fn change(before: u64, after: u64) -> String {
    format!("{} → {}", number(before), number(after))
}

/// A share from 0 to 1 as a percentage.
fn share(loss: f64) -> String {
    in_html(&format!("{:.1} %", loss * 100.0))
}
