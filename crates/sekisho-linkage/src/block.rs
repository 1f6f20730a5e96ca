//! Who is compared with whom. Records meet by any of several keys, so that one wrong field loses
//! nobody; a block too large is compared along its order only, so that work and memory stay bounded.

use crate::people::{Half, One, People, Symbol};

/// A block up to this size is compared whole.
pub const WHOLE_MAX: usize = 256;
/// In a larger one each record meets as many that follow it.
pub const WINDOW: usize = 64;

/// What records of a block have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// How the name sounds, in either order.
    Sound,
    /// How the name is written, in either order.
    Written,
    /// Birth date, day and month in either order.
    Birth,
    /// Day and month of birth and a given name: the year may be a slip.
    Birthday,
    Telephone,
    Key,
    /// Town and number.
    Address,
    /// Town or postal code and a given name: a name of marriage, a wrong birth date.
    Neighbour,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Sound,
        Self::Written,
        Self::Birth,
        Self::Birthday,
        Self::Telephone,
        Self::Key,
        Self::Address,
        Self::Neighbour,
    ];

    fn keys(self, one: &One, put: &mut impl FnMut(u64)) {
        match self {
            Self::Sound => named(one.family.sound, one.given.sound, put),
            Self::Written => named(one.family.folded, one.given.folded, put),
            Self::Birth => {
                if let Some(birth) = one.birth.filter(|birth| birth.is_whole()) {
                    let (low, high) = (birth.month.min(birth.day), birth.month.max(birth.day));
                    put(mixed([
                        u64::from(birth.packed() / 10_000),
                        low.into(),
                        high.into(),
                    ]));
                }
            }
            Self::Birthday => {
                if let Some(birth) = one.birth.filter(|birth| birth.is_whole()) {
                    let day = u64::from(birth.month * 100 + birth.day);
                    forms(one.given, &mut |given| put(mixed([day, given, 0])));
                }
            }
            Self::Telephone => one.telephones.iter().for_each(|number| alone(*number, put)),
            Self::Key => one.keys.iter().for_each(|(_, key)| alone(*key, put)),
            Self::Address => alone(one.place.number, put),
            Self::Neighbour => {
                for place in [one.place.town, one.place.postal]
                    .into_iter()
                    .filter(|p| p.is_said())
                {
                    forms(one.given, &mut |given| {
                        put(mixed([place.number(), given, 0]))
                    });
                }
            }
        }
    }
}

fn alone(symbol: Symbol, put: &mut impl FnMut(u64)) {
    if symbol.is_said() {
        put(symbol.number());
    }
}

fn named(family: Symbol, given: Symbol, put: &mut impl FnMut(u64)) {
    if family.both(given) {
        let (low, high) = (family.min(given), family.max(given));
        put(mixed([low.number(), high.number(), 0]));
    }
}

fn forms(half: Half, put: &mut impl FnMut(u64)) {
    for symbol in [half.sound, half.folded]
        .into_iter()
        .filter(|s| s.is_said())
    {
        put(symbol.number());
    }
}

/// One number of three. Two that meet by chance cost a comparison and no more.
fn mixed(parts: [u64; 3]) -> u64 {
    parts
        .into_iter()
        .fold(0x9E37_79B9_7F4A_7C15, |sum: u64, part| {
            let z = (sum ^ part).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            (z ^ z >> 29)
                .wrapping_mul(0x94D0_49BB_1331_11EB)
                .rotate_left(31)
        })
}

/// Records in the order in which large blocks are walked: birth date, name, id.
pub struct Blocks<'a> {
    pub order: Vec<&'a One>,
    /// One for every kind.
    indices: Vec<Index>,
}

/// The blocks of one kind, one behind the other.
struct Index {
    /// Records of a block by their places in the order, blocks by their keys.
    members: Vec<u32>,
    /// For each member the first one that it does not meet any more.
    reach: Vec<u32>,
    /// Where each record stands among the members: `own[first[place]..first[place + 1]]`.
    own: Vec<u32>,
    first: Vec<u32>,
}

impl<'a> Blocks<'a> {
    pub fn new(people: &'a People) -> Self {
        let mut order: Vec<&One> = people.all.iter().collect();
        order.sort_by_key(|one| (one.birth, one.family.sound, one.given.sound, one.id));
        let indices = Kind::ALL.map(|kind| Index::new(kind, &order));
        Self {
            order,
            indices: indices.into(),
        }
    }

    /// Every pair that shares a block, once, the earlier of the order first.
    pub fn each_pair(&self, mut visit: impl FnMut(&'a One, &'a One)) {
        let mut met: Vec<u32> = Vec::new();
        for (place, one) in self.order.iter().enumerate() {
            met.clear();
            for index in &self.indices {
                for own in index.own_of(place) {
                    met.extend_from_slice(index.after(*own));
                }
            }
            met.sort_unstable();
            met.dedup();
            for other in met.iter().filter_map(|other| self.at(*other)) {
                visit(one, other);
            }
        }
    }

    /// Pairs that share a block of one kind; a pair that shares two keys of it comes twice.
    pub fn each_pair_of(
        &self,
        kind: Kind,
        pairs_max: usize,
        mut visit: impl FnMut(&'a One, &'a One),
    ) {
        let found = Kind::ALL
            .into_iter()
            .zip(&self.indices)
            .find(|(of, _)| *of == kind);
        let Some((_, index)) = found else { return };
        let places = index.members.iter().zip(0_u32..);
        let pairs =
            places.flat_map(|(place, own)| index.after(own).iter().map(move |o| (place, o)));
        for (place, other) in pairs.take(pairs_max) {
            if let (Some(one), Some(other)) = (self.at(*place), self.at(*other)) {
                visit(one, other);
            }
        }
    }

    fn at(&self, place: u32) -> Option<&'a One> {
        self.order.get(usize::try_from(place).ok()?).copied()
    }
}

impl Index {
    fn new(kind: Kind, order: &[&One]) -> Self {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        for (one, place) in order.iter().zip(0_u32..) {
            kind.keys(one, &mut |key| entries.push((key, place)));
        }
        entries.sort_unstable();
        entries.dedup();
        let mut reach = Vec::with_capacity(entries.len());
        for block in entries.chunk_by(|(a, _), (b, _)| a == b) {
            let start = reach.len();
            let end = start + block.len();
            let met = if block.len() <= WHOLE_MAX {
                WHOLE_MAX
            } else {
                WINDOW
            };
            reach.extend((start..end).map(|at| small((at + 1 + met).min(end))));
        }
        let mut own: Vec<(u32, u32)> = entries
            .iter()
            .zip(0_u32..)
            .map(|((_, place), at)| (*place, at))
            .collect();
        own.sort_unstable();
        let starts =
            (0..=order.len()).map(|place| own.partition_point(|(of, _)| (*of as usize) < place));
        Self {
            first: starts.map(small).collect(),
            own: own.into_iter().map(|(_, at)| at).collect(),
            members: entries.into_iter().map(|(_, place)| place).collect(),
            reach,
        }
    }

    /// Where a record stands among the members.
    fn own_of(&self, place: usize) -> &[u32] {
        match self.first.get(place..place + 2) {
            Some([from, to]) => self
                .own
                .get(*from as usize..*to as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// Those behind a member that it meets: all of a small block, the next few of a large one.
    fn after(&self, own: u32) -> &[u32] {
        let from = own as usize;
        let to = self.reach.get(from).map_or(0, |to| *to as usize);
        self.members.get(from + 1..to).unwrap_or_default()
    }
}

/// A place as it is kept. There are fewer records than `u32` counts ([`People::new`]), and a few
/// keys of each: what is beyond is met by nobody.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
