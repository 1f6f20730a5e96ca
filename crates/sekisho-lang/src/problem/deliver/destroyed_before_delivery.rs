use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 820, title: wording("届く前に消す約束", "Destroyed before it is delivered"), meaning: wording("破棄の期限が、最後の提供の日より前です。", "The day of destruction lies before the last delivery."), why: wording("受け手は、受け取る前に消すことを約束することになります。", "The recipient would promise to destroy what has not arrived."), example: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  once before 2028-06-01\n  after delivery {\n    destroy by 2028-03-31\n  }\n}\n"), instead: Example::Declarations("deliver first_delivery {\n  label ja \"最初の提供\" en \"The first delivery\"\n  study outcomes\n  cohort lung_patients\n  data administrative, clinical, laboratory\n  to org \"東京大学\" kind university country \"JP\"\n  basis 本人同意\n  as coded\n  format fhir R4\n  once before 2028-06-01\n  after delivery {\n    destroy by 2029-03-31\n  }\n}\n") };

pub fn destroyed_before_delivery(at: Origin, day: sekisho_model::Day, last: sekisho_model::Day) -> Problem {
PAGE.error(at, Text::new(format!("{day} に破棄するものが、{last} まで提供されます。"), format!("What is destroyed by {day} may be delivered until {last}.")))
.help(Text::new("破棄の日を、最後の提供より後にしてください。", "Choose a day after the last delivery."))
}
