use sekisho_model::Text;
use sekisho_model::problem::{Example, Page, wording};

use super::SyntaxProblem;

pub static PAGE: Page = Page {
    code: 108,
    title: wording("ファイルが大きすぎる", "The file is too large"),
    meaning: wording(
        "方針のファイルが 1 MiB を超えています。",
        "A policy file is larger than 1 MiB.",
    ),
    why: wording(
        "人が書いて人が審査する文の大きさではありません。ほとんどの場合、コードの一覧が方針に貼り付けられています。",
        "That is no text people write and review. Nearly always a list of codes was pasted into the policy.",
    ),
    example: Example::NotShown(wording(
        "例に載せるには大きすぎます（1 MiB を超えるファイル）。",
        "Too large to print: it takes a file of more than 1 MiB.",
    )),
    instead: Example::NotShown(wording(
        "長いコード表は別のファイルに置き、codelist の from \"…\" で読みます。",
        "Keep a long list of codes in a file of its own and read it with from \"…\" in a codelist.",
    )),
};

pub fn file_too_large(bytes: usize) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("ファイルが大きすぎます（{bytes} バイト、上限 {} バイト）。", crate::FILE_BYTES_MAX), format!("This file is too large ({bytes} bytes, at most {}).", crate::FILE_BYTES_MAX)))
        .help(Text::new("宣言をいくつかのファイルに分けてください。長いコード表は codelist の from \"…\" に移せます。", "Split its declarations over several files; long code lists can move to a file of their own."))
}
