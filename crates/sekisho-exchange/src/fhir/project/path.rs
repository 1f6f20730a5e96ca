//! The part of FHIRPath that data models use, compiled once and evaluated over a record.
//!
//! Member access, `[n]`, `.first()`, `.where(…)`, `.exists()`, `.empty()`, `.not()`, `.ofType(T)`,
//! `|`, `=`, `!=`, `and`, `or`, `{}`, text and boolean literals. Anything else is an error when the
//! model is compiled, never a silent nothing.

use super::tree::Tree;

/// A compiled path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path(Expr);

/// What is wrong with a path, with the path itself: model text, never patient data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("FHIRPath {path:?}: {what}")]
pub struct PathError {
    pub path: String,
    pub what: &'static str,
}

/// An element a path led to.
#[derive(Clone, Copy, Debug)]
pub enum Item<'t, 'a> {
    Node(&'t Tree<'a>),
    Bool(bool),
    Text(&'t str),
}

#[derive(Clone, Debug, PartialEq)]
enum Expr {
    /// The element at hand.
    This,
    Nothing,
    Text(String),
    Bool(bool),
    Member(Box<Expr>, String),
    /// `value.ofType(Quantity)`: the one key `valueQuantity`.
    Choice(Box<Expr>, String),
    Index(Box<Expr>, usize),
    Where(Box<Expr>, Box<Expr>),
    Exists(Box<Expr>, bool),
    Not(Box<Expr>),
    Union(Box<Expr>, Box<Expr>),
    Equal(Box<Expr>, Box<Expr>, bool),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
}

impl Path {
    pub fn compile(text: &str) -> Result<Self, PathError> {
        let fail = |what| PathError {
            path: text.to_owned(),
            what,
        };
        let mut parser = Parser {
            tokens: tokens(text).map_err(fail)?,
            at: 0,
        };
        let expr = parser.or().map_err(fail)?;
        if parser.at < parser.tokens.len() {
            return Err(fail("something stands behind its end"));
        }
        Ok(Self(expr))
    }

    pub fn items<'t, 'a>(&'t self, record: &'t Tree<'a>) -> Vec<Item<'t, 'a>> {
        eval(&self.0, Item::Node(record))
    }

    /// Non-empty and not false.
    pub fn holds(&self, record: &Tree<'_>) -> bool {
        truth(&self.items(record))
    }
}

impl<'t> Item<'t, '_> {
    pub fn text(&self) -> Option<&'t str> {
        match self {
            Self::Node(tree) => tree.text(),
            Self::Text(text) => Some(text),
            Self::Bool(_) => None,
        }
    }
}

fn truth(items: &[Item<'_, '_>]) -> bool {
    match items.first() {
        None => false,
        Some(Item::Bool(value) | Item::Node(Tree::Bool(value))) => *value,
        Some(_) => true,
    }
}

fn eval<'t, 'a>(expr: &'t Expr, at: Item<'t, 'a>) -> Vec<Item<'t, 'a>> {
    let one = |value: bool| vec![Item::Bool(value)];
    match expr {
        Expr::This => vec![at],
        Expr::Nothing => Vec::new(),
        Expr::Text(text) => vec![Item::Text(text)],
        Expr::Bool(value) => one(*value),
        Expr::Member(of, name) => eval(of, at)
            .into_iter()
            .flat_map(|item| member(item, name))
            .collect(),
        Expr::Choice(of, name) => eval(of, at)
            .into_iter()
            .flat_map(|item| key(item, name))
            .collect(),
        Expr::Index(of, n) => eval(of, at).into_iter().skip(*n).take(1).collect(),
        Expr::Where(of, test) => eval(of, at)
            .into_iter()
            .filter(|item| truth(&eval(test, *item)))
            .collect(),
        Expr::Exists(of, wanted) => one(eval(of, at).is_empty() != *wanted),
        Expr::Not(of) => match &eval(of, at)[..] {
            [] => Vec::new(),
            items => one(!truth(items)),
        },
        Expr::Union(left, right) => {
            let mut items = eval(left, at);
            items.extend(eval(right, at));
            items
        }
        Expr::Equal(left, right, wanted) => match (&eval(left, at)[..], &eval(right, at)[..]) {
            ([], _) | (_, []) => Vec::new(),
            ([left], [right]) => one(same(left, right) == *wanted),
            _ => one(!wanted),
        },
        Expr::And(left, right) => one(truth(&eval(left, at)) && truth(&eval(right, at))),
        Expr::Or(left, right) => one(truth(&eval(left, at)) || truth(&eval(right, at))),
    }
}

fn same(left: &Item<'_, '_>, right: &Item<'_, '_>) -> bool {
    let flag = |item: &Item<'_, '_>| match item {
        Item::Bool(value) | Item::Node(Tree::Bool(value)) => Some(*value),
        _ => None,
    };
    match (left.text(), right.text()) {
        (Some(left), Some(right)) => left == right,
        _ => flag(left).is_some() && flag(left) == flag(right),
    }
}

/// A key of an object, its array opened.
fn key<'t, 'a>(item: Item<'t, 'a>, name: &str) -> Vec<Item<'t, 'a>> {
    let Item::Node(tree) = item else {
        return Vec::new();
    };
    open(tree.get(name))
}

/// A member by its name in FHIR: the key, or the one choice key `nameType` that stands there.
fn member<'t, 'a>(item: Item<'t, 'a>, name: &str) -> Vec<Item<'t, 'a>> {
    let Item::Node(tree @ Tree::Object(members)) = item else {
        return Vec::new();
    };
    match tree.get(name) {
        Some(found) => open(Some(found)),
        None => {
            let choice = members.iter().find(|(key, _)| {
                key.strip_prefix(name)
                    .is_some_and(|suffix| CHOICE_TYPES.binary_search(&suffix).is_ok())
            });
            open(choice.map(|(_, value)| value))
        }
    }
}

fn open<'t, 'a>(found: Option<&'t Tree<'a>>) -> Vec<Item<'t, 'a>> {
    match found {
        None | Some(Tree::Null) => Vec::new(),
        Some(Tree::Array(items)) => items
            .iter()
            .filter(|item| !matches!(item, Tree::Null))
            .map(Item::Node)
            .collect(),
        Some(tree) => vec![Item::Node(tree)],
    }
}

/// The types that `x[x]` elements of R4 resources take, as they stand in keys; sorted.
const CHOICE_TYPES: [&str; 29] = [
    "Address",
    "Age",
    "Annotation",
    "Attachment",
    "Boolean",
    "Canonical",
    "Code",
    "CodeableConcept",
    "Coding",
    "Date",
    "DateTime",
    "Decimal",
    "Duration",
    "HumanName",
    "Identifier",
    "Instant",
    "Integer",
    "Money",
    "Period",
    "PositiveInt",
    "Quantity",
    "Range",
    "Ratio",
    "Reference",
    "SampledData",
    "String",
    "Time",
    "Timing",
    "Uri",
];

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Number(usize),
    Sign(&'static str),
}

const SIGNS: [&str; 10] = ["!=", "=", "|", ".", "(", ")", "[", "]", "{", "}"];

fn tokens(text: &str) -> Result<Vec<Token>, &'static str> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let end = rest[1..].find('\'').ok_or("a text does not end")?;
            out.push(Token::Text(rest[1..=end].to_owned()));
            rest = &rest[end + 2..];
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            out.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            match name.parse() {
                Ok(number) => out.push(Token::Number(number)),
                Err(_) if name.is_empty() => {
                    return Err("it holds a character that has no meaning here");
                }
                Err(_) => out.push(Token::Name(name.to_owned())),
            }
            rest = after;
        }
        rest = rest.trim_start();
    }
    Ok(out)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

type Parsed = Result<Expr, &'static str>;

impl Parser {
    fn sign(&mut self, sign: &str) -> bool {
        self.eat(|token| matches!(token, Token::Sign(found) if *found == sign))
    }

    fn word(&mut self, word: &str) -> bool {
        self.eat(|token| matches!(token, Token::Name(found) if found == word))
    }

    fn eat(&mut self, wanted: impl Fn(&Token) -> bool) -> bool {
        let found = self.tokens.get(self.at).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, sign: &'static str) -> Result<(), &'static str> {
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
        let mut left = self.and()?;
        while self.word("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.equal()?;
        while self.word("and") {
            left = Expr::And(Box::new(left), Box::new(self.equal()?));
        }
        Ok(left)
    }

    fn equal(&mut self) -> Parsed {
        let left = self.union()?;
        let wanted = if self.sign("=") {
            true
        } else if self.sign("!=") {
            false
        } else {
            return Ok(left);
        };
        Ok(Expr::Equal(Box::new(left), Box::new(self.union()?), wanted))
    }

    fn union(&mut self) -> Parsed {
        let mut left = self.chain()?;
        while self.sign("|") {
            left = Expr::Union(Box::new(left), Box::new(self.chain()?));
        }
        Ok(left)
    }

    fn chain(&mut self) -> Parsed {
        let mut expr = self.head()?;
        loop {
            if self.sign("[") {
                let Some(Token::Number(n)) = self.next() else {
                    return Err("an index is a number");
                };
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

    fn head(&mut self) -> Parsed {
        match self.next().ok_or("it ends too early")? {
            Token::Sign("(") => {
                let inner = self.or()?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Sign("{") => self.need("}").map(|()| Expr::Nothing),
            Token::Text(text) => Ok(Expr::Text(text)),
            Token::Name(name) if name == "true" || name == "false" => {
                Ok(Expr::Bool(name == "true"))
            }
            Token::Name(name) => self.step(Expr::This, name),
            _ => Err("a name is missing"),
        }
    }

    /// A member, or a function of what stands before the dot.
    fn step(&mut self, of: Expr, name: String) -> Parsed {
        if !self.sign("(") {
            return Ok(Expr::Member(Box::new(of), name));
        }
        let of = Box::new(of);
        let expr = match name.as_str() {
            "where" => Expr::Where(of, Box::new(self.or()?)),
            "exists" => Expr::Exists(of, true),
            "empty" => Expr::Exists(of, false),
            "not" => Expr::Not(of),
            "first" => Expr::Index(of, 0),
            "ofType" => self.of_type(*of)?,
            _ => return Err("it calls a function that data models don't have"),
        };
        self.need(")")?;
        Ok(expr)
    }

    fn of_type(&mut self, of: Expr) -> Parsed {
        let Some(Token::Name(name)) = self.next() else {
            return Err("ofType needs a type");
        };
        let Expr::Member(of, member) = of else {
            return Err("ofType stands behind a choice element");
        };
        let suffix = name[..1].to_ascii_uppercase() + &name[1..];
        if CHOICE_TYPES.binary_search(&suffix.as_str()).is_err() {
            return Err("ofType names no type of a choice element");
        }
        Ok(Expr::Choice(of, member + &suffix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"resourceType":"Observation","deceasedBoolean":false,"status":"final","statusReason":"no",
        "code":{"coding":[{"system":"s1","code":"a"},{"system":"s2","code":"b"}]},
        "name":[{"given":["X","Y",null]},{"given":["Z"]}],"valueQuantity":{"value":1.10,"code":"mg"}}"#;

    fn check(path: &str, expect: &[&str]) {
        let tree = Tree::parse(RECORD.as_bytes()).unwrap();
        let path = Path::compile(path).unwrap();
        let found: Vec<String> = path.items(&tree).iter().map(show).collect();
        assert_eq!(found, expect, "{path:?}");
    }

    fn show(item: &Item<'_, '_>) -> String {
        match item {
            Item::Bool(value) | Item::Node(Tree::Bool(value)) => value.to_string(),
            Item::Node(Tree::Number(digits)) => (*digits).to_owned(),
            item => item.text().unwrap_or("…").to_owned(),
        }
    }

    #[test]
    fn paths_lead_through_objects_and_arrays() {
        check("code.coding.code", &["a", "b"]);
        check("name.given", &["X", "Y", "Z"]);
        check("name[1].given", &["Z"]);
        check("name.given.first()", &["X"]);
        check("code.coding.where(system = 's2').code", &["b"]);
        check(
            "code.coding.where(system = 's2' or code = 'a').code",
            &["a", "b"],
        );
        check(
            "nothing.here | status | code.coding[0].code",
            &["final", "a"],
        );
        check("{}", &[]);
    }

    #[test]
    fn choices_are_found_by_type_and_never_by_a_longer_name() {
        check("value.ofType(Quantity).value", &["1.10"]);
        check("value.code", &["mg"]);
        check("value.ofType(string)", &[]);
        check("deceased", &["false"]);
        check("stat", &[]);
    }

    #[test]
    fn tests_have_two_values_and_absence_is_nothing() {
        check("status = 'final'", &["true"]);
        check("status != 'final'", &["false"]);
        check("absent = 'final'", &[]);
        check("absent.exists() or code.coding.exists()", &["true"]);
        check("absent.empty() and status.exists().not()", &["false"]);
        check("code.coding.code = 'a'", &["false"]);
        let tree = Tree::parse(RECORD.as_bytes()).unwrap();
        assert!(!Path::compile("deceased").unwrap().holds(&tree));
        assert!(!Path::compile("absent").unwrap().holds(&tree));
        assert!(Path::compile("status").unwrap().holds(&tree));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for bad in [
            "",
            "a.",
            "a.resolve()",
            "a.where(",
            "a b",
            "a[x]",
            "a.ofType(Banana)",
            "a & b",
            "'open",
        ] {
            assert!(Path::compile(bad).is_err(), "{bad}");
        }
    }
}
