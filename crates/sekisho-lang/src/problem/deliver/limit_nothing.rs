use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 818, title: wording("上限が零", "A limit of nothing"), meaning: wording("上限が 0 なので、この提供はいつも止まります。", "The limit is 0, so the delivery always stops."), why: wording("誰かが動かす日まで気づかれません。", "Nobody notices until the day it is run."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  limit patients 0 stop\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  limit patients 100 stop\n}\n") };

pub fn limit_nothing(at: Origin) -> Problem {
PAGE.error(at, Text::new("上限が 0 では、何も出ません。", "With a limit of 0 nothing leaves."))
.help(Text::new("1 以上を書くか、行を消してください。", "Write 1 or more, or take the line out."))
}
