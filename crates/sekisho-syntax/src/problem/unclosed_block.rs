use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 106,
    title: wording("ブロックが閉じていない", "A block is not closed"),
    meaning: wording(
        "{ で始まったブロックに、対応する } がありません。次の宣言の手前で終わったものとして読み進めます。",
        "A block that begins with { has no } of its own. Sekisho reads on as if it ended before the next declaration.",
    ),
    why: wording(
        "どこまでがその宣言か決まらなければ、どの規則がどの研究のものかも決まりません。",
        "Unless it is clear where a declaration ends, it is not clear which rule belongs to which study.",
    ),
    example: Example::Declarations(
        r#"purpose registry under research {
  label ja "登録" en "Registry"
purpose quality under research"#,
    ),
    instead: Example::Declarations(
        r#"purpose registry under research {
  label ja "登録" en "Registry"
}
purpose quality under research"#,
    ),
};

pub fn unclosed_block(keyword: &str, before_line: u32, at_end: bool) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の {{ が閉じられていません。"), format!("The {{ of this {keyword} is never closed.")))
        .help(if at_end {
                    Text::new("ファイルの終わりまでに } を書いてください。", "Write the } before the file ends.")
                } else {
                    Text::new(format!("{before_line} 行目より前に }} を書いてください。"), format!("Write the }} before line {before_line}."))
                })
}
