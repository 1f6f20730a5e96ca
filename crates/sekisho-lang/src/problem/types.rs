//! 03xx: comparisons whose two sides don't fit, and unknown values nobody decided about.

use sekisho_model::{Origin, Problem, Text};

pub fn unknown_undecided(at: Origin, what: &Text, example: &str) -> Problem {
    Problem::error(301, at, Text::new(format!("「{}」が分からない患者の扱いが書かれていません。", what.ja), format!("It is not said what happens where {} is unknown.", what.en)))
        .help(Text::new(
            format!("比較の後に unknown exclude（外す）、unknown include（含める）、unknown stop（止める）のどれかを書いてください。例: {example}"),
            format!("Write 'unknown exclude', 'unknown include' or 'unknown stop' after the comparison, for example: {example}"),
        ))
}

pub fn wrong_type(at: Origin, column: &str, has: &Text, takes: &Text) -> Problem {
    Problem::error(
        302,
        at,
        Text::new(
            format!("{column} は{}なので、この比較はできません。", has.ja),
            format!("{column} is {}, so it can't be compared like this.", has.en),
        ),
    )
    .help(Text::new(
        format!("書けるのは: {}", takes.ja),
        format!("It takes: {}", takes.en),
    ))
}

pub fn wrong_unit(at: Origin, column: &str, wanted: &str, found: &str) -> Problem {
    Problem::error(
        303,
        at,
        Text::new(
            format!("{column} の単位は {wanted} で、{found} ではありません。"),
            format!("{column} is measured in {wanted}, not {found}."),
        ),
    )
    .help(Text::new(
        "値を換算して書いてください。",
        "Convert the value.",
    ))
}

pub fn bounds_swapped(at: Origin) -> Problem {
    Problem::error(
        304,
        at,
        Text::new(
            "between の下限が上限より大きくなっています。",
            "The lower bound of 'between' is above the upper one.",
        ),
    )
    .help(Text::new(
        "二つの値を入れ替えてください。",
        "Swap the two values.",
    ))
}

pub fn not_a_condition(at: Origin) -> Problem {
    Problem::error(
        305,
        at,
        Text::new(
            "これだけでは条件になりません。",
            "This alone is no condition.",
        ),
    )
    .help(Text::new(
        "= や in などで何かと比べてください。",
        "Compare it with something, by =, in, between …",
    ))
}

pub fn unknown_of_nothing(at: Origin) -> Problem {
    Problem::error(
        306,
        at,
        Text::new(
            "期間（within … after など）がないので、ここの unknown は何も決めません。",
            "Without a period (within … after …) this 'unknown' decides nothing.",
        ),
    )
    .help(Text::new(
        "has ( ) の中の比較の後に書いてください。",
        "Write it after the comparison inside has ( ).",
    ))
}
