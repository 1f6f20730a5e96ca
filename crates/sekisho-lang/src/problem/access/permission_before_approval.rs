use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 515, title: wording("承認より前の許可", "Permission before the approval"), meaning: wording("機関の長の許可の日が、どの倫理審査の承認よりも前です。", "The head of the institution permitted the study before any board approved it."), why: wording("許可は審査の結果を受けて出すものです（倫理指針 第6）。日付の取り違えか、審査前に始めた研究です。", "Permission answers the review (指針 第6): either a date is wrong, or the study began without one."), example: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-01-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n"), instead: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n}\n") };

pub fn permission_before_approval(at: Origin, approved: Origin) -> Problem {
PAGE.warning(at, Text::new("許可の日が、倫理審査の承認より前です。", "The permission is older than the approval."))
.help(Text::new("日付を確かめてください。研究は二つのうち後の日に開きます。", "Check the date: the study opens on the later of the two.")).related(approved, Text::new("承認はここです", "the approval is here"))
}
