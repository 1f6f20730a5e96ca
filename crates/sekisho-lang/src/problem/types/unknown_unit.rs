use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 307,
    title: wording("知らない単位", "An unknown unit"),
    meaning: wording(
        "引用符の中が UCUM の単位ではありません。大文字と小文字は区別されます。",
        "What stands in quotes is no unit of UCUM. Capitals matter.",
    ),
    why: wording(
        "単位が読めなければ記録の値と比べられず、条件は誰にも当てはまりません。",
        "A number whose unit can't be read is comparable with no value, and the condition would fit nobody.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab has (code = "2160-0" and value > 1.5 "mgdL" unknown exclude)
}"#,
    ),
    instead: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab has (code = "2160-0" and value > 1.5 "mg/dL" unknown exclude)
}"#,
    ),
};

pub fn unknown_unit(at: Origin, written: &str, near: Option<&str>) -> Problem {
    let problem = PAGE.error(
        at,
        Text::new(
            format!("「{written}」は UCUM の単位ではありません。"),
            format!("'{written}' is no unit of UCUM."),
        ),
    );
    match near {
        Some(near) => problem
            .help(Text::new(
                format!("UCUM では \"{near}\" と書きます。"),
                format!("UCUM writes \"{near}\"."),
            ))
            .fix(format!("\"{near}\"")),
        None => problem.help(Text::new(
            "\"mg/dL\"、\"mmol/L\"、\"10*3/uL\"、\"mm[Hg]\"、点数は \"{score}\" のように書きます。",
            "Write \"mg/dL\", \"mmol/L\", \"10*3/uL\", \"mm[Hg]\", for a score \"{score}\".",
        )),
    }
}
