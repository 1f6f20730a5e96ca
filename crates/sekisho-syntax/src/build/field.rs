//! The blocks of a profile and their field rules.

use sekisho_model::Origin;
use sekisho_model::profile::{Action, Argument, ArgumentValue, Call, Cap};

use super::reader::{Node, Reader};
use crate::ast::{
    BlockKind, Expr, FhirBlock, FieldAction, FieldBlock, FieldLine, FieldSelector, Said, Term,
    Value,
};
use crate::context::Context;
use crate::grammar::Rule;
use crate::tree::Stretch;

impl<'t> Reader<'t> {
    pub fn fhir(&mut self, head: &Node<'t>, body: &[Stretch]) -> Option<FhirBlock> {
        let version = self.first_name(head, Rule::name)?;
        let (rules, terms) = self.fields(body);
        Some(FhirBlock {
            version,
            rules,
            terms,
            origin: self.origin(head),
        })
    }

    pub fn field_block(&mut self, head: &Node<'t>, body: &[Stretch]) -> Option<FieldBlock> {
        let kind = match head.rule() {
            Rule::l_table => BlockKind::Table(self.first_name(head, Rule::path)?),
            Rule::l_text => BlockKind::Text(self.first_name(head, Rule::path)?),
            Rule::l_dicom => BlockKind::Dicom,
            Rule::l_vcf => BlockKind::Vcf,
            Rule::l_claims => BlockKind::Claims,
            _ => BlockKind::Ssmix2,
        };
        let (rules, terms) = self.fields(body);
        Some(FieldBlock {
            kind,
            rules,
            terms,
            origin: self.origin(head),
        })
    }

    fn fields(&mut self, body: &[Stretch]) -> (Vec<FieldLine>, Vec<Term>) {
        let (mut rules, mut terms) = (Vec::new(), Vec::new());
        for (line, _) in self.lines(body, Context::Fields) {
            if line.rule() == Rule::l_field {
                rules.push(self.field(&line));
            } else if let Some(said) = self.said(&line) {
                terms.push(Term {
                    said,
                    origin: self.origin(&line),
                });
            }
        }
        (rules, terms)
    }

    fn said(&mut self, line: &Node<'t>) -> Option<Said> {
        Some(match line.rule() {
            Rule::l_basis => Said::Basis(self.strs(line)),
            Rule::l_private => Said::Private(self.strs(line)),
            Rule::l_pixels => Said::Pixels {
                rule: Box::new(self.field(line)),
                else_quarantine: line.has(Rule::k_quarantine),
            },
            Rule::l_leftover => Said::Leftover {
                above: self.first_name(line, Rule::num)?,
                stop: line.has(Rule::k_stop),
            },
            _ => return None,
        })
    }

    fn field(&mut self, line: &Node<'t>) -> FieldLine {
        let mut field = FieldLine {
            selectors: Vec::new(),
            actions: Vec::new(),
            odd_arguments: Vec::new(),
            when: self.first_expr(line),
            origin: self.origin(line),
        };
        for part in line.all() {
            let origin = self.origin(&part);
            if let Some(selector) = self.field_selector(&part) {
                field.selectors.push((selector, origin));
            } else if part.rule() == Rule::map {
                let keeps_rest = part.has(Rule::else_keep);
                let list = self.first_name(&part, Rule::path);
                let list = list.map(|list| FieldAction::Map { list, keeps_rest });
                field.actions.extend(list.map(|list| (list, origin)));
            } else if let Some(action) = self.field_action(&part, &mut field.odd_arguments) {
                field.actions.push((FieldAction::Ready(action), origin));
            }
        }
        field
    }

    fn field_selector(&mut self, part: &Node<'t>) -> Option<FieldSelector> {
        let text = |rule| self.first_name(part, rule).map(|name| name.text);
        match part.rule() {
            Rule::sel_type => text(Rule::name).map(FieldSelector::Type),
            Rule::sel_extension => text(Rule::str).map(FieldSelector::Extension),
            Rule::sel_path => text(Rule::str).map(FieldSelector::Quoted),
            Rule::path => Some(FieldSelector::Named(part.text().to_owned())),
            Rule::sel_segment => Some(FieldSelector::Segment(part.text().to_owned())),
            Rule::sel_tag => Some(FieldSelector::Tag {
                number: text(Rule::tagno).map(|tag| tag.to_uppercase().replace('X', "x")),
                keyword: text(Rule::word),
            }),
            _ => None,
        }
    }

    fn field_action(&mut self, part: &Node<'t>, odd: &mut Vec<Origin>) -> Option<Action> {
        let text = |rule| self.first_name(part, rule).map(|name| name.text);
        Some(match part.rule() {
            Rule::verb => verb(part.text())?,
            Rule::cap => match part.child(Rule::qty) {
                Some(qty) => Action::Cap(Cap {
                    bound: self.first_name(&qty, Rule::num)?.text,
                    unit: self.first_name(&qty, Rule::unit).map(|u| plural(&u.text)),
                }),
                None => Action::Cap(Cap {
                    bound: text(Rule::num)?,
                    unit: None,
                }),
            },
            Rule::first => Action::First(self.first_number(part, 10_000)? as u32),
            Rule::round => Action::Round(text(Rule::num)?),
            Rule::band => {
                let list = part.child(Rule::list)?;
                let bounds = self.each(&list, Rule::operand);
                Action::Band(bounds.into_iter().map(|bound| bound.text).collect())
            }
            Rule::replace => Action::Replace(text(Rule::str)?),
            Rule::call => self.call(part, odd)?,
            _ => return None,
        })
    }

    /// `mask_burned_in(ocr: yes)` is built in; any other call is a plugin's.
    fn call(&mut self, part: &Node<'t>, odd: &mut Vec<Origin>) -> Option<Action> {
        let path = self.first_name(part, Rule::path)?.text;
        let mut arguments = Vec::new();
        for argument in part.child(Rule::arguments)?.children(Rule::argument) {
            let name = self.first_name(&argument, Rule::word);
            let value = self.first_expr(&argument).and_then(plain);
            match value {
                Some(value) => arguments.push(Argument {
                    name: name.map(|name| name.text).unwrap_or_default(),
                    value,
                }),
                None => odd.push(self.origin(&argument)),
            }
        }
        if path == "mask_burned_in" {
            let ocr = |a: &Argument| a.name == "ocr" && a.value == ArgumentValue::Bool(true);
            return Some(Action::MaskBurnedIn {
                ocr: arguments.iter().any(ocr),
            });
        }
        let (plugin, function) = path.rsplit_once('.').unwrap_or(("", &path));
        Some(Action::Call(Call {
            plugin: plugin.to_owned(),
            function: function.to_owned(),
            arguments,
        }))
    }
}

fn verb(word: &str) -> Option<Action> {
    Some(match word {
        "keep" => Action::Keep,
        "drop" => Action::Drop,
        "blank" => Action::Blank,
        "pseudonym" => Action::Pseudonym,
        "remap" => Action::Remap,
        "shift" => Action::Shift,
        "year" => Action::Year,
        "month" => Action::Month,
        _ => return None,
    })
}

fn plural(unit: &str) -> String {
    match unit {
        "year" | "month" | "week" | "day" | "hour" | "minute" => format!("{unit}s"),
        other => other.to_owned(),
    }
}

/// A value that stands for itself.
fn plain(expr: Expr) -> Option<ArgumentValue> {
    let Expr::Bare(operand) = expr else {
        return None;
    };
    match operand.value {
        Value::Text(text) => Some(ArgumentValue::Text(text)),
        Value::Number(number) => Some(ArgumentValue::Number(number)),
        Value::Bool(yes) => Some(ArgumentValue::Bool(yes)),
        Value::Date(day) => Some(ArgumentValue::Date(day)),
        Value::Amount { .. }
        | Value::Measured { .. }
        | Value::List(_)
        | Value::Path(_)
        | Value::Call { .. } => None,
    }
}
