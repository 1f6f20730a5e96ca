//! All records of a comparison in their comparable forms: texts once each, records as numbers.

use std::collections::BTreeMap;

use crate::link::Refused;
use crate::normal::address::{Address, postal_code};
use crate::normal::date::Birth;
use crate::normal::sex::Sex;
use crate::normal::telephone::telephone;
use crate::normal::{kana, kanji};
use crate::person::{Name, Person};

/// A text of the comparison. `NONE`: the record does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    pub const NONE: Self = Self(0);

    pub fn is_said(self) -> bool {
        self != Self::NONE
    }

    pub fn number(self) -> u64 {
        u64::from(self.0)
    }

    /// Both say it, and the same.
    pub fn is(self, other: Self) -> bool {
        self.is_said() && self == other
    }

    pub fn both(self, other: Self) -> bool {
        self.is_said() && other.is_said()
    }
}

/// Half a name in its four forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Half {
    pub written: Symbol,
    pub folded: Symbol,
    pub reading: Symbol,
    pub sound: Symbol,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub town: Symbol,
    pub postal: Symbol,
    /// Town and number; none where no number is said.
    pub number: Symbol,
    pub rest: Symbol,
}

/// How many keys and telephones of one record are looked at.
const MANY: usize = 4;

/// How many records are compared at once: their keys are counted in `u32`.
const RECORDS_MAX: usize = 100_000_000;

/// One record, comparable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct One {
    pub id: u64,
    pub family: Half,
    pub given: Half,
    pub birth: Option<Birth>,
    /// The birth date as a text, where day and month are known.
    pub born: Symbol,
    pub sex: Option<Sex>,
    pub place: Place,
    pub telephones: [Symbol; MANY],
    /// Assigner, and assigner with value.
    pub keys: [(Symbol, Symbol); MANY],
}

/// Records in the order of their ids, and the texts they share.
#[derive(Default)]
pub struct People {
    pub all: Vec<One>,
    texts: Vec<Vec<char>>,
    known: BTreeMap<String, Symbol>,
}

impl People {
    /// The order in which records are given changes nothing: they are taken by their ids.
    pub fn new(people: &[Person]) -> Result<Self, Refused> {
        let mut order: Vec<&Person> = people.iter().collect();
        order.sort_by_key(|person| person.id);
        if order
            .windows(2)
            .any(|two| matches!(two, [a, b] if a.id == b.id))
        {
            return Err(Refused::SameId);
        }
        if order.len() > RECORDS_MAX {
            return Err(Refused::TooMany);
        }
        let names = Names::of(&order);
        let mut people = Self {
            texts: vec![Vec::new()],
            ..Self::default()
        };
        for person in order {
            let one = people.one(person, &names);
            people.all.push(one);
        }
        Ok(people)
    }

    pub fn text(&self, symbol: Symbol) -> &[char] {
        let at = usize::try_from(symbol.0).unwrap_or(0);
        self.texts.get(at).map_or(&[], Vec::as_slice)
    }

    /// How rare each text of a field is.
    pub fn counts(&self, of: impl Fn(&One) -> Symbol) -> Counts {
        let mut counts = vec![0_u32; self.texts.len()];
        let mut said = 0_u32;
        for symbol in self.all.iter().map(of).filter(|symbol| symbol.is_said()) {
            said += 1;
            let at = usize::try_from(symbol.0).unwrap_or(0);
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        let said = f64::from(said.max(2));
        let rarity = |count: u32| (said / f64::from(count)).log2();
        let rarest = rarity(2);
        let each = counts.into_iter().map(|count| match count {
            0..=2 => rarest,
            count => rarity(count),
        });
        Counts(each.collect())
    }

    fn one(&mut self, person: &Person, names: &Names) -> One {
        let kanji = names.parted(&person.kanji, kanji::written);
        let kana = names.parted(&person.kana, kana::reading);
        let mut one = One {
            id: person.id,
            family: self.half(kanji.0, kana.0),
            given: self.half(kanji.1, kana.1),
            birth: person.birth.as_deref().and_then(Birth::parse),
            sex: person.sex.as_deref().and_then(Sex::parse),
            place: self.place(person),
            ..One::default()
        };
        if let Some(birth) = one.birth.filter(Birth::is_whole) {
            one.born = self.symbol('b', &birth.packed().to_string());
        }
        let numbers = person.telephones.iter().filter_map(|text| telephone(text));
        for (place, number) in one.telephones.iter_mut().zip(numbers) {
            *place = self.symbol('t', &number);
        }
        let keys = person.keys.iter().filter_map(|key| {
            let value = kanji::written(&key.value)?;
            (!key.assigner.is_empty()).then_some((&key.assigner, value))
        });
        for (place, (assigner, value)) in one.keys.iter_mut().zip(keys) {
            let whole = format!("{assigner}\u{0}{value}");
            *place = (self.symbol('a', assigner), self.symbol('k', &whole));
        }
        one
    }

    /// A name half in its forms. A reading may stand in the place of the writing (a foreign name,
    /// a source that knows kana alone), so kana there is read, too.
    fn half(&mut self, written: Option<String>, reading: Option<String>) -> Half {
        let reading = reading.or_else(|| kana::reading(written.as_deref()?));
        let symbol = |people: &mut Self, text: Option<String>| {
            text.map_or(Symbol::NONE, |text| people.symbol('n', &text))
        };
        Half {
            folded: symbol(self, written.as_deref().map(kanji::folded)),
            written: symbol(self, written),
            sound: symbol(self, reading.as_deref().map(kana::sound)),
            reading: symbol(self, reading),
        }
    }

    fn place(&mut self, person: &Person) -> Place {
        let postal = person.postal_code.as_deref().and_then(postal_code);
        let mut place = Place {
            postal: postal.map_or(Symbol::NONE, |code| self.symbol('p', &code)),
            ..Place::default()
        };
        if let Some(address) = person.address.as_deref().and_then(Address::parse) {
            place.town = self.symbol('w', &address.town);
            if !address.number.is_empty() {
                let number = format!("{}{}", address.town, address.number);
                place.number = self.symbol('w', &number);
            }
            if !address.rest.is_empty() {
                place.rest = self.symbol('r', &address.rest);
            }
        }
        place
    }

    /// Texts of different kinds are different, even if they are written alike.
    fn symbol(&mut self, kind: char, text: &str) -> Symbol {
        let whole = format!("{kind}{text}");
        if let Some(symbol) = self.known.get(&whole) {
            return *symbol;
        }
        let symbol = Symbol(u32::try_from(self.texts.len()).unwrap_or(0));
        self.texts.push(text.chars().collect());
        self.known.insert(whole, symbol);
        symbol
    }
}

/// How rare each text of a field is, in bits, by symbol.
pub struct Counts(Vec<f64>);

impl Counts {
    /// −log2 of the share of the records that say something here which say this. A text that
    /// stands once can be a slip of a common one: it counts as one that stands twice.
    pub fn rarity(&self, symbol: Symbol) -> f64 {
        let at = usize::try_from(symbol.0).unwrap_or(0);
        self.0.get(at).copied().unwrap_or(0.0)
    }
}

/// What a text is brought into; `None` where it says nothing.
type Form = fn(&str) -> Option<String>;

/// Family and given names that records write apart: by them a name in one piece is parted.
struct Names {
    family: BTreeMap<String, u32>,
    given: BTreeMap<String, u32>,
}

impl Names {
    fn of(people: &[&Person]) -> Self {
        let mut names = Self {
            family: BTreeMap::new(),
            given: BTreeMap::new(),
        };
        for person in people {
            let forms: [(&Name, Form); 2] = [
                (&person.kanji, kanji::written),
                (&person.kana, kana::reading),
            ];
            for (name, form) in forms {
                let Name {
                    family: Some(family),
                    given: Some(given),
                } = name
                else {
                    continue;
                };
                for (half, counts) in [(family, &mut names.family), (given, &mut names.given)] {
                    if let Some(text) = form(half) {
                        *counts.entry(text).or_insert(0) += 1;
                    }
                }
            }
        }
        names
    }

    /// Family and given name in one form. In one piece it is cut where both sides are best known.
    fn parted(&self, name: &Name, form: Form) -> (Option<String>, Option<String>) {
        let half = |text: &Option<String>| text.as_deref().and_then(form);
        let (family, given) = (half(&name.family), half(&name.given));
        let (whole, is_given) = match (family, given) {
            (Some(whole), None) => (whole, false),
            (None, Some(whole)) => (whole, true),
            parted => return parted,
        };
        let known =
            |counts: &BTreeMap<String, u32>, text: &str| counts.get(text).copied().unwrap_or(0);
        let cuts = whole
            .char_indices()
            .skip(1)
            .map(|(at, _)| whole.split_at(at));
        let best = cuts.max_by_key(|(family, given)| {
            u64::from(known(&self.family, family)) * u64::from(known(&self.given, given))
        });
        match best {
            Some((family, given))
                if known(&self.family, family) > 0 && known(&self.given, given) > 0 =>
            {
                (Some(family.to_owned()), Some(given.to_owned()))
            }
            _ if is_given => (None, Some(whole)),
            _ => (Some(whole), None),
        }
    }
}
