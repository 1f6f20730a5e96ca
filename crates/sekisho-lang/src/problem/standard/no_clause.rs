use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1204,
    title: wording("条文のない行", "A line without its clause"),
    meaning: wording("基準の行に cites がありません。どの条文に従ってそう決めたのかが読めません。", "A line of a standard has no cites: nobody can read on which clause it rests."),
    why: wording("審査する人は、条文と行を突き合わせて読みます。条文がなければ確かめられません。", "A reviewer holds each line against its clause; without one there is nothing to hold it against."),
    example: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
    instead: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
};

pub fn no_clause(at: Origin) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            "この行には根拠の条文がありません。",
            "This line cites no clause.",
        ),
    )
    .help(Text::new(
        "行の終わりに cites \"条文\" と書いてください。",
        "End the line with cites \"clause\".",
    ))
}
