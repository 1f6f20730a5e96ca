use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::SyntaxProblem;

pub static PAGE: Page = Page::unwritten(108);

pub fn file_too_large(bytes: usize) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("ファイルが大きすぎます（{bytes} バイト、上限 {} バイト）。", crate::FILE_BYTES_MAX), format!("This file is too large ({bytes} bytes, at most {}).", crate::FILE_BYTES_MAX)))
        .help(Text::new("宣言をいくつかのファイルに分けてください。長いコード表は codelist の from \"…\" に移せます。", "Split its declarations over several files; long code lists can move to a file of their own."))
}
