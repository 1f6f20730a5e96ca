use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(416);

pub fn minor_ages(at: Origin) -> Problem {
    PAGE.error(at, Text::new("未成年の年齢の順が合いません。", "The ages of minors don't follow one another."))
        .help(Text::new(
            "賛意（assent）≤ 代諾と本人（proxy and own consent）≤ 本人の同意（own consent）の順で、本人の同意の年齢を必ず書いてください。",
            "Write the age of own consent; assent comes first, then proxy and own consent, then own consent.",
        ))
}
