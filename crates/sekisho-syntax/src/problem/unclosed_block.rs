use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(106);

pub fn unclosed_block(keyword: &str, before_line: u32, at_end: bool) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("{keyword} の {{ が閉じられていません。"), format!("The {{ of this {keyword} is never closed.")))
        .help(if at_end {
                    Text::new("ファイルの終わりまでに } を書いてください。", "Write the } before the file ends.")
                } else {
                    Text::new(format!("{before_line} 行目より前に }} を書いてください。"), format!("Write the }} before line {before_line}."))
                })
}
