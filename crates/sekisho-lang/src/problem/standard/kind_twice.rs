use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1203,
    title: wording("基準が、同じ種類を二度決めている", "A standard decides a kind twice"),
    meaning: wording("同じ種類の項目に、何が残ってよいかの行が二つあります。順番で勝つ行はありません。", "Two lines say what may remain of one kind of field. No line wins by its order."),
    why: wording("読む人によって、ゆるい方とも厳しい方とも読めます。", "One reader would take the laxer line, another the stricter."),
    example: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing cites \"内規 1\"\n  direct: nothing or linking(study) cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
    instead: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
};

pub fn kind_twice(at: Origin, kind: &str, first: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{kind} に何が残ってよいかが、二度書かれています。"),
            format!("What may remain of {kind} is said twice."),
        ),
    )
    .help(Text::new(
        "一行にしてください。二つを認めるなら or でつなぎます。",
        "Keep one line; join what both allow with 'or'.",
    ))
    .related(first, Text::new("最初の行", "the first line"))
}
