use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1206,
    title: wording("その種類には意味のない言葉", "Words that say nothing of that kind"),
    meaning: wording("この種類の項目には当てはまらない残し方が書かれています。たとえば名前に year は残りません。", "The line allows a form that this kind of field can't have: of a name no year can remain."),
    why: wording("書いた人は守られていると思い、実際には何も許していないか、何も禁じていません。", "Its author believes in a protection that says nothing."),
    example: Example::Declarations("standard our_rule {\n  regime identified\n  direct: year cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
    instead: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
};

pub fn meaningless(at: Origin, kind: &str, can: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{kind} について、この残し方は意味を持ちません。"),
            format!("Of {kind}, this form says nothing."),
        ),
    )
    .help(Text::new(
        format!("{kind} に書けるのは: {can}"),
        format!("Of {kind} may be said: {can}"),
    ))
}
