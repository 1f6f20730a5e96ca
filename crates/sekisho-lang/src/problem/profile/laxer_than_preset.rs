use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 723,
    title: wording("既定の組よりゆるい", "Laxer than the preset it names"),
    meaning: wording("preset で取り込んだ規則を、その下の行がゆるめています。", "A line loosens a rule that was taken from a preset."),
    why: wording("preset の名前を見た人は、その名の基準が守られていると読みます。", "Whoever sees the preset's name reads that its rule is kept."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    preset NDB\n    small cells below 5 suppress\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    preset NDB\n  }\n}\n"),
};

pub fn laxer_than_preset(at: Origin, what: &str, preset: &str, preset_at: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{what} が、preset {preset} よりゆるくなっています。"),
            format!("{what} is laxer than the preset {preset}."),
        ),
    )
    .help(Text::new(
        "この行を消すか厳しくするか、preset の行を消してください。",
        "Remove or tighten the line, or remove the preset.",
    ))
    .related(preset_at, Text::new("既定の組", "the preset"))
}
