use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 232,
    title: wording(
        "かたかなの中に、似た形の漢字がある",
        "A kanji among katakana of its shape",
    ),
    meaning: wording(
        "かたかなの語の中に、かなと同じ形の漢字（力、口、二、一 など）が混じっています。",
        "A word in katakana holds a kanji that has the shape of a kana (力, 口, 二, 一 and the like).",
    ),
    why: wording(
        "紙から読み取った文字や、変換の誤りでよく起きます。ほかのファイルで正しく書いた名前とは、つながりません。",
        "It comes of text recognition and of wrong conversions. The name will not be the one that other files spell right.",
    ),
    example: Example::Declarations("purpose デ一タ登録 under research"),
    instead: Example::Declarations("purpose データ登録 under research"),
};

pub fn kanji_among_kana(at: Origin, name: &str, meant: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!("「{name}」のかたかなの中に、似た形の漢字があります。"),
            format!("Among the katakana of '{name}' stands a kanji that looks like one."),
        ),
    )
    .help(Text::new(
        format!("「{meant}」のことなら、そう書いてください。"),
        format!("If '{meant}' is meant, write that."),
    ))
    .fix(meant)
}
