use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 514, title: wording("研究機関の長の許可がない", "No permission by the head of the institution"), meaning: wording("研究に permission の行がありません。倫理審査の承認の日から開くものとして扱います。", "The study has no 'permission' line; it is taken to be open from the board's approval on."), why: wording("人を対象とする生命科学・医学系研究に関する倫理指針 第6 は、審査の後に研究機関の長の許可を得てから研究を始めることを求めています。", "The ethical guidelines for medical research (指針 第6) let a study begin only once the head of the institution, after the review, has permitted it."), example: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n"), instead: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n") };

pub fn no_permission(at: Origin, study: &str) -> Problem {
PAGE.warning(at, Text::new(format!("研究「{study}」に機関の長の許可がありません。承認の日から開きます。"), format!("The study '{study}' has no permission by the head of the institution; it opens with its approval.")))
.help(Text::new("例: permission \"2026-014\" by \"病院長\" on 2026-02-20（倫理指針 第6）", "For example: permission \"2026-014\" by \"病院長\" on 2026-02-20 (ethical guidelines, 第6)"))
}
