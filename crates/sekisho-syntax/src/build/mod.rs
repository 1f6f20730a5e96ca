//! Lines and blocks to the typed tree; every problem of every line on the way.

mod basis;
mod consent;
mod deliver;
mod emergency;
mod expected;
mod expr;
mod field;
mod ground;
mod law;
mod plugin;
mod profile;
mod purpose;
mod reader;
mod release;
mod report;
mod request;
mod standard;
mod study;
mod test;

use sekisho_model::{Problem, SourceText};

use crate::ast::{File, Item, Later, ModelUse, Name};
use crate::context::{Context, LATER};
use crate::grammar::Rule;
use crate::lines::Lines;
use crate::problem;
use crate::tree::{Stretch, cut, first_word};
use crate::{FILE_BYTES_MAX, PROBLEMS_MAX, scan};
use reader::{Node, Reader};

pub fn file(source: &SourceText) -> (File, Vec<Problem>) {
    if source.text.len() > FILE_BYTES_MAX {
        let lines = Lines::new(source.path.clone(), "");
        let problem = problem::file_too_large(source.text.len()).at(lines.origin(0, 0));
        return (File::default(), vec![problem]);
    }
    let lines = Lines::new(source.path.clone(), &source.text);
    let scanned = scan::scan(&source.text, &lines);
    let (stretches, mut problems) = cut(&scanned.text, &lines);
    problems.extend(scanned.problems);
    let mut reader = Reader::new(&scanned.text, &lines);
    let file = reader.file(&stretches);
    problems.append(&mut reader.problems);
    (file, in_order(problems, &lines))
}

/// By place, then by code; bounded, so that a hostile file can't fill a terminal.
fn in_order(mut problems: Vec<Problem>, lines: &Lines) -> Vec<Problem> {
    problems.sort_by_key(|p| (p.origin.start, p.code));
    problems.dedup_by(|a, b| a.origin.start == b.origin.start && a.code == b.code);
    if problems.len() > PROBLEMS_MAX {
        let more = problems.len() - PROBLEMS_MAX;
        problems.truncate(PROBLEMS_MAX);
        let last = problems[PROBLEMS_MAX - 1].origin.clone();
        problems
            .push(problem::too_many(more).at(lines.origin(last.start as usize, last.end as usize)));
    }
    problems
}

impl<'t> Reader<'t> {
    fn file(&mut self, stretches: &[Stretch]) -> File {
        let mut file = File::default();
        let mut version = None;
        for stretch in stretches {
            if self.is_later(stretch) {
                continue;
            }
            let Some((node, body)) = self.line(stretch, Context::File) else {
                file.items.push(self.broken(stretch));
                continue;
            };
            match node.rule() {
                Rule::l_sekisho => version = Some(self.version(&node)),
                Rule::l_package => {
                    let package = self.first_name(&node, Rule::path);
                    self.once(&mut file.package, package, "package", &node);
                }
                Rule::l_use => self.use_line(&node, &mut file),
                Rule::l_label => file.label = self.wordings(&node),
                _ => file.items.extend(self.item(&node, body)),
            }
        }
        self.header(&file, version.is_some());
        file.later = std::mem::take(&mut self.later);
        file
    }

    fn item(&mut self, node: &Node<'t>, body: &[Stretch]) -> Option<Item> {
        Some(match node.rule() {
            Rule::l_purpose => Item::Purpose(self.purpose(node, body)),
            Rule::l_class => Item::Class(self.class(node, body)),
            Rule::l_codelist => Item::Codelist(self.codelist(node, body)),
            Rule::l_consent => Item::Consent(self.consent(node, body)),
            Rule::l_optout => Item::Optout(self.optout(node, body)),
            Rule::l_corrects => Item::Corrects(self.corrects(node)?),
            Rule::l_guard => Item::Guard(self.guard(node, body)),
            Rule::l_cohort => Item::Cohort(self.cohort(node, body)),
            Rule::l_study => Item::Study(self.study(node, body)),
            Rule::l_access => Item::Access(self.access(node, body)),
            Rule::l_standard => Item::Standard(self.standard(node, body)),
            Rule::l_preset => Item::Preset(self.preset(node, body)),
            Rule::l_profile => Item::Profile(self.profile(node, body)),
            Rule::l_deliver => Item::Deliver(Box::new(self.deliver(node, body))),
            Rule::l_emergency => Item::Emergency(self.emergency(node, body)),
            Rule::l_claim => Item::Claim(self.claim(node, body)),
            Rule::l_legal_basis => Item::Basis(self.basis(node, body)),
            Rule::l_ground => Item::Ground(self.ground(node, body)),
            Rule::l_test => Item::Test(self.test(node, body)),
            Rule::l_plugin => Item::Plugin(self.plugin(node, body)?),
            _ => return None,
        })
    }

    /// `standard`: named as later, their lines unread.
    fn is_later(&mut self, stretch: &Stretch) -> bool {
        let word = first_word(self.head(stretch));
        let Some(feature) = LATER.iter().find(|later| **later == word) else {
            return false;
        };
        let origin = self.place(stretch.head.clone());
        self.later.push(Later {
            feature: (*feature).to_owned(),
            origin,
        });
        true
    }

    /// What stands for a block whose first line is broken: its place, and the name it probably has.
    fn broken(&mut self, stretch: &Stretch) -> Item {
        let head = self.head(stretch);
        let name = head
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|w| !w.is_empty())
            .nth(1)
            .map(str::to_owned);
        Item::Broken {
            origin: self.place(stretch.head.start..stretch.end),
            name,
        }
    }

    fn version(&mut self, node: &Node<'t>) -> Name {
        let version = self
            .first_name(node, Rule::int)
            .unwrap_or_else(|| self.name(node));
        if version.text != "1" {
            self.say(
                version.origin.clone(),
                problem::unknown_version(&version.text),
            );
        }
        version
    }

    fn use_line(&mut self, node: &Node<'t>, file: &mut File) {
        match node.child(Rule::use_model) {
            Some(model) => {
                let used = self
                    .first_name(&model, Rule::name)
                    .zip(self.first_name(&model, Rule::version));
                let used = used.map(|(name, version)| ModelUse { name, version });
                self.once(&mut file.model, used, "use model", node);
            }
            None => file.uses.extend(self.first_name(node, Rule::path)),
        }
    }

    fn header(&mut self, file: &File, version: bool) {
        let missing = [
            (version, "sekisho 1"),
            (file.package.is_some(), "package NAME"),
            (file.model.is_some(), "use model NAME VERSION"),
        ];
        if let Some((_, line)) = missing.into_iter().find(|(present, _)| !present) {
            let start = self.place(0..0);
            self.say(start, problem::header_missing(line));
        }
    }
}
