use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(410);

pub fn default_allow(at: Origin) -> Problem {
    PAGE.error(at,
        Text::new(
            "同意の既定は常に拒否です。",
            "The default of a consent form is always refuse.",
        ),
    )
    .help(Text::new(
        "この行を消してください。認めることは item で書きます。",
        "Remove this line; what is allowed is written as items.",
    ))
    .fix("default refuse")
}
