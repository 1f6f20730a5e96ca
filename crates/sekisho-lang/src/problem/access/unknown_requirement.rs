use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

use crate::problem::near_or;

pub static PAGE: Page = Page { code: 530, title: wording("知られていない要件", "A requirement nobody knows"), meaning: wording("require の後の言葉を、関所は知りません。", "Sekisho does not know the word after 'require'."), why: wording("知らない義務を黙って通すと、誰も果たさない約束になります。", "An unknown duty, let pass in silence, is a promise nobody keeps."), example: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require watermrk\n}\n"), instead: Example::Declarations("access outcomes {\n  allow count to analyst on administrative, clinical, laboratory as counts\n  allow extract to analyst on administrative, clinical, laboratory as coded\n    require watermark\n}\n") };

pub fn unknown_requirement(at: Origin, name: &str, near: Option<&str>) -> Problem {
PAGE.error(at, Text::new(format!("「{name}」という要件はありません。"), format!("There is no requirement '{name}'.")))
.help(near_or(near, Text::new("書けるのは: approval by …, justification, log each row, log summary, profile P, fee NAME, watermark", "Requirements are: approval by …, justification, log each row, log summary, profile P, fee NAME, watermark"))).fix_if(near)
}
