use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 208,
    title: wording(
        "コード表のファイルがない",
        "The codelist's file is missing",
    ),
    meaning: wording(
        "from の行が指すファイルが、パッケージのフォルダの中に見つかりません。",
        "The file that the 'from' line names is not in the package folder.",
    ),
    why: wording(
        "コードがなければ、そのコード表を使うコホートには誰も入りません。",
        "Without its codes, a cohort that uses the list holds nobody.",
    ),
    example: Example::Files(&[("policies/lists.seki", r#"sekisho 1
package standing
use model oncology 2026.1

codelist lung_cancer {
  system "ICD-10"
  from "codelists/other.csv" digest "sha256:00"
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

pub fn codelist_file_missing(at: Origin, path: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("コード表のファイル {path} がパッケージにありません。"),
            format!("The file {path} of this codelist is not in the package."),
        ),
    )
    .help(Text::new(
        "sekisho.yaml のあるフォルダの下にファイルを置くか、パスを直してください。",
        "Put the file below the folder of sekisho.yaml, or correct its path.",
    ))
}
