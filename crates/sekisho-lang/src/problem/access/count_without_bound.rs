use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 590,
    title: wording("少数を伏せない人数", "A count without small cells"),
    meaning: wording(
        "count を許す行のプロファイルに small cells がありません。何人から数を教えてよいかが、どこにも書かれていません。",
        "The profile of a line that allows count has no small cells: nothing says from how many people on a number may be told.",
    ),
    why: wording(
        "「1 人」や、昨日の 50 人と今日の 49 人は、その一人のことを教えます。以前の答えとの照合も small cells の数を使うので、それがなければ何も守られません。",
        "'One', or 50 yesterday and 49 today, tells about that one person. Comparing with earlier answers takes its bound from small cells too, so that without them nothing is guarded.",
    ),
    example: Example::Declarations(
        r#"profile open_counts {
  unlisted drop
  key scope study
  table patient { sex: keep }
}
access outcomes {
  allow count to analyst on administrative, clinical as open_counts
}"#,
    ),
    instead: Example::Declarations(
        r#"profile guarded_counts {
  unlisted drop
  key scope study
  release {
    small cells below 10 suppress
  }
  table patient { sex: keep }
}
access outcomes {
  allow count to analyst on administrative, clinical as guarded_counts
}"#,
    ),
};

pub fn count_without_bound(at: Origin, profile: &str, there: Origin) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("人数の形「{profile}」に small cells がありません。"),
            format!("'{profile}', in which numbers of people leave, has no small cells."),
        ),
    )
    .help(Text::new(
        "プロファイルの release に「small cells below 10 suppress」と書いてください。記録も出す形なら、count の行を分け、人数のためのプロファイルを作ってください。",
        "Write 'small cells below 10 suppress' into the release of the profile. Where records leave in it too, give count a line of its own and a profile made for numbers.",
    ))
    .related(
        there,
        Text::new("このプロファイルです", "this is the profile"),
    )
}
