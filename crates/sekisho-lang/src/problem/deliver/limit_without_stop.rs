use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 819, title: wording("越えたらどうなるかのない上限", "A limit that does not say what then"), meaning: wording("上限に stop がありません。越えたときは止まります（誰かを選んで外すことはしません）。", "The limit does not say 'stop'. Beyond it the delivery stops; it never chooses whom to leave out."), why: wording("読む人は「先着 N 人」とも読めます。そうではないことを、紙の上で見えるようにします。", "A reader could take it for 'the first N people'. It should be plain on paper that it is not."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  limit patients 100\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  limit patients 100 stop\n}\n") };

pub fn limit_without_stop(at: Origin, line: &str) -> Problem {
PAGE.warning(at, Text::new("上限を越えたときのことが書かれていません（止まります）。", "It is not said what happens beyond the limit (it stops)."))
.help(Text::new("行の終わりに stop と書いてください。", "Write 'stop' at the end of the line.")).fix(format!("{line} stop"))
}
