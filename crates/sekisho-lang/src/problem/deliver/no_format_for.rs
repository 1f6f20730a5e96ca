use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 823, title: wording("どの形式にも入らないデータ", "Data that no format can hold"), meaning: wording("提供するデータの種類のうち、書かれた形式のどれにも入らないものがあります。", "One of the kinds of data can't be held by any of the formats."), why: wording("届くと約束したものが届きません。", "What is promised does not arrive."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data clinical\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format claims\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n}\n") };

pub fn no_format_for(at: Origin, class: &str) -> Problem {
PAGE.warning(at, Text::new(format!("データの種類 {class} を入れられる形式がありません。"), format!("No format of this delivery can hold the data class {class}.")))
.help(Text::new("形式を加えるか、data から外してください。", "Add a format, or take the class out of 'data'."))
}
