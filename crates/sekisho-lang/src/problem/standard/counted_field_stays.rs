use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 1270,
    title: wording("数える項目が外へ出ない", "A counted field leaves for nobody"),
    meaning: wording("k や l の行が、このプロファイルの表のどの規則も外へ出さない項目を挙げています。数えるのは、変換のあとに表の中で見える値です。", "A k or l line names a field that no table rule of this profile lets out. What is counted is the value as a table shows it after the transform."),
    why: wording("出ない項目ではどの組も同じに見え、規則は何も守らないのに守られていると思い込みます。", "Everybody looks alike in a field that does not leave: the line protects nothing and is believed in."),
    example: Example::Declarations("profile coded {\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  release {\n    k 5 on patient.age, patient.sex suppress\n  }\n  table patient {\n    sex: keep\n  }\n}\n"),
    instead: Example::Declarations("profile coded {\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  release {\n    k 5 on patient.age, patient.sex suppress\n  }\n  table patient {\n    age: band [20, 40, 60, 80]\n    sex: keep\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    type code, type boolean, \"Condition.code\", \"Condition.clinicalStatus\": keep\n    \"Condition.verificationStatus\": keep\n  }\n}\n"),
};

pub fn counted_field_stays(at: Origin, line: &str, field: &str) -> Problem {
    let (view, column) = field.split_once('.').unwrap_or((field, ""));
    PAGE.error(
        at,
        Text::new(
            format!("{line} は {field} を数えますが、この項目を出す表の規則がありません。"),
            format!("{line} counts {field}, and no table rule lets that field out."),
        ),
    )
    .help(Text::new(
        format!("table {view} に {column} の規則を書くか、{line} の行から外してください。"),
        format!("Give {column} a rule in table {view}, or take it out of the {line} line."),
    ))
}
