use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 211,
    title: wording(
        "コード表の行が読めない",
        "A row of the codelist can't be read",
    ),
    meaning: wording(
        "列の数が見出しと違うか、コードがないか、below が yes でも no でもないか、体系が違います。",
        "It has more or fewer cells than the header, or no code, or a 'below' that is neither yes nor no, or another system.",
    ),
    why: wording(
        "読めない行を黙って飛ばすと、その病気の患者だけが研究から抜け落ちます。",
        "A row skipped in silence would leave out just the patients with that disease.",
    ),
    example: Example::Files(&[("policies/lists.seki", r#"sekisho 1
package standing
use model oncology 2026.1

codelist lung_cancer {
  system "ICD-10"
  from "codelists/stage.csv" digest "sha256:…"
}

purpose prognosis {
  disease lung_cancer
}
"#), ("codelists/stage.csv", r#"code,display,below
C34.1,肺上葉,maybe
C34.3,肺下葉,no
"#)]),
    instead: Example::Files(&[("policies/lists.seki", r#"sekisho 1
package standing
use model oncology 2026.1

codelist lung_cancer {
  system "ICD-10"
  from "codelists/stage.csv" digest "sha256:…"
}

purpose prognosis {
  disease lung_cancer
}
"#), ("codelists/stage.csv", r#"code,display
C34.1,肺上葉
C34.3,肺下葉
"#)]),
};

pub fn codelist_row(at: Origin, path: &str, row: u64, why: &Text) -> Problem {
    let (ja, en) = (&why.ja, &why.en);
    PAGE.error(
        at,
        Text::new(
            format!("{path} の {row} 行目が読めません。{ja}。"),
            format!("Row {row} of {path} can't be read: {en}."),
        ),
    )
    .help(Text::new(
        "その行を直してください（見出しが 1 行目です）。",
        "Mend that row (the header is row 1).",
    ))
}
