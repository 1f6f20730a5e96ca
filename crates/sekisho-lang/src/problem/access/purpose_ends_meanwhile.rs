use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 529, title: wording("途中で終わる目的", "A purpose that ends meanwhile"), meaning: wording("研究の承認より先に、その目的が終わります。", "The purpose ends before the study's approval does."), why: wording("その日から、研究のすべての規則が閉じます。承認の終わりまで使えると思っていると、途中で止まります。", "From that day every rule of the study closes, though the approval runs on."), example: Example::Declarations("purpose outcomes_research under research {\n  label ja \"治療成績の研究\" en \"Outcomes research\"\n  ends 2027-12-31\n}\n"), instead: Example::Declarations("purpose outcomes_research under research {\n  label ja \"治療成績の研究\" en \"Outcomes research\"\n  ends 2029-12-31\n}\n") };

pub fn purpose_ends_meanwhile(at: Origin, purpose: &str, day: sekisho_model::Day, ended: Origin) -> Problem {
PAGE.warning(at, Text::new(format!("目的「{purpose}」は {day} に終わり、研究はその日で閉じます。"), format!("The purpose '{purpose}' ends on {day}, and the study closes with it.")))
.help(Text::new("それでよければこのままで。違うなら ends を直してください。", "If that is meant, leave it; if not, correct 'ends'.")).related(ended, Text::new("目的の終わりはここです", "the purpose ends here"))
}
