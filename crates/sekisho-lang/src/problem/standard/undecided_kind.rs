use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1202,
    title: wording("基準が、決めていない種類の項目を残している", "A standard leaves a kind of field undecided"),
    meaning: wording("standard は、項目の種類ごとに何が残ってよいかを述べます。一行もない種類があると、その種類は何を残してもよいことになってしまいます。", "A standard says of each kind of field what may remain. A kind without a line would be let through in any form."),
    why: wording("基準を満たすと証明されたプロファイルから、誰も考えなかった種類の情報が出ます。", "A profile proved to satisfy it would let out information that nobody thought of."),
    example: Example::Declarations("standard our_rule {\n  regime identified\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
    instead: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
};

pub fn undecided_kind(at: Origin, name: &str, missing: &[&str]) -> Problem {
    let kinds = missing.join(", ");
    PAGE.error(
        at,
        Text::new(
            format!("基準「{name}」は、{kinds} に何が残ってよいかを述べていません。"),
            format!("The standard '{name}' doesn't say what may remain of: {kinds}."),
        ),
    )
    .help(Text::new(
        format!("種類ごとに一行書いてください。例: {}: nothing cites \"…\"", missing[0]),
        format!("Write a line for each kind, such as {}: nothing cites \"…\"", missing[0]),
    ))
}
