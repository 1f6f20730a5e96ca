use sekisho_model::Text;
use sekisho_model::problem::Page;

use super::{SyntaxProblem, near_help};

pub static PAGE: Page = Page::unwritten(109);

pub fn unknown_declaration(word: &str, near: Option<&str>) -> SyntaxProblem {
    SyntaxProblem::new(&PAGE, Text::new(format!("「{word}」で始まる宣言はありません。"), format!("No declaration starts with '{word}'.")))
        .help(near_help(near).unwrap_or_else(|| Text::new(
                    "宣言は purpose, class, codelist, consent, optout, guard, cohort, study, access, profile, deliver, test のどれかで始まります。",
                    "A declaration starts with purpose, class, codelist, consent, optout, guard, cohort, study, access, profile, deliver or test.",
                )))
        .fix_if(near)
}
