use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 524, title: wording("一つの行為に二つの形", "One act, two forms"), meaning: wording("同じ役割に、同じデータの同じ行為を、二つの違うプロファイルで許しています。", "The same act on the same data is permitted to the same role in two different forms."), why: wording("どちらの形で見せるかが決まりません。行の順番に意味はないので、弱い方が選ばれうることになります。", "It is undecided which form is shown. As the order of lines means nothing, the weaker one may be chosen."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n  allow count to analyst on clinical as coded\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n}\n") };

pub fn two_profiles(at: Origin, act: &str, class: &str, other: Origin) -> Problem {
PAGE.error(at, Text::new(format!("{class} の {act} に、二つの形があります。"), format!("There are two forms for {act} on {class}.")))
.help(Text::new("一つにするか、条件（when）で重ならないように分けてください。", "Keep one, or keep them apart by conditions (when).")).related(other, Text::new("もう一つの形はここです", "the other form is here"))
}
