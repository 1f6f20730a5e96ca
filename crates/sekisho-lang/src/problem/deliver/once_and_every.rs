use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 829, title: wording("一度きりで、定期", "Once and again and again"), meaning: wording("once と every の両方が書かれています。", "Both 'once' and 'every' are written."), why: wording("何度出してよいかが決まりません。", "It is not decided how often data may leave."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  once before 2028-06-01\n  every quarter until 2028-12-31\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  every quarter until 2028-12-31\n}\n") };

pub fn once_and_every(at: Origin) -> Problem {
PAGE.error(at, Text::new("once と every が両方あります。", "There is both 'once' and 'every'."))
.help(Text::new("どちらか一つにしてください。", "Keep one of them."))
}
