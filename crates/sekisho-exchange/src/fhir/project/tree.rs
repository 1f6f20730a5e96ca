//! A strict JSON reader that borrows from the record: no number is converted, no string is copied
//! unless it holds an escape.
//!
//! Stricter than most: a key may stand once in an object, however it is escaped; lone surrogates,
//! control characters and depths beyond 64 are refused. What it accepts, every other reader of
//! this crate can walk without checking again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::fhir::head::Reject;

/// Objects and arrays inside each other.
pub const DEPTH_MAX: usize = 64;

/// A JSON value inside a record.
pub enum Tree<'a> {
    Null,
    Bool(bool),
    /// Digits as written.
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Tree<'a>>),
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl<'a> Tree<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Reject> {
        let text = std::str::from_utf8(bytes).map_err(|_| Reject::NotUtf8)?;
        let mut reader = Reader { text, at: 0 };
        reader.blanks();
        let tree = reader.value(0)?;
        reader.blanks();
        if reader.at == bytes.len() {
            Ok(tree)
        } else {
            Err(Reject::NotJson)
        }
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What stands at a place: keys and indexes, `contained/0/component/1`.
    pub fn at(&self, place: &str) -> Option<&Self> {
        let mut steps = place.split('/').filter(|step| !step.is_empty());
        steps.try_fold(self, |tree, step| match tree {
            Self::Array(items) => items.get(step.parse::<usize>().ok()?),
            tree => tree.get(step),
        })
    }

    /// Takes away what stands at these places; what is not there is gone already.
    pub fn cut<'p>(&mut self, places: impl Iterator<Item = &'p str>) {
        let mut places: Vec<Vec<Step<'p>>> = places.map(steps).collect();
        places.sort();
        self.cut_sorted(&places, 0);
    }

    /// `places` are sorted and alike in their first `depth` steps. Whatever their number, each
    /// object and array is gone through once.
    fn cut_sorted(&mut self, places: &[Vec<Step<'_>>], depth: usize) {
        let groups = places.chunk_by(|one, other| one.get(depth) == other.get(depth));
        let groups = groups.filter_map(|group| Some((group.first()?.get(depth)?, group)));
        let groups: BTreeMap<&Step<'_>, &[Vec<Step<'_>>]> = groups.collect();
        // The shortest of a group comes first: what goes as a whole needs no look inside.
        let stays = |step: &Step<'_>, value: &mut Self| match groups.get(step) {
            None => true,
            Some(group) if group[0].len() == depth + 1 => false,
            Some(group) => {
                value.cut_sorted(group, depth + 1);
                true
            }
        };
        match self {
            Self::Array(items) => {
                let mut next = 0;
                items.retain_mut(|item| {
                    let step = Step::Index(next);
                    next += 1;
                    stays(&step, item)
                });
            }
            Self::Object(members) => {
                members.retain_mut(|(name, value)| stays(&Step::Key(name), value));
            }
            _ => {}
        }
    }

    /// In which of these places each element stands, the innermost where one is inside another.
    pub fn innermost<'p>(&self, places: impl Iterator<Item = &'p str>) -> Innermost {
        let mut places: Vec<(Vec<Step<'p>>, usize)> = places
            .enumerate()
            .filter(|(_, place)| !place.is_empty())
            .map(|(n, place)| (steps(place), n))
            .collect();
        places.sort();
        let mut found = Innermost(BTreeMap::new());
        self.note(&places, 0, None, &mut found);
        found
    }

    fn note(
        &self,
        places: &[(Vec<Step<'_>>, usize)],
        depth: usize,
        around: Option<usize>,
        found: &mut Innermost,
    ) {
        let own = places.first().filter(|(place, _)| place.len() == depth);
        let around = own.map(|(_, n)| *n).or(around);
        if let Some(n) = around {
            found.0.insert(address(self), n);
        }
        if around.is_none() && places.is_empty() {
            return;
        }
        let groups = places.chunk_by(|one, other| one.0.get(depth) == other.0.get(depth));
        let groups = groups.filter_map(|group| Some((group.first()?.0.get(depth)?, group)));
        let groups: BTreeMap<&Step<'_>, &[(Vec<Step<'_>>, usize)]> = groups.collect();
        let below = |step: &Step<'_>| groups.get(step).copied().unwrap_or_default();
        match self {
            Self::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    item.note(below(&Step::Index(n)), depth + 1, around, found);
                }
            }
            Self::Object(members) => {
                for (name, value) in members {
                    value.note(below(&Step::Key(name)), depth + 1, around, found);
                }
            }
            _ => {}
        }
    }

    /// Writes in place of each reference the name of the record that it leads to, and takes away
    /// those that lead nowhere.
    pub fn name_references(&mut self, names: &dyn Fn(&str) -> Option<String>) {
        match self {
            Self::Array(items) => {
                for item in items {
                    item.name_references(names);
                }
            }
            Self::Object(members) => {
                members.retain_mut(|(name, value)| match (name.as_ref(), value.text()) {
                    // Into the record itself.
                    ("reference", Some(to)) if to.starts_with('#') => true,
                    ("reference", Some(to)) => match names(to) {
                        None => false,
                        Some(name) => {
                            *value = Self::Text(Cow::Owned(name));
                            true
                        }
                    },
                    _ => true,
                });
                for (_, value) in members {
                    value.name_references(names);
                }
            }
            _ => {}
        }
    }

    /// Gives a resource the id by which the bank knows it.
    pub fn set_id(&mut self, id: &str) {
        if let Self::Object(members) = self
            && let Some((_, value)) = members.iter_mut().find(|(name, _)| name == "id")
        {
            *value = Self::Text(Cow::Owned(id.to_owned()));
        }
    }
}

/// Of the elements that stand in some place: in which.
pub struct Innermost(BTreeMap<usize, usize>);

impl Innermost {
    /// `element` is one of the tree that was looked through.
    pub fn of(&self, element: &Tree<'_>) -> Option<usize> {
        self.0.get(&address(element)).copied()
    }
}

/// What tells an element of a tree from every other one.
fn address(element: &Tree<'_>) -> usize {
    std::ptr::from_ref(element).addr()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// No key of the standard is a number.
fn steps(place: &str) -> Vec<Step<'_>> {
    let step = |step| match str::parse(step) {
        Ok(n) => Step::Index(n),
        Err(_) => Step::Key(step),
    };
    place.split('/').map(step).collect()
}

impl std::fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool",
            Self::Number(_) => "Number",
            Self::Text(_) => "Text",
            Self::Array(_) => "Array",
            Self::Object(_) => "Object",
        })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Reject> {
        if self.peek() != Some(byte) {
            return Err(Reject::NotJson);
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &str, tree: Tree<'a>) -> Result<Tree<'a>, Reject> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Reject::NotJson);
        }
        self.at += word.len();
        Ok(tree)
    }

    fn value(&mut self, depth: usize) -> Result<Tree<'a>, Reject> {
        match self.peek().ok_or(Reject::NotJson)? {
            b'{' => self.object(depth + 1),
            b'[' => self.array(depth + 1),
            b'"' => self.string().map(Tree::Text),
            b't' => self.word("true", Tree::Bool(true)),
            b'f' => self.word("false", Tree::Bool(false)),
            b'n' => self.word("null", Tree::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Tree<'a>, Reject> {
        if depth > DEPTH_MAX {
            return Err(Reject::TooDeep);
        }
        self.at += 1;
        let mut members = Vec::new();
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Tree::Object(members));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            self.expect(b':')?;
            self.blanks();
            members.push((key, self.value(depth)?));
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(Reject::NotJson),
            }
        }
        self.at += 1;
        if any_twice(&members) {
            Err(Reject::DuplicateKey)
        } else {
            Ok(Tree::Object(members))
        }
    }

    fn array(&mut self, depth: usize) -> Result<Tree<'a>, Reject> {
        if depth > DEPTH_MAX {
            return Err(Reject::TooDeep);
        }
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Tree::Array(items));
        }
        loop {
            self.blanks();
            items.push(self.value(depth)?);
            self.blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(Reject::NotJson),
            }
        }
        self.at += 1;
        Ok(Tree::Array(items))
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Reject> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.peek().ok_or(Reject::NotJson)? {
                b'"' => {
                    self.at += 1;
                    return Ok(Cow::Borrowed(&self.text[start..self.at - 1]));
                }
                b'\\' => return self.escaped(start).map(Cow::Owned),
                0..=0x1f => return Err(Reject::NotJson),
                _ => self.at += 1,
            }
        }
    }

    /// The rest of a string that holds an escape.
    fn escaped(&mut self, start: usize) -> Result<String, Reject> {
        let mut out = self.text[start..self.at].to_owned();
        let mut plain = self.at;
        loop {
            match self.peek().ok_or(Reject::NotJson)? {
                b'"' => {
                    out.push_str(&self.text[plain..self.at]);
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => {
                    out.push_str(&self.text[plain..self.at]);
                    self.at += 1;
                    out.push(self.escape()?);
                    plain = self.at;
                }
                0..=0x1f => return Err(Reject::NotJson),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, Reject> {
        let letter = self.peek().ok_or(Reject::NotJson)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(Reject::NotJson),
        })
    }

    fn unicode(&mut self) -> Result<char, Reject> {
        let first = self.hex4()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(Reject::NotJson);
        }
        self.expect(b'\\')?;
        self.expect(b'u')?;
        let second = self.hex4()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(Reject::NotJson);
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
            .ok_or(Reject::NotJson)
    }

    fn hex4(&mut self) -> Result<u32, Reject> {
        let digits = self
            .text
            .as_bytes()
            .get(self.at..self.at + 4)
            .ok_or(Reject::NotJson)?;
        self.at += 4;
        digits.iter().try_fold(0, |value, digit| {
            char::from(*digit)
                .to_digit(16)
                .map(|d| value * 16 + d)
                .ok_or(Reject::NotJson)
        })
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Result<Tree<'a>, Reject> {
        let start = self.at;
        self.skip_if(|b| b == b'-');
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(Reject::NotJson),
        }
        if self.skip_if(|b| b == b'.') {
            self.digits()?;
        }
        if self.skip_if(|b| b == b'e' || b == b'E') {
            self.skip_if(|b| b == b'+' || b == b'-');
            self.digits()?;
        }
        Ok(Tree::Number(&self.text[start..self.at]))
    }

    fn skip_if(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let skip = self.peek().is_some_and(wanted);
        self.at += usize::from(skip);
        skip
    }

    fn digits(&mut self) -> Result<(), Reject> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err(Reject::NotJson)
        }
    }
}

/// Pairs are cheap for the handful of keys that objects have; a hostile object is sorted.
/// Whether a key stands twice, however many there are.
pub(crate) fn any_twice<T>(members: &[(Cow<'_, str>, T)]) -> bool {
    if members.len() > 32 {
        let mut seen = BTreeSet::new();
        return members.iter().any(|(key, _)| !seen.insert(key.as_ref()));
    }
    members
        .iter()
        .enumerate()
        .any(|(n, (key, _))| members[..n].iter().any(|(other, _)| other == key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(text: &str) -> Reject {
        Tree::parse(text.as_bytes()).expect_err(text)
    }

    #[test]
    fn what_is_cut_goes_and_what_stands_around_it_stays() {
        let text = r#"{"a":[{"b":1,"c":2},{"b":3},[4]],"d":{"e":5},"f":6}"#;
        let mut tree = Tree::parse(text.as_bytes()).unwrap();
        tree.cut(["a/0/b", "a/1", "a/1/b", "d/e", "x/y", "f/0", "a/2/7"].into_iter());
        assert!(tree.at("a/0/b").is_none() && tree.at("a/0/c").is_some());
        assert!(matches!(tree.get("a"), Some(Tree::Array(items)) if items.len() == 2));
        assert!(tree.at("a/1/0").is_some() && tree.at("d/e").is_none() && tree.at("f").is_some());
    }

    #[test]
    fn an_element_stands_in_the_innermost_place() {
        let text = r#"{"a":[{"b":{"c":1}},{"b":2}],"d":3}"#;
        let tree = Tree::parse(text.as_bytes()).unwrap();
        let places = tree.innermost(["a/0", "a/0/b", "a/1", "", "x"].into_iter());
        let of = |place: &str| places.of(tree.at(place).unwrap());
        let found = ["a/0", "a/0/b", "a/0/b/c", "a/1/b", "a", "d"].map(of);
        assert_eq!(found, [Some(0), Some(1), Some(1), Some(2), None, None]);
    }

    /// One removal after the other would move what stands behind it three hundred thousand times.
    #[test]
    fn every_second_of_many_items_is_cut_in_one_go() {
        let items = vec!["0"; 600_000].join(",");
        let text = format!("[{items}]");
        let mut tree = Tree::parse(text.as_bytes()).unwrap();
        let places: Vec<String> = (0..300_000).map(|n| (n * 2).to_string()).collect();
        tree.cut(places.iter().map(String::as_str));
        assert!(matches!(tree, Tree::Array(items) if items.len() == 300_000));
    }

    #[test]
    fn numbers_are_the_grammar_of_json_and_keep_their_digits() {
        for good in ["0", "-0", "1.10", "0.010", "1e-7", "12E+3", "-1.5e10"] {
            assert!(
                matches!(Tree::parse(good.as_bytes()), Ok(Tree::Number(n)) if n == good),
                "{good}"
            );
        }
        for bad in ["01", "1.", ".5", "+1", "1e", "--1", "0x1", "NaN", "1 2", ""] {
            assert_eq!(rejected(bad), Reject::NotJson, "{bad}");
        }
    }

    #[test]
    fn one_key_stands_once_however_it_is_written_and_however_deep() {
        for bad in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"x":[{"y":{"é":1,"\u00e9":2}}]}"#,
        ] {
            assert_eq!(rejected(bad), Reject::DuplicateKey, "{bad}");
        }
        let many: Vec<String> = (0..40).map(|n| format!("\"k{n}\":0")).collect();
        assert!(Tree::parse(format!("{{{}}}", many.join(",")).as_bytes()).is_ok());
        assert_eq!(
            rejected(&format!("{{{},\"k7\":1}}", many.join(","))),
            Reject::DuplicateKey
        );
    }

    #[test]
    fn strings_hold_no_control_characters_and_no_half_characters() {
        assert!(
            matches!(Tree::parse(r#""\ud83d\ude00\n\/""#.as_bytes()), Ok(Tree::Text(t)) if t == "😀\n/")
        );
        for bad in [
            "\"a\nb\"",
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\x""#,
            r#""\u12""#,
            "\"open",
        ] {
            assert_eq!(rejected(bad), Reject::NotJson, "{bad:?}");
        }
        assert!(matches!(Tree::parse(b"\"\xff\""), Err(Reject::NotUtf8)));
    }

    #[test]
    fn depth_is_bounded() {
        let nest = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(Tree::parse(nest(DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(rejected(&nest(DEPTH_MAX + 1)), Reject::TooDeep);
        assert_eq!(rejected(&"[".repeat(1_000_000)), Reject::TooDeep);
    }
}
