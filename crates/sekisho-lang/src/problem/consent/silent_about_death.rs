use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(402);

pub fn silent_about_death(at: Origin, name: &str) -> Problem {
    PAGE.error(at, Text::new(format!("同意書「{name}」は、本人の死亡後どうなるかを述べていません。"), format!("The consent form '{name}' doesn't say what happens after death.")))
        .help(Text::new("after death keep、after death stop、after death keep unless bereaved object のどれかを書いてください。", "Write 'after death keep', 'after death stop' or 'after death keep unless bereaved object'."))
}
