use sekisho_model::problem::Page;
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page::unwritten(1213);

pub fn heads_stay(at: Origin, standard: &str, clause: &str, looked_at: bool) -> Problem {
    let (ja, en) = if looked_at {
        (
            "release { heads drop } か、人が見て署名するなら heads looked at と書いてください。",
            "Write release { heads drop }, or heads looked at where a person looks at each and signs.",
        )
    } else {
        (
            "release { heads drop } と書いてください。",
            "Write release { heads drop }.",
        )
    };
    PAGE.error(
        at,
        Text::new(
            format!("画像が出ますが、頭部の画像の扱いが決まっていません。{standard} では顔は残せません（{clause}）。"),
            format!("Pictures leave and nothing is said of heads; under {standard} no face may remain ({clause})."),
        ),
    )
    .help(Text::new(ja, en))
}
