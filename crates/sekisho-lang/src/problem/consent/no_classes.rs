use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(408);

pub fn no_classes(at: Origin, item: &str) -> Problem {
    PAGE.error(at,
        Text::new(
            format!("{item} がどのデータに及ぶか書かれていません。"),
            format!("It is not said on which data {item} grants."),
        ),
    )
    .help(Text::new(
        "on の後にデータの種類を書いてください。例: on clinical, laboratory",
        "Write the data classes after 'on', such as: on clinical, laboratory",
    ))
}
