use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(691);

pub fn age_is_worked_out(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "年齢は記録されず、その日に生年月日から数えられます。",
            "An age is not recorded; it is counted on the day from the birth date.",
        ),
    )
    .help(Text::new(
        "birth_date 1960-05-01 のように生年月日を書いてください。",
        "Write the birth date instead: birth_date 1960-05-01",
    ))
}
