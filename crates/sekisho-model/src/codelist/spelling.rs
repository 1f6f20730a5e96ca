//! How the codes of a system are written (`dsl/codes/shapes.yaml`): their shapes and check digit.

use serde::{Deserialize, Serialize};

use super::{CodeEntry, Shape, luhn, verhoeff};

/// What is certain of a system's codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spelling {
    /// As written: `A9X.X{1,4}`.
    pub shapes: Vec<String>,
    #[serde(default)]
    pub check_digit: Option<CheckDigit>,
    pub source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckDigit {
    /// Mod 10 after Luhn over the digits (LOINC).
    Luhn,
    /// Verhoeff's dihedral check (SNOMED CT).
    Verhoeff,
}

/// What is wrong with the spelling of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    Shape,
    CheckDigit,
}

/// A spelling whose shapes are read.
#[derive(Clone, Debug)]
pub struct Form {
    pub written: Vec<String>,
    shapes: Vec<Shape>,
    pub check_digit: Option<CheckDigit>,
}

impl Form {
    pub fn slip(&self, entry: &CodeEntry) -> Option<Slip> {
        let code = entry.code.as_str();
        let fits = |shape: &Shape| shape.fits(code) || entry.below && shape.begins(code);
        if !self.shapes.iter().any(fits) {
            return Some(Slip::Shape);
        }
        // The beginning of a code ends with no check digit.
        let holds = entry.below || self.check_holds(code);
        (!holds).then_some(Slip::CheckDigit)
    }

    /// A whole code of the system, as far as its spelling tells.
    pub fn fits(&self, code: &str) -> bool {
        self.shapes.iter().any(|shape| shape.fits(code)) && self.check_holds(code)
    }

    fn check_holds(&self, code: &str) -> bool {
        match self.check_digit {
            Some(CheckDigit::Luhn) => luhn(code),
            Some(CheckDigit::Verhoeff) => verhoeff(code),
            None => true,
        }
    }
}

impl From<&Spelling> for Form {
    /// # Panics
    /// Where a shape of the shipped file can't be read.
    fn from(spelling: &Spelling) -> Self {
        let shape = |text: &String| {
            let source = &spelling.source;
            Shape::parse(text).unwrap_or_else(|| panic!("dsl/codes/shapes.yaml: {text} ({source})"))
        };
        Self {
            shapes: spelling.shapes.iter().map(shape).collect(),
            check_digit: spelling.check_digit,
            written: spelling.shapes.clone(),
        }
    }
}
