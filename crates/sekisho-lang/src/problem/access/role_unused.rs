use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 525, title: wording("使われない役割", "A role nobody uses"), meaning: wording("この役割を名指す規則も、承認者としての指定もありません。", "No rule names this role, and nobody asks its approval."), why: wording("役割に入れられた人は、何もできません。", "Whoever is given the role can do nothing."), example: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n  role visitor group \"visitors\"\n}\n"), instead: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n") };

pub fn role_unused(at: Origin, role: &str) -> Problem {
PAGE.warning(at, Text::new(format!("役割「{role}」はどの規則にも出てきません。"), format!("The role '{role}' occurs in no rule.")))
.help(Text::new("access に書くか、役割を消してください。", "Name it in the study's access, or take the role out."))
}
