use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 528, title: wording("終わった目的の研究", "A study for a purpose that has ended"), meaning: wording("研究の目的は、研究が承認される前に終わっています（ends）。", "The study's purpose had ended (ends) before the study was approved."), why: wording("その目的での利用は、どれも断られます。", "Every use for that purpose is refused."), example: Example::Declarations("purpose outcomes_research under research {\n  label ja \"治療成績の研究\" en \"Outcomes research\"\n  ends 2025-12-31\n}\n"), instead: Example::Declarations("purpose outcomes_research under research {\n  label ja \"治療成績の研究\" en \"Outcomes research\"\n  ends 2029-12-31\n}\n") };

pub fn purpose_has_ended(at: Origin, purpose: &str, ended: Origin) -> Problem {
PAGE.error(at, Text::new(format!("目的「{purpose}」は、研究が承認される前に終わっています。"), format!("The purpose '{purpose}' had ended before the study was approved.")))
.help(Text::new("別の目的にするか、ends を確かめてください。", "Choose another purpose, or check its 'ends'.")).related(ended, Text::new("目的の終わりはここです", "the purpose ends here"))
}
