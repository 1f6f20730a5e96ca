//! Thresholds: the unit an author wrote, the one that was meant, and what the number is in others.

use sekisho_model::cohort::{Codes, CompareOp, Comparison, Literal, Measure, Predicate, Term};
use sekisho_model::decimal::Decimal;
use sekisho_model::measure::{self, Meaning, NO_UNIT, Partners};
use sekisho_model::oncology::{Column, View};
use sekisho_model::ucum::{self, Unit};
use sekisho_model::{CodelistName, Origin};
use sekisho_syntax::ast::{Name, Operand, Value};
use sekisho_syntax::nearest;

use super::Analyzer;
use crate::problem::{codelist as codelist_problems, types};

/// The systems of the table of customary units; a codelist has its system's name beside its
/// spellings.
const SYSTEMS: [&str; 2] = ["LOINC", "JLAC10"];

/// A threshold as written.
struct Written<'w> {
    number: &'w str,
    unit: Option<Wanted<'w>>,
}

/// The unit behind a number: in quotes, or a word of the language.
enum Wanted<'w> {
    Quoted(&'w Name),
    Word(&'w str),
}

impl Analyzer<'_> {
    /// A number against a column of numbers.
    pub(super) fn number(&mut self, right: &Operand, column: &Column) -> Option<Literal> {
        let Some(written) = written(&right.value) else {
            return self.mismatch(right, column);
        };
        match (&column.measure, &column.unit) {
            (Some(Partners { unit: Some(_), .. }), _) => self.measured(right, column, &written),
            (partners, unit) => {
                let number =
                    self.in_unit(right, column, unit.as_deref().unwrap_or("1"), &written)?;
                Some(match partners {
                    None => Literal::Number(number),
                    // The unit is the column's, the comparator each value's own.
                    Some(_) => Literal::Quantity(Measure {
                        number: written.number.to_owned(),
                        unit: unit.clone(),
                        means: vec![Meaning {
                            dimension: NO_UNIT.to_owned(),
                            number,
                        }],
                    }),
                })
            }
        }
    }

    /// Against values that each have a unit.
    fn measured(
        &mut self,
        right: &Operand,
        column: &Column,
        written: &Written<'_>,
    ) -> Option<Literal> {
        let number = Decimal::parse(written.number)?;
        let unit = match &written.unit {
            Some(wanted) => Some(self.unit_of(wanted, &right.origin)?),
            None => self.customary_unit(right, column, written.number),
        };
        let read = unit.as_deref().and_then(Unit::parse);
        let means = measure::meanings(&number, read.as_ref(), self.molar_mass_here().as_ref());
        Some(Literal::Quantity(Measure {
            number: written.number.to_owned(),
            unit,
            means,
        }))
    }

    /// In the one unit of a column; without a unit in ones, or with a remark in that unit.
    fn in_unit(
        &mut self,
        right: &Operand,
        column: &Column,
        wanted: &str,
        written: &Written<'_>,
    ) -> Option<String> {
        let own = Unit::read(wanted)?;
        let Some(unit) = &written.unit else {
            if !own.is_one() {
                let fix = with_unit(written.number, wanted);
                let at = right.origin.clone();
                self.say(types::no_unit(at, column.name.as_str(), Some(&fix)));
            }
            return Some(written.number.to_owned());
        };
        let spelled = self.unit_of(unit, &right.origin)?;
        let number = Decimal::parse(written.number)?;
        let converted = Unit::parse(&spelled)?.convert(&number, &own);
        if converted.is_none() {
            let at = right.origin.clone();
            let name = column.name.as_str();
            self.say(types::wrong_unit(at, name, wanted, unit.text()));
        }
        converted.map(|number| number.to_string())
    }

    /// The unit as UCUM spells it; what is none is said.
    fn unit_of(&mut self, wanted: &Wanted<'_>, at: &Origin) -> Option<String> {
        match wanted {
            Wanted::Word(word) => {
                let respelled = Unit::respelled(word).unwrap_or_else(|| (*word).to_owned());
                if Unit::parse(&respelled).is_none() {
                    self.say(types::unknown_unit(at.clone(), word, None));
                    return None;
                }
                Some(respelled)
            }
            Wanted::Quoted(name) => {
                let meant = Unit::respelled(&name.text);
                if meant.is_none() && Unit::parse(&name.text).is_some() {
                    return Some(name.text.clone());
                }
                let near = meant.or_else(|| {
                    let near = nearest(&name.text, ucum::customary_units());
                    near.map(str::to_owned)
                });
                let at = name.origin.clone();
                self.say(types::unknown_unit(at, &name.text, near.as_deref()));
                None
            }
        }
    }

    /// The unit in which all the tests asked for are reported. Said with it, or without one.
    fn customary_unit(&mut self, right: &Operand, column: &Column, number: &str) -> Option<String> {
        let unit = self.coded.iter().find_map(customary_of);
        let fix = unit.map(|unit| with_unit(number, unit));
        let at = right.origin.clone();
        self.say(types::no_unit(at, column.name.as_str(), fix.as_deref()));
        unit.map(str::to_owned)
    }

    /// The molar mass that the codelists beside a comparison state, where they agree.
    fn molar_mass_here(&self) -> Option<Decimal> {
        let lists = self.coded.iter();
        let mut stated = lists.filter_map(|list| self.molar_masses.get(&list.name));
        let first = stated.next()?;
        stated.all(|other| other == first).then(|| first.clone())
    }

    /// `molar mass 113.12 "g/mol"` of a codelist.
    pub(super) fn molar_mass(&mut self, list: &str, number: &str, unit: &Name) {
        let read = Unit::parse(&unit.text).and_then(|unit| measure::molar_mass(number, &unit));
        match read {
            Some(mass) => {
                self.molar_masses.insert(CodelistName::new(list), mass);
            }
            None => {
                let written = format!("{number} \"{}\"", unit.text);
                let at = unit.origin.clone();
                self.say(codelist_problems::molar_mass(at, &written));
            }
        }
    }

    /// The unit of a value given in a test: as written, or that in which its test is reported.
    pub(super) fn given_unit(&mut self, unit: &Name) -> Option<String> {
        self.unit_of(&Wanted::Quoted(unit), &unit.origin)
    }

    /// A value given in a test for a column of one unit.
    pub(super) fn given_in_unit(&mut self, right: &Operand, column: &Column) -> Option<String> {
        let written = written(&right.value)?;
        let wanted = column.unit.clone().unwrap_or_else(|| "1".to_owned());
        match &written.unit {
            None => Some(written.number.to_owned()),
            Some(_) => self.in_unit(right, column, &wanted, &written),
        }
    }
}

impl Wanted<'_> {
    fn text(&self) -> &str {
        match self {
            Self::Quoted(name) => &name.text,
            Self::Word(word) => word,
        }
    }
}

fn written(value: &Value) -> Option<Written<'_>> {
    let (number, unit) = match value {
        Value::Number(number) => match number.strip_suffix('%') {
            Some(number) => (number, Some(Wanted::Word("%"))),
            None => (number.as_str(), None),
        },
        Value::Amount { number, unit } => (number.as_str(), Some(Wanted::Word(unit))),
        Value::Measured { number, unit } => (number.as_str(), Some(Wanted::Quoted(unit))),
        _ => return None,
    };
    (!number.ends_with('%')).then_some(Written { number, unit })
}

/// A number with its unit as it is written: the words of the language stay bare.
fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        "mm" | "years" => format!("{number} {unit}"),
        unit => {
            let spelled = Unit::respelled(unit);
            format!("{number} \"{}\"", spelled.as_deref().unwrap_or(unit))
        }
    }
}

/// The one unit in which every test of a list is customarily reported.
fn customary_of(list: &Codes) -> Option<&'static str> {
    let mut systems = list.systems.iter();
    let told = list.systems.is_empty() || systems.any(|system| SYSTEMS.contains(&system.as_str()));
    if !told || !list.prefixes.is_empty() {
        return None;
    }
    let mut units = list.codes.iter().map(|code| ucum::customary(code));
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then_some(first)
}

/// The codes that every event which meets a condition has one of.
pub(super) fn coded(predicate: &Predicate, view: &View, into: &mut Vec<Codes>) {
    match predicate {
        Predicate::And(all) => all.iter().for_each(|part| coded(part, view, into)),
        Predicate::Compare(Comparison {
            term: Term::Event(column),
            op,
            right,
            ..
        }) if view.first_code().is_some_and(|code| code.name == *column) => {
            into.extend(codes_of(*op, right));
        }
        _ => {}
    }
}

fn codes_of(op: CompareOp, right: &Literal) -> Option<Codes> {
    let texts = match (op, right) {
        (CompareOp::In, Literal::Codes(codes)) => return Some(codes.clone()),
        (CompareOp::Equal, one @ Literal::Text(_)) => std::slice::from_ref(one),
        (CompareOp::In, Literal::List(all)) => all.as_slice(),
        _ => return None,
    };
    let text = |literal: &Literal| match literal {
        Literal::Text(text) => Some(text.clone()),
        _ => None,
    };
    Some(Codes {
        name: CodelistName::new(""),
        systems: Vec::new(),
        codes: texts.iter().map(text).collect::<Option<_>>()?,
        prefixes: Vec::new(),
        excluded: Vec::new(),
        excluded_prefixes: Vec::new(),
    })
}

/// The unit in which a given code's test is reported.
pub(super) fn customary_of_codes(codings: &[(String, String)]) -> Option<&'static str> {
    codings.iter().find_map(|(_, code)| ucum::customary(code))
}
