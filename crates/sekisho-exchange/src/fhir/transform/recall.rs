//! Remembers how small objects were cut, so that the same bytes need not be read again.
//!
//! Records repeat themselves: the same coding, unit or tag stands in thousands of them, byte for
//! byte. An object in which no value was keyed, shifted or resolved is cut the same way wherever
//! the same bytes stand in the same state; a comparison is several times cheaper than a walk.
//! Where a state's objects rarely repeat, remembering stops by itself for a while.

use super::batch::Op;
use super::scan;
use super::table::StateId;

/// Objects longer than this are not remembered.
const LENGTH_MAX: usize = 640;
const LENGTH_MIN: usize = 24;
const OBJECTS_MAX: usize = 16;
/// After so many tries it is judged whether remembering pays.
const TRIAL: u32 = 512;
/// How many objects pass unremembered after a trial that did not pay.
const PAUSE: u32 = 8192;

/// How an object was cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    pub written: bool,
    pub elements_dropped: u64,
    pub required_absent: u64,
}

#[derive(Default)]
struct Object {
    bytes: Vec<u8>,
    /// Places relative to the object's brace.
    ops: Vec<Op>,
    cut: Cut,
    /// It was within the depth bound at this depth.
    depth: usize,
    /// Words from its middle and its end, compared before all of it is.
    middle: u64,
    end: u64,
}

/// One state's objects, the last one met first.
#[derive(Default)]
struct Objects {
    known: Vec<Object>,
    tries: u32,
    hits: u32,
    pause: u32,
}

/// All states' objects. An empty one remembers nothing.
#[derive(Default)]
pub(super) struct Recall(Vec<Objects>);

impl Recall {
    /// Makes room for this many states.
    pub fn widen(&mut self, states: usize) {
        if self.0.len() < states {
            self.0.resize_with(states, Objects::default);
        }
    }

    /// False while this state's objects are not remembered.
    #[inline]
    pub fn is_on(&mut self, state: StateId) -> bool {
        match self.0.get_mut(state as usize) {
            Some(objects) if objects.pause > 0 => {
                objects.pause -= 1;
                false
            }
            Some(_) => true,
            None => false,
        }
    }

    /// How the object at `at` was cut before: its length, its pieces and what was counted.
    #[inline]
    pub fn find(
        &mut self,
        state: StateId,
        bytes: &[u8],
        at: usize,
        depth: usize,
    ) -> Option<(usize, &[Op], Cut)> {
        let objects = self.0.get_mut(state as usize)?;
        objects.tries += 1;
        let rest = &bytes[at..];
        let found = objects
            .known
            .iter()
            .position(|object| object.is_at(rest) && depth <= object.depth)?;
        objects.hits += 1;
        // Half way to the front: what repeats most is found first.
        objects.known.swap(found, found / 2);
        let object = &objects.known[found / 2];
        Some((object.bytes.len(), &object.ops, object.cut))
    }

    /// Remembers a walk that depended on nothing but these bytes.
    pub fn learn(
        &mut self,
        state: StateId,
        object: &[u8],
        at: usize,
        depth: usize,
        ops: &[Op],
        cut: Cut,
    ) {
        let Some(objects) = self.0.get_mut(state as usize) else {
            return;
        };
        if objects.pause > 0 || !(LENGTH_MIN..=LENGTH_MAX).contains(&object.len()) {
            return;
        }
        if objects.tries >= TRIAL {
            let pays = objects.hits * 3 >= objects.tries;
            (objects.tries, objects.hits, objects.pause) = (0, 0, if pays { 0 } else { PAUSE });
        }
        let mut last = if objects.known.len() < OBJECTS_MAX {
            Object::default()
        } else {
            objects.known.pop().unwrap_or_default()
        };
        let moved = |place: u32| place - at as u32;
        last.bytes.clear();
        last.bytes.extend_from_slice(object);
        last.ops.clear();
        last.ops.extend(ops.iter().map(|op| match *op {
            Op::Copy(from, to) => Op::Copy(moved(from), moved(to)),
            other => other,
        }));
        last.cut = cut;
        last.depth = depth;
        last.middle = scan::word_at(object, object.len() / 2).unwrap_or(0);
        last.end = scan::word_at(object, object.len() - 8).unwrap_or(0);
        objects.known.insert(0, last);
    }
}

impl Object {
    #[inline]
    fn is_at(&self, rest: &[u8]) -> bool {
        let len = self.bytes.len();
        len <= rest.len()
            && scan::word_at(rest, len - 8) == Some(self.end)
            && scan::word_at(rest, len / 2) == Some(self.middle)
            && rest[..len] == *self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODING: &[u8] = br#"{"system":"http://loinc.org","code":"8302-2"}"#;

    fn learned() -> Recall {
        let mut recall = Recall::default();
        recall.widen(2);
        recall.learn(
            1,
            CODING,
            100,
            3,
            &[Op::Copy(100, 120), Op::Literal(4)],
            Cut {
                written: true,
                ..Cut::default()
            },
        );
        recall
    }

    #[test]
    fn the_same_bytes_are_known_again_in_the_same_state_only() {
        let mut recall = learned();
        let text = [b"[", CODING, b"]"].concat();
        let (len, ops, cut) = recall.find(1, &text, 1, 3).unwrap();
        assert_eq!(
            (len, ops, cut.written),
            (CODING.len(), &[Op::Copy(0, 20), Op::Literal(4)][..], true)
        );
        assert!(recall.find(0, &text, 1, 3).is_none());
        assert!(recall.find(1, &text, 0, 3).is_none());
        assert!(
            recall.find(1, &text, 1, 4).is_none(),
            "deeper than it was tried"
        );
        assert!(recall.find(7, &text, 1, 3).is_none());
    }

    #[test]
    fn one_byte_more_or_less_or_other_is_unknown() {
        let mut recall = learned();
        for at in 0..CODING.len() {
            let mut other = CODING.to_vec();
            other[at] ^= 1;
            assert!(recall.find(1, &other, 0, 3).is_none());
            assert!(recall.find(1, &CODING[..at], 0, 3).is_none());
        }
    }

    #[test]
    fn it_pauses_where_nothing_repeats() {
        let mut recall = Recall::default();
        recall.widen(1);
        for n in 0..TRIAL * 2 {
            let object = format!("{{\"value\":{n:030}}}");
            if recall.is_on(0) && recall.find(0, object.as_bytes(), 0, 1).is_none() {
                recall.learn(0, object.as_bytes(), 0, 1, &[], Cut::default());
            }
        }
        assert!(!recall.is_on(0) && recall.0[0].known.len() <= OBJECTS_MAX);
    }
}
