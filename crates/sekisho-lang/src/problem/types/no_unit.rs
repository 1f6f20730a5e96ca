use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 308,
    title: wording("単位のないしきい値", "A threshold without a unit"),
    meaning: wording(
        "値に単位のある列を、単位のない数と比べています。コードの検査が慣用の単位で報告されるならその単位、なければ単位のない値だけと比べます。",
        "A column whose values have units is compared with a bare number. It means the unit in which the tests asked for are customarily reported; where there is none, it is compared with values without a unit only.",
    ),
    why: wording(
        "1.5 が mg/dL なのか µmol/L なのかで、選ばれる患者がまるで変わります。読む人にも、審査する人にも分かるように書きます。",
        "Whether 1.5 is mg/dL or umol/L selects quite other patients. Whoever reads or reviews it should see which.",
    ),
    example: Example::Declarations(
        r#"cohort lung_patients {
  from patient
  index first diagnosis where code in lung_cancer as onset
  where some lab has (code = "2160-0" and value > 1.5 unknown exclude)
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

/// `meant`: the number with the unit that it is taken to have.
pub fn no_unit(at: Origin, column: &str, meant: Option<&str>) -> Problem {
    let problem = PAGE.warning(
        at,
        Text::new(
            format!("{column} のしきい値に単位がありません。"),
            format!("The threshold of {column} has no unit."),
        ),
    );
    match meant {
        Some(meant) => problem
            .help(Text::new(
                format!("{meant} と読みます。そう書いてください。"),
                format!("It is read as {meant}. Write that."),
            ))
            .fix(meant),
        None => problem.help(Text::new(
            "単位のない値とだけ比べます。1.5 \"mg/dL\" のように、点数なら 2 \"{score}\" と書いてください。",
            "It is compared with values without a unit only. Write 1.5 \"mg/dL\", for a score 2 \"{score}\".",
        )),
    }
}
