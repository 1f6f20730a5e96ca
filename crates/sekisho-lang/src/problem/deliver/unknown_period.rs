use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page { code: 816, title: wording("知られていない間隔", "A period nobody knows"), meaning: wording("every の後に、日・週・月・四半期・年のどれでもない言葉があります。", "The word after 'every' is no day, week, month, quarter or year."), why: wording("いつ出してよいかが決まりません。", "It is not decided when data may leave."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  every quater until 2028-12-31\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  every quarter until 2028-12-31\n}\n") };

pub fn unknown_period(at: Origin, period: &str, near: Option<&str>) -> Problem {
PAGE.error(at, Text::new(format!("「{period}」という間隔はありません。"), format!("There is no period '{period}'.")))
.help(near_or(near, Text::new("書けるのは: day, week, month, quarter, year", "Periods are: day, week, month, quarter, year"))).fix_if(near)
}
