use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1213,
    title: wording("頭部の画像から顔が戻せる", "A face can be rebuilt from the pictures"),
    meaning: wording(
        "dicom のブロックが画素を残しますが、頭部の断層像をどうするかを述べていません。基準は顔を残すことを許していません。",
        "The dicom block lets pixel data leave and says nothing of scans of the head, while the standard lets no face remain.",
    ),
    why: wording(
        "頭部の CT や MR を重ねると、本人の顔の形がそのまま立体になります。その顔から本人と分かれば個人情報です（個人情報保護法2条1項1号）。認証のために特徴へ変換すれば個人識別符号にもなります（通則ガイドライン 2-2 ロ）。焼き込まれた文字を消しても、顔は残ります。",
        "The slices of a head's CT or MR stack up to the shape of the face. Where somebody can be told by it, it is personal data in Japan (APPI art. 2(1)(i)); converted to features for authentication it is an identification code as well (general guideline 2-2 (b)). Painting over burned-in text leaves the face.",
    ),
    example: Example::Declarations(
        r#"profile pictures {
  satisfies jp_anonymized
  unlisted drop
  key scope delivery destroyed after delivery
  release {
    singular suppress
  }
  dicom {
    basis "PS3.15 Basic Profile"
    pixels mask_burned_in(ocr: yes) else quarantine
  }
}
"#,
    ),
    instead: Example::Declarations(
        r#"profile pictures {
  satisfies jp_anonymized
  unlisted drop
  key scope delivery destroyed after delivery
  release {
    singular suppress
    heads drop
  }
  dicom {
    basis "PS3.15 Basic Profile"
    pixels mask_burned_in(ocr: yes) else quarantine
  }
}
"#,
    ),
};

pub fn heads_stay(at: Origin, standard: &str, clause: &str, looked_at: bool) -> Problem {
    let (ja, en) = if looked_at {
        (
            "release { heads drop } か、人が見て署名するなら heads looked at と書いてください。",
            "Write release { heads drop }, or heads looked at where a person looks at each and signs.",
        )
    } else {
        (
            "release { heads drop } と書いてください。",
            "Write release { heads drop }.",
        )
    };
    PAGE.error(
        at,
        Text::new(
            format!("画像が出ますが、頭部の画像の扱いが決まっていません。{standard} では顔は残せません（{clause}）。"),
            format!("Pictures leave and nothing is said of heads; under {standard} no face may remain ({clause})."),
        ),
    )
    .help(Text::new(ja, en))
}
