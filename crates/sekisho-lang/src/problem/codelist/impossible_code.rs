use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::analyze::Slip;

pub static PAGE: Page = Page {
    code: 215,
    title: wording(
        "その体系にありえないコード",
        "A code that its system can't have",
    ),
    meaning: wording(
        "コードの形か検査数字が、そのコード体系の決まりに合いません。形と検査数字の決まりはデータモデルの systems.yaml にあります。",
        "The code has a form, or a check digit, that the code system doesn't use. The forms and check digits stand in the data model's systems.yaml.",
    ),
    why: wording(
        "ありえないコードは誰にも当てはまらず、患者が黙って抜け落ちます。",
        "An impossible code fits nobody, and patients are left out in silence.",
    ),
    example: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "34C.1"
}"#,
    ),
    instead: Example::Declarations(
        r#"codelist lung_cancer {
  system "ICD-10"
  include "C34.1"
}"#,
    ),
};

pub fn impossible_code(at: Origin, system: &str, code: &str, slip: Slip, shapes: &[String]) -> Problem {
    let (ja, en) = match slip {
        Slip::Shape => (
            format!("「{code}」は {system} のコードの形をしていません。"),
            format!("'{code}' doesn't have the form of a {system} code."),
        ),
        Slip::CheckDigit => (
            format!("{system} のコード {code} は検査数字が合いません。"),
            format!("The check digit of the {system} code {code} is wrong."),
        ),
    };
    let help = match slip {
        Slip::Shape => {
            let known = shapes.join(", ");
            Text::new(
                format!("綴りを確かめてください。{system} の形: {known}（A は英大文字、9 は数字、X はどちらか）"),
                format!("Check its spelling. Forms of {system}: {known} (A a capital letter, 9 a digit, X either)"),
            )
        }
        Slip::CheckDigit => Text::new(
            "数字が一つ違うか、入れ替わっています。元の表と見比べてください。",
            "A digit is wrong, or two are swapped; compare it with the table it came from.",
        ),
    };
    PAGE.error(at, Text::new(ja, en)).help(help)
}
