use sekisho_model::problem::{Example, Page, wording};
use sekisho_model::{Origin, Problem, Text};

pub static PAGE: Page = Page { code: 523, title: wording("すべてを禁じる柵", "A guard that forbids everything"), meaning: wording("この柵には条件がなく、すべての行為を、すべてのデータについて禁じています。", "This guard has no condition and forbids every act on every kind of data."), why: wording("どの研究も動かなくなります。銀行を止めるためでなければ、書き損じです。", "No study works any more. Unless the bank is meant to stand still, it is a slip."), example: Example::Declarations("guard closed {\n  forbid any\n  because ja \"点検中\" en \"Under inspection\"\n}\n"), instead: Example::Declarations("guard closed {\n  forbid any when request.network is \"internet\"\n  because ja \"院外から\" en \"From outside\"\n}\n") };

pub fn forbids_everything(at: Origin, guard: &str) -> Problem {
PAGE.warning(at, Text::new(format!("柵「{guard}」は、いつも、すべてを禁じます。"), format!("The guard '{guard}' always forbids everything.")))
.help(Text::new("when / unless を書くか、acts と on を狭めてください。", "Write when / unless, or narrow its acts and its data."))
}
