use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};
use sekisho_syntax::ast::Name;

pub static PAGE: Page = Page {
    code: 633,
    title: wording(
        "中身の同じコード表",
        "Two codelists of the same content",
    ),
    meaning: wording(
        "名前の違う二つのコード表が、まったく同じコードを含みます。",
        "Two codelists of different names hold exactly the same codes.",
    ),
    why: wording(
        "一方を直したとき、もう一方を使う研究は古いままになります。",
        "When one is mended, studies that use the other go on with the old one.",
    ),
    example: Example::Declarations("codelist lung_cancer_too {\n  system \"ICD-10\"\n  include \"C34\" and below\n}"),
    instead: Example::Declarations(""),
};

pub fn same_codelist(at: Origin, list: &str, other: &Name) -> Problem {
    PAGE.warning(at, Text::new(format!("コード表「{list}」は「{}」と同じ中身です。", other.text), format!("The codelist '{list}' is the same as '{}'.", other.text)))
    .help(Text::new("どちらか一つを使ってください。", "Use one of the two."))
    .related(other.origin.clone(), Text::new("もう一方", "the other"))
}
