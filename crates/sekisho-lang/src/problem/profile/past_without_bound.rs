use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 870,
    title: wording("過去との比較に下限がない", "Comparing with the past has no bound"),
    meaning: wording("against past deliveries は、以前の回答との差が何人に満たなければ教えないかを、new below か small cells の数から取ります。どちらもないか 2 に満たなければ、差が一人でもそのまま教えます。", "'against past deliveries' takes from 'new below', or from 'small cells', how few people a difference to an earlier answer may be about before it isn't told. With neither, or one less than 2, a difference of a single person is told."),
    why: wording("先週は 120 人、今週は 121 人という二つの数から、新しく入った一人のことが分かります。働かない行があると、守られていると思い込みます。", "120 people last week and 121 this week tell about the one who came. A line that does nothing is believed in."),
    example: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    against past deliveries of recipient\n  }\n}\n"),
    instead: Example::Declarations("profile counts {\n  unlisted drop\n  key scope delivery\n  release {\n    small cells below 10 suppress\n    against past deliveries of recipient\n  }\n}\n"),
};

pub fn past_without_bound(at: Origin, profile: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("「{profile}」は過去の提供と比べますが、何人からを教えてよいかがありません。"),
            format!("'{profile}' compares with past deliveries, and doesn't say from how many people on a difference may be told."),
        ),
    )
    .help(Text::new(
        "「new below 10」をこの行に、または「small cells below 10 suppress」を release に足してください。数は 2 以上です。",
        "Add 'new below 10' to this line, or 'small cells below 10 suppress' to the release; the number is 2 or more.",
    ))
}
