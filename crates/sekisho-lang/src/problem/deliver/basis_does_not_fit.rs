use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 826, title: wording("法的根拠に合わない提供", "A delivery its legal basis does not carry"), meaning: wording("書かれた法的根拠は、この形・この提供先・この目的・この国のどれかを認めていません。", "The legal basis does not allow the form, the recipient, the purpose or the country of this delivery."), why: wording("根拠のない第三者提供になります。根拠の表は policies/ にあり、条文を引いています。", "It would be a disclosure without a basis in law. The table of bases is under policies/, each with its clause."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 匿名加工情報\n  as coded\n  format fhir R4\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n}\n") };

pub fn basis_does_not_fit(at: Origin, basis: &str, axis: &Text, declared: Origin) -> Problem {
PAGE.error(at, Text::new(format!("法的根拠「{basis}」は {}", axis.ja), format!("The legal basis '{basis}' {}", axis.en)))
.help(Text::new("別の根拠を選ぶか、提供の方を根拠に合わせてください。", "Choose another basis, or make the delivery fit this one.")).related(declared, Text::new("根拠はここで定められています", "the basis is declared here"))
}
