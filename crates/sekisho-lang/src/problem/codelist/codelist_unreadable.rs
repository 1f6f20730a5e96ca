use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 210,
    title: wording(
        "コード表のファイルが読めない",
        "The codelist's file can't be read",
    ),
    meaning: wording(
        "ファイルが UTF-8 の CSV でないか、一行目の列の名前がわかりません。",
        "The file is not CSV in UTF-8, or its first line doesn't name the columns.",
    ),
    why: wording(
        "列を推測して読むと、別の列をコードとして使いかねません。",
        "Guessing at columns could take the wrong one for the codes.",
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
"#), ("codelists/stage.csv", r#"コード,名称
C34.1,肺上葉
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

pub fn codelist_unreadable(at: Origin, path: &str, why: &Text) -> Problem {
    let (ja, en) = (&why.ja, &why.en);
    PAGE.error(
        at,
        Text::new(
            format!("{path} はコード表として読めません。{ja}。"),
            format!("{path} can't be read as a codelist: {en}."),
        ),
    )
    .help(Text::new(
        "UTF-8 の CSV で、一行目に code（ほかに system, display, below, group）を書いてください。",
        "Save it as CSV in UTF-8 whose first line names code (and system, display, below, group).",
    ))
}
