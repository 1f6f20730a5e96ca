use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1205,
    title: wording("何になるかを言わない基準", "A standard without its regime"),
    meaning: wording("この基準を満たした情報が法の上で何になるか（identified, coded, pseudonymized, anonymized）が書かれていません。", "It isn't said what data become in law once they satisfy this standard: identified, coded, pseudonymized or anonymized."),
    why: wording("提供の根拠とオプトアウトは、この区分で決まります。書かれていなければ、何を名乗る基準なのか分かりません。", "Legal bases and opt-outs go by the regime; without it nobody can tell what the standard claims."),
    example: Example::Declarations("standard our_rule {\n  direct: nothing cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
    instead: Example::Declarations("standard our_rule {\n  regime identified\n  direct: nothing cites \"内規 1\"\n  linking: linking(study) cites \"内規 2\"\n  code, genome, face: nothing cites \"内規 3\"\n  quasi, sensitive, singular: any cites \"内規 4\"\n  free, pixel: nothing cites \"内規 5\"\n  technical, open: any cites \"内規 6\"\n}\n"),
};

pub fn no_regime(at: Origin, name: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("基準「{name}」に regime の行がありません。"),
            format!("The standard '{name}' has no 'regime' line."),
        ),
    )
    .help(Text::new(
        "例: regime identified（符号化・仮名加工・匿名加工は、同梱の基準だけが名乗れます）",
        "For example: regime identified (coded, pseudonymized and anonymized belong to the shipped standards)",
    ))
}
