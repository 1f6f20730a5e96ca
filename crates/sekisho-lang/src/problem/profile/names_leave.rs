use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1561,
    title: wording(
        "基準を満たさないプロファイルから名前や文章が出る",
        "Names or notes leave by a profile that satisfies no standard",
    ),
    meaning: wording(
        "このプロファイルは satisfies を書いていないので、何が残るかを誰も確かめていません。その上で、名前、番号、自由な文章、画像、中身の分からない拡張のどれかを出しています。",
        "The profile has no satisfies line, so nobody proved what remains of the data. And it lets out names, numbers, free text, pictures or extensions of which nobody knows what they hold.",
    ),
    why: wording(
        "同じ項目を、基準を満たすと言うプロファイルに書けば止まります。satisfies の一行がないだけで氏名や記載が外に出ることに、渡してから気づくことになります。",
        "In a profile that says which standard it satisfies the same line is refused. Without one line of satisfies, names and notes leave, and it is noticed after they have.",
    ),
    example: Example::Declarations(
        r#"profile plain {
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    type CodeableConcept, type Coding, type code, type boolean: keep
    "Observation.note.text": keep
  }
}"#,
    ),
    instead: Example::Declarations(
        r#"profile plain {
  unlisted drop
  key scope study
  fhir R4 {
    type id, type Reference: pseudonym
    type CodeableConcept, type Coding, type code, type boolean: keep
    "Observation.note.text": drop
  }
}"#,
    ),
};

pub fn names_leave(at: Origin, fields: &Text, profile: &str) -> Problem {
    PAGE.warning(
        at,
        Text::new(
            format!(
                "{} がそのまま出ます。プロファイル {profile} はどの基準も満たすと述べていません。",
                fields.ja
            ),
            format!(
                "{} leaves as it is, and profile {profile} satisfies no standard.",
                fields.en
            ),
        ),
    )
    .help(Text::new(
        "出してよいか確かめてください。出さないなら drop、掃除するならプラグイン、確かめるなら satisfies を書いてください。",
        "Make sure that it may. Write drop if not, a plugin that cleans it, or satisfies to have it proved.",
    ))
}
