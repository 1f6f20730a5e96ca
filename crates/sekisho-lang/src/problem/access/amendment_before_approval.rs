use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 517, title: wording("承認より前の変更", "An amendment before the approval"), meaning: wording("変更の承認の日が、研究の最初の承認より前です。", "The amendment was approved before the study was."), why: wording("変更は承認された計画に対するものです。日付が逆なら、どちらかが誤っています。", "An amendment changes an approved plan; the other way round, one of the dates is wrong."), example: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n  amendment \"A1\" approved 2025-05-20 says ja \"検査を加える\" en \"Laboratory added\"\n}\n"), instead: Example::Declarations("study outcomes {\n  label ja \"肺がんの治療成績\" en \"Outcomes of lung cancer\"\n  approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31\n  permission \"2026-014\" by \"病院長\" on 2026-02-20\n  purpose outcomes_research\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  role analyst group \"outcomes-team\"\n  amendment \"A1\" approved 2026-05-20 says ja \"検査を加える\" en \"Laboratory added\"\n}\n") };

pub fn amendment_before_approval(at: Origin, number: &str, approved: Origin) -> Problem {
PAGE.error(at, Text::new(format!("変更 {number} は、研究の承認より前に承認されています。"), format!("The amendment {number} was approved before the study.")))
.help(Text::new("どちらの日付が正しいか確かめてください。", "Check which of the dates is right.")).related(approved, Text::new("最初の承認はここです", "the first approval is here"))
}
