use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 516, title: wording("一日も開かない研究", "A study that is never open"), meaning: wording("機関の長の許可の日が、倫理審査の承認がすべて終わった後です。", "The head's permission comes after every approval has ended."), why: wording("どの申請も、いつまでも断られます。", "Every request would be refused, for ever."), example: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2029-04-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n"), instead: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n") };

pub fn never_open(at: Origin, study: &str) -> Problem {
PAGE.error(at, Text::new(format!("研究「{study}」は、許可の日に承認がもう終わっています。"), format!("The study '{study}' is permitted when its approval has already ended.")))
.help(Text::new("許可の日を直すか、承認を延ばす amendment … until … を書いてください。", "Correct the day, or write the amendment that extends the approval: amendment … until …"))
}
