use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 1440, title: wording("書き足りない法的根拠", "A legal basis that leaves something open"), meaning: wording("法的根拠の表に、必ず要る行のどれかがありません。", "The legal basis lacks one of the lines that are always needed."), why: wording("書かれていないことを「何でもよい」と読むと、根拠のない提供が通ります。何でもよいなら any と書きます。", "Silence read as 'anything' would let data out without a basis. Where anything will do, write 'any'."), example: Example::Declarations("basis own_basis {\n  label ja \"独自の根拠\" en \"Our own\"\n  institutions any\n  regimes any\n  purposes any\n  countries home\n  cites \"病院条例 第3条\"\n}\n"), instead: Example::Declarations("basis own_basis {\n  label ja \"独自の根拠\" en \"Our own\"\n  institutions any\n  regimes any\n  recipients any\n  purposes any\n  countries home\n  cites \"病院条例 第3条\"\n}\n") };

pub fn basis_lacks(at: Origin, name: &str, lines: &str, example: &str) -> Problem {
PAGE.error(at, Text::new(format!("法的根拠「{name}」に次の行がありません: {lines}"), format!("The legal basis '{name}' lacks these lines: {lines}.")))
.help(Text::new(format!("例: {example}"), format!("For example: {example}")))
}
