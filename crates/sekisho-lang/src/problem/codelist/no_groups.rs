use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 218,
    title: wording(
        "組のないコード表を map に使っている",
        "A map over a codelist without groups",
    ),
    meaning: wording(
        "map はコードの代わりに組の名前を書きます。このコード表には組が一つもありません。",
        "'map' writes the group's name instead of the code, and this codelist has none.",
    ),
    why: wording(
        "組がなければ何も残らず、列が空のまま渡されます。",
        "Without groups nothing would be left, and the column would leave empty.",
    ),
    example: Example::NotShown(wording("プロファイルの map が使うときに起きます。", "It is raised where a profile's map uses the list.")),
    instead: Example::NotShown(wording("", "")),
};

pub fn no_groups(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コード表「{name}」には組がないので、map に使えません。"),
            format!("The codelist '{name}' has no groups, so 'map' can't use it."),
        ),
    )
    .help(Text::new(
        "include \"…\" group \"…\" と書くか、CSV に列 group を加えてください。",
        "Write include \"…\" group \"…\", or add a column group to its CSV.",
    ))
}
