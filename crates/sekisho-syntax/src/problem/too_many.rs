use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 121,
    title: wording("問題が多すぎる", "Too many problems"),
    meaning: wording(
        "一つのファイルの問題が 500 件を超えたので、残りは数だけを示しています。",
        "One file has more than 500 problems; the rest are counted, not listed.",
    ),
    why: wording(
        "ほとんどの場合、方針ではないファイルを読んでいるか、最初の一か所の誤りが後ろに響いています。",
        "Nearly always the file is no policy, or one mistake near its top is echoed by what follows.",
    ),
    example: Example::NotShown(wording(
        "例に載せるには長すぎます（500 件を超える問題）。",
        "Too long to print: it takes more than 500 problems.",
    )),
    instead: Example::NotShown(wording(
        "上にある問題から直し、もう一度確かめてください。",
        "Mend the first ones, then check again.",
    )),
};

pub fn too_many(more: usize) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("問題が多すぎるため、残り {more} 件は示していません。"), format!("There are too many problems; {more} more are not shown.")))
        .help(Text::new("上から直して、もう一度確かめてください。", "Mend these first, then check again."))
}
