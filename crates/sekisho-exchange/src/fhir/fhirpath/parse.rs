//! Tokens to a path, by the precedence of FHIRPath.

use super::expr::{End, Expr, Order, Precise, Strings, Sum};
use super::lex::{Token, tokens};
use super::{Constant, Constants};

/// Deeper brackets are no path.
const DEPTH_MAX: usize = 64;
/// A longer path is no path; it bounds how deep a chain of steps can be.
const TOKENS_MAX: usize = 1000;
/// The one value set that `memberOf` knows: unit symbols (`dsl/fhir-r4/units.txt`).
const UNITS: &str = "urn:sekisho:valueset:units";

type Parsed<T = Expr> = Result<T, &'static str>;

pub(super) fn parse(text: &str, constants: &Constants) -> Parsed {
    let tokens = tokens(text)?;
    if tokens.len() > TOKENS_MAX {
        return Err("it is too long");
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
        constants,
    };
    let expr = parser.or()?;
    if parser.at < parser.tokens.len() {
        return Err("something stands behind its end");
    }
    Ok(expr)
}

struct Parser<'c> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    constants: &'c Constants,
}

impl Parser<'_> {
    fn sign(&mut self, sign: &str) -> bool {
        self.eat(|token| matches!(token, Token::Sign(found) if *found == sign))
    }

    fn one_of(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        signs.iter().copied().find(|sign| self.sign(sign))
    }

    fn word(&mut self, word: &str) -> bool {
        self.eat(|token| matches!(token, Token::Name(found) if found == word))
    }

    fn eat(&mut self, wanted: impl Fn(&Token) -> bool) -> bool {
        let found = self.tokens.get(self.at).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, sign: &'static str) -> Parsed<()> {
        if self.sign(sign) {
            Ok(())
        } else {
            Err("a bracket is missing")
        }
    }

    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn or(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("its brackets are too deep");
        }
        let mut left = self.and()?;
        while self.word("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.member_of()?;
        while self.word("and") {
            left = Expr::And(Box::new(left), Box::new(self.member_of()?));
        }
        Ok(left)
    }

    fn member_of(&mut self) -> Parsed {
        let left = self.equal()?;
        if !self.word("in") {
            return Ok(left);
        }
        let right = self.equal()?;
        let mut texts = Vec::new();
        if texts_of(&right, &mut texts) {
            texts.sort();
            texts.dedup();
            return Ok(Expr::OneOf(Box::new(left), texts));
        }
        Ok(Expr::In(Box::new(left), Box::new(right)))
    }

    fn equal(&mut self) -> Parsed {
        let left = self.order()?;
        let Some(sign) = self.one_of(&["=", "!="]) else {
            return Ok(left);
        };
        Ok(match (sign, self.order()?) {
            ("=", Expr::Text(text)) => Expr::Is(Box::new(left), text),
            (sign, right) => Expr::Equal(Box::new(left), Box::new(right), sign == "="),
        })
    }

    fn order(&mut self) -> Parsed {
        let left = self.union()?;
        let order = match self.one_of(&["<=", ">=", "<", ">"]) {
            Some("<=") => Order::LessOrEqual,
            Some(">=") => Order::GreaterOrEqual,
            Some("<") => Order::Less,
            Some(_) => Order::Greater,
            None => return Ok(left),
        };
        Ok(Expr::Order(order, Box::new(left), Box::new(self.union()?)))
    }

    fn union(&mut self) -> Parsed {
        let mut left = self.sum()?;
        while self.sign("|") {
            left = Expr::Union(Box::new(left), Box::new(self.sum()?));
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(sign) = self.one_of(&["+", "-"]) {
            let sum = if sign == "+" { Sum::Plus } else { Sum::Minus };
            left = Expr::Sum(sum, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.chain()?;
        while let Some(sign) = self.one_of(&["*", "/"]) {
            let sum = if sign == "*" { Sum::Times } else { Sum::Over };
            left = Expr::Sum(sum, Box::new(left), Box::new(self.chain()?));
        }
        Ok(left)
    }

    fn chain(&mut self) -> Parsed {
        let mut expr = self.head()?;
        loop {
            if self.sign("[") {
                let n = self.index()?;
                self.need("]")?;
                expr = Expr::Index(Box::new(expr), n);
            } else if self.sign(".") {
                let Some(Token::Name(name)) = self.next() else {
                    return Err("a name is missing after the dot");
                };
                expr = self.step(expr, name)?;
            } else {
                return Ok(expr);
            }
        }
    }

    fn index(&mut self) -> Parsed<usize> {
        let digits = match self.next() {
            Some(Token::Number(digits)) => digits,
            Some(Token::Constant(name)) => match self.constants.get(&name) {
                Some(Constant::Number(digits)) => digits.clone(),
                _ => return Err("an index is a whole number"),
            },
            _ => return Err("an index is a whole number"),
        };
        digits.parse().map_err(|_| "an index is a whole number")
    }

    fn head(&mut self) -> Parsed {
        match self.next().ok_or("it ends too early")? {
            Token::Sign("(") => {
                let inner = self.or()?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Sign("{") => self.need("}").map(|()| Expr::Nothing),
            Token::Sign("-") => match self.next() {
                Some(Token::Number(digits)) => Ok(Expr::Number(format!("-{digits}"))),
                _ => Err("a number is missing after the minus"),
            },
            Token::Text(text) => Ok(Expr::Text(text)),
            Token::Number(digits) => Ok(Expr::Number(digits)),
            Token::This => Ok(Expr::This),
            Token::Constant(name) => self.constant(&name),
            Token::Name(name) if name == "true" || name == "false" => {
                Ok(Expr::Bool(name == "true"))
            }
            Token::Name(name) => self.step(Expr::This, name),
            Token::Sign(_) => Err("a name is missing"),
        }
    }

    fn constant(&self, name: &str) -> Parsed {
        Ok(match (name, self.constants.get(name)) {
            (_, Some(Constant::Text(text))) => Expr::Text(text.clone()),
            (_, Some(Constant::Bool(value))) => Expr::Bool(*value),
            (_, Some(Constant::Number(digits))) => Expr::Number(digits.clone()),
            (_, Some(Constant::Texts(texts))) => {
                let one = |text: &String| Expr::Text(text.clone());
                let union = |left, right| Expr::Union(Box::new(left), Box::new(right));
                texts.iter().map(one).reduce(union).unwrap_or(Expr::Nothing)
            }
            ("resource" | "rootResource" | "context", None) => Expr::Resource,
            ("rowIndex", None) => Expr::Row,
            _ => return Err("it names a constant that is not declared"),
        })
    }

    /// A member, or a function of what stands before the dot.
    fn step(&mut self, of: Expr, name: String) -> Parsed {
        if !self.sign("(") {
            return Ok(Expr::Member(Box::new(of), name));
        }
        let of = Box::new(of);
        let expr = match name.as_str() {
            "where" => Expr::Where(of, Box::new(self.or()?)),
            "select" => Expr::Select(of, Box::new(self.or()?)),
            "all" => Expr::All(of, Box::new(self.or()?)),
            "exists" if self.closes() => Expr::Exists(of),
            "exists" => Expr::Exists(Box::new(Expr::Where(of, Box::new(self.or()?)))),
            "empty" => Expr::Empty(of),
            "not" => Expr::Not(of),
            "first" => Expr::Index(of, 0),
            "last" => Expr::Last(of),
            "count" => Expr::Count(of),
            "ofType" => self.of_type(of)?,
            "extension" => Expr::Extension(of, self.literal()?),
            "join" if self.closes() => Expr::Join(of, String::new()),
            "join" => Expr::Join(of, self.literal()?),
            "startsWith" => Expr::Strings(Strings::StartsWith, of, Box::new(self.or()?)),
            "endsWith" => Expr::Strings(Strings::EndsWith, of, Box::new(self.or()?)),
            "contains" => Expr::Strings(Strings::Contains, of, Box::new(self.or()?)),
            "memberOf" => match self.literal()?.as_str() {
                UNITS => Expr::IsUnit(of),
                _ => return Err("memberOf knows the value set of units only"),
            },
            "getResourceKey" => Expr::ResourceKey(of),
            "getReferenceKey" => Expr::ReferenceKey(of, self.type_name()),
            "lowBoundary" => boundary(of, End::Low),
            "highBoundary" => boundary(of, End::High),
            _ => return Err("it calls a function that is not supported"),
        };
        self.need(")")?;
        Ok(expr)
    }

    fn closes(&self) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::Sign(")")))
    }

    fn literal(&mut self) -> Parsed<String> {
        match self.next() {
            Some(Token::Text(text)) => Ok(text),
            Some(Token::Constant(name)) => match self.constants.get(&name) {
                Some(Constant::Text(text)) => Ok(text.clone()),
                _ => Err("the function takes a text"),
            },
            _ => Err("the function takes a text"),
        }
    }

    /// `Patient`, `FHIR.Patient`
    fn type_name(&mut self) -> Option<String> {
        let Some(Token::Name(name)) = self.tokens.get(self.at).cloned() else {
            return None;
        };
        self.at += 1;
        if name == "FHIR" && self.sign(".") {
            return self.type_name();
        }
        Some(name)
    }

    fn of_type(&mut self, of: Box<Expr>) -> Parsed {
        let name = self.type_name().ok_or("ofType needs a type")?;
        if sekisho_model::catalog::r4().is_resource(&name) {
            return Ok(Expr::OfResource(of, name));
        }
        let Expr::Member(of, member) = *of else {
            return Err("ofType stands behind a choice element");
        };
        let suffix = name[..1].to_ascii_uppercase() + &name[1..];
        if CHOICE_TYPES.binary_search(&suffix.as_str()).is_err() {
            return Err("ofType names no type of a choice element");
        }
        Ok(Expr::Choice(of, member + &suffix))
    }
}

fn boundary(of: Box<Expr>, end: End) -> Expr {
    let precise = match &*of {
        Expr::Choice(_, key) if key.ends_with("DateTime") || key.ends_with("Instant") => {
            Precise::DateTime
        }
        _ => Precise::AsWritten,
    };
    Expr::Boundary(of, end, precise)
}

/// Whether an expression is a union of texts, and which.
fn texts_of(expr: &Expr, texts: &mut Vec<String>) -> bool {
    match expr {
        Expr::Text(text) => {
            texts.push(text.clone());
            true
        }
        Expr::Union(left, right) => texts_of(left, texts) && texts_of(right, texts),
        _ => false,
    }
}

/// The types that `x[x]` elements of R4 take, as they stand in keys; sorted.
pub(super) const CHOICE_TYPES: [&str; 40] = [
    "Address",
    "Age",
    "Annotation",
    "Attachment",
    "Base64Binary",
    "Boolean",
    "Canonical",
    "Code",
    "CodeableConcept",
    "Coding",
    "ContactPoint",
    "Count",
    "Date",
    "DateTime",
    "Decimal",
    "Distance",
    "Duration",
    "HumanName",
    "Id",
    "Identifier",
    "Instant",
    "Integer",
    "Markdown",
    "Money",
    "Oid",
    "Period",
    "PositiveInt",
    "Quantity",
    "Range",
    "Ratio",
    "Reference",
    "SampledData",
    "Signature",
    "String",
    "Time",
    "Timing",
    "UnsignedInt",
    "Uri",
    "Url",
    "Uuid",
];
