use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 130,
    title: wording("整えると意味が変わる", "The layout would change the meaning"),
    meaning: wording("sekisho fmt は書く前に、整えた文を読み直してもとの文と比べます。意味が同じでなかったので、ファイルには触れていません。", "Before sekisho fmt writes, it reads its own output again and compares it with the file. The meaning was not the same, so the file was left untouched."),
    why: wording("整形で規則が一つでも変われば、倫理委員会が承認したものと違うものが動きます。", "If laying out a file changed one rule, something would run that no ethics board approved."),
    example: Example::NotShown(wording("正しく働く sekisho fmt ではどの文でも起こりません。", "No text raises it while sekisho fmt works as it should.")),
    instead: Example::NotShown(wording("示された行を添えて、sekisho の誤りとして知らせてください。ファイルはそのままでも check と build に使えます。", "Report the line shown as a fault of sekisho. The file as it stands can be checked and built.")),
};

pub fn layout_changes_meaning() -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new("整えると意味が変わるため、このファイルには触れていません。", "Laid out, this file would mean something else; it is left as it is."))
        .help(Text::new("これは sekisho の誤りです。この行を添えて知らせてください。", "This is a fault of sekisho: please report it with this line."))
}
