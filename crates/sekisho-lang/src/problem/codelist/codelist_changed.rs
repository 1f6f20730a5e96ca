use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 209,
    title: wording(
        "コード表の内容が承認されたものと違う",
        "The codelist's file has changed",
    ),
    meaning: wording(
        "ファイルの中身から計算したダイジェストが、方針に書かれたものと一致しません。",
        "The digest of the file's content is not the one written in the policy.",
    ),
    why: wording(
        "コードが一つ増えるだけで、研究に入る患者が変わります。変わったことを、承認した人が知らないままにはできません。",
        "One more code changes who is in a study. Whoever approved the list must learn that it changed.",
    ),
    example: Example::Files(&[("policies/lists.seki", r#"sekisho 1
package standing
use model oncology 2026.1

codelist lung_cancer {
  system "ICD-10"
  from "codelists/stage.csv" digest "sha256:00"
}

purpose prognosis {
  disease lung_cancer
}
"#), ("codelists/stage.csv", r#"code,display
C34.1,肺上葉
C34.3,肺下葉
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

pub fn codelist_changed(at: Origin, path: &str, digest: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("{path} の内容が、書かれたダイジェストと違います。"),
            format!("{path} is not the file this digest belongs to."),
        ),
    )
    .help(Text::new(
        "コードが審査で承認されたものか確かめてから、ダイジェストを直してください。",
        "Make sure that these are the codes the board approved; then write the file's digest.",
    ))
    .fix(format!("\"{digest}\""))
}
