use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 513, title: wording("グループのない役割", "A role without a group"), meaning: wording("役割にグループが書かれていないので、利用者の表の誰もその役割になりません。", "The role names no group, so nobody in the list of users ever holds it."), why: wording("規則は書かれていても誰も通れません。気づくのは、データが要る日になってからです。", "The rules stand, and nobody passes: it shows only on the day the data are needed."), example: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst\n}\n"), instead: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n") };

pub fn role_without_group(at: Origin, role: &str) -> Problem {
PAGE.error(at, Text::new(format!("役割「{role}」にグループがありません。"), format!("The role '{role}' has no group.")))
.help(Text::new(format!("例: role {role} group \"outcomes-team\""), format!("For example: role {role} group \"outcomes-team\"")))
}
