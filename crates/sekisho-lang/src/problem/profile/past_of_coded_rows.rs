use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page {
    code: 722,
    title: wording("つながる行では過去との比較が働かない", "Comparing with the past does nothing for coded rows"),
    meaning: wording("against past deliveries は、件数や表、匿名加工した提供の差から個人が分かるのを防ぎます。仮名の行は、受け取った人が自分でつなげるので、この規則では守れません。", "'against past deliveries' keeps the difference of two counts, tables or anonymized releases from telling on somebody. Coded rows can be joined by whoever receives them, so it can't protect them."),
    why: wording("働かない規則があると、守られていると思い込みます。撤回した人の分だけ提供が止まることもあります。", "A rule that can't work is believed in; and a withdrawal could stop a lawful delivery."),
    example: Example::Declarations("profile coded {\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  release {\n    against past deliveries of recipient new below 10\n  }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
    instead: Example::Declarations("profile coded {\n  satisfies jp_coded_consent\n  unlisted drop\n  key scope study\n  fhir R4 {\n    type id, type Reference: pseudonym\n    \"Condition.code\": keep\n  }\n}\n"),
};

pub fn past_of_coded_rows(at: Origin, profile: &str) -> Problem {
    PAGE.error(
        at,
        Text::new(
            format!("「{profile}」は仮名の行を出します。過去の提供との比較では守れません。"),
            format!("'{profile}' lets coded rows out, which a comparison with the past can't protect."),
        ),
    )
    .help(Text::new(
        "この行を消すか、件数や匿名加工のプロファイルに移してください。",
        "Remove the line, or move it to a profile of counts or anonymized data.",
    ))
}
