use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 821, title: wording("承認が終わった後も手元に残る", "Kept after the approval has ended"), meaning: wording("破棄の期限が、研究の承認の終わりより後です。", "The recipient may keep the data after the study's approval has ended."), why: wording("承認の外で持つことになります。検証のための保管なら、その期間も審査を受けてください。", "They would be held outside any approval. If they are kept for verification, have the board approve that time too."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  after delivery {\n    destroy by 2030-03-31\n  }\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  after delivery {\n    destroy by 2029-03-31\n  }\n}\n") };

pub fn kept_after_approval(at: Origin, day: sekisho_model::Day, ended: Origin) -> Problem {
PAGE.warning(at, Text::new(format!("破棄の日 {day} は、研究の承認が終わった後です。"), format!("The day of destruction, {day}, lies after the study's approval.")))
.help(Text::new("承認の終わりまでにするか、amendment … until … で承認を延ばしてください。", "Choose a day within the approval, or extend it: amendment … until …")).related(ended, Text::new("承認はここまでです", "the approval ends here"))
}
