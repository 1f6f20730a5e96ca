//! The hash tree over the entries, in the shape of RFC 6962: a leaf is hashed after 0x00, a node
//! after 0x01, and a tree of any size is a full tree of the largest power of two to the left of the
//! rest. Full subtrees never change, so they are kept, and a root or a path is a few of them.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::Entry;
use crate::Digest;

/// Where a full subtree stands: its level above the leaves, and how many of its size are before it.
pub type Place = (u32, u64);

/// What hides a leaf: nobody who holds another leaf's can try guesses against this one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Blinds {
    /// Of the leaf; told to whoever is given a proof of this entry.
    pub nonce: [u8; 16],
    /// Of the persons in it; never told. Their numbers are small.
    pub people: [u8; 16],
}

impl std::fmt::Debug for Blinds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blinds")
    }
}

/// The persons of an entry as a leaf has them: by a digest that no guess of numbers opens.
pub fn hidden_people(entry: &Entry, blinds: &Blinds) -> Digest {
    Digest::of_parts([b"people", &blinds.people[..], &entry.subjects.0])
}

/// What a leaf says: the whole entry without its place in the chain. The entry before it stays
/// unknown, or a guess of that one could be tried against its digest.
pub fn content(entry: &Entry, people: &Digest) -> Digest {
    Digest::of_parts([
        &entry.seq.to_be_bytes()[..],
        &entry.at.0.to_be_bytes(),
        entry.kind.stored().as_bytes(),
        entry.who.as_bytes(),
        entry.text.as_bytes(),
        &people.0,
        &entry.subject_count.to_be_bytes(),
    ])
}

pub fn leaf(nonce: &[u8; 16], content: &Digest) -> Digest {
    let hasher = Sha256::new_with_prefix([0]);
    Digest(
        hasher
            .chain_update(nonce)
            .chain_update(content.0)
            .finalize()
            .into(),
    )
}

pub fn leaf_of(entry: &Entry, blinds: &Blinds) -> Digest {
    leaf(
        &blinds.nonce,
        &content(entry, &hidden_people(entry, blinds)),
    )
}

pub fn node(left: &Digest, right: &Digest) -> Digest {
    let hasher = Sha256::new_with_prefix([1]);
    Digest(
        hasher
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

/// The full subtrees that the leaves from `from` to before `to` are made of, left to right. `from`
/// stands where a subtree of such a size may begin.
fn peaks(from: u64, to: u64) -> Vec<Place> {
    let (mut at, mut peaks) = (from, Vec::new());
    while at < to {
        let level = (to - at).ilog2();
        peaks.push((level, at >> level));
        at += 1 << level;
    }
    peaks
}

/// The ranges beside the way from a leaf up to the root, the leaf's own neighbour first; each with
/// whether it stands to the right.
fn beside(index: u64, size: u64) -> Vec<(u64, u64, bool)> {
    let (mut from, mut to, mut ranges) = (0, size, Vec::new());
    while to - from > 1 {
        let middle = from + (1 << (to - from - 1).ilog2());
        if index < middle {
            ranges.push((middle, to, true));
            to = middle;
        } else {
            ranges.push((from, middle, false));
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// Which full subtrees a root of this many entries needs.
pub fn needs_of_root(size: u64) -> Vec<Place> {
    peaks(0, size)
}

/// Which full subtrees the path of a leaf needs.
pub fn needs_of_path(index: u64, size: u64) -> Vec<Place> {
    let ranges = beside(index, size).into_iter();
    ranges.flat_map(|(from, to, _)| peaks(from, to)).collect()
}

/// The root over these many entries; of none it is the digest of nothing. `None`: a subtree is not
/// there.
pub fn root(size: u64, known: &BTreeMap<Place, Digest>) -> Option<Digest> {
    match size {
        0 => Some(Digest::of(b"")),
        _ => over(0, size, known),
    }
}

/// What is hashed together with a leaf, upwards, to give the root.
pub fn path(index: u64, size: u64, known: &BTreeMap<Place, Digest>) -> Option<Vec<Digest>> {
    let ranges = beside(index, size).into_iter();
    ranges.map(|(from, to, _)| over(from, to, known)).collect()
}

fn over(from: u64, to: u64, known: &BTreeMap<Place, Digest>) -> Option<Digest> {
    let mut peaks = peaks(from, to).into_iter().rev();
    let mut root = *known.get(&peaks.next()?)?;
    for place in peaks {
        root = node(known.get(&place)?, &root);
    }
    Some(root)
}

/// The root that a leaf and its path lead to; `None`: no path of such a tree.
pub fn climb(leaf: Digest, index: u64, size: u64, path: &[Digest]) -> Option<Digest> {
    if index >= size {
        return None;
    }
    let ranges = beside(index, size);
    if ranges.len() != path.len() {
        return None;
    }
    let steps = ranges.iter().zip(path);
    Some(steps.fold(leaf, |below, ((.., right), other)| match right {
        true => node(&below, other),
        false => node(other, &below),
    }))
}

/// The subtrees that a leaf completes, itself first; `known` gives those to its left.
pub fn grown(
    index: u64,
    leaf: Digest,
    known: &dyn Fn(Place) -> Option<Digest>,
) -> Option<Vec<(Place, Digest)>> {
    let (mut level, mut at, mut hash) = (0, index, leaf);
    let mut grown = vec![((level, at), hash)];
    while at % 2 == 1 {
        hash = node(&known((level, at - 1))?, &hash);
        (level, at) = (level + 1, at / 2);
        grown.push(((level, at), hash));
    }
    Some(grown)
}

/// Which subtrees to its left a leaf needs when it comes.
pub fn needs_of_growth(index: u64) -> Vec<Place> {
    let (mut level, mut at, mut needs) = (0, index, Vec::new());
    while at % 2 == 1 {
        needs.push((level, at - 1));
        (level, at) = (level + 1, at / 2);
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(n: u64) -> Vec<Digest> {
        (0..n)
            .map(|n| leaf(&[7; 16], &Digest::of(&n.to_be_bytes())))
            .collect()
    }

    /// RFC 6962 §2.1, word for word.
    fn slow(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Digest::of(b""),
            [one] => *one,
            many => {
                let mut k = 1;
                while k * 2 < many.len() {
                    k *= 2;
                }
                node(&slow(&many[..k]), &slow(&many[k..]))
            }
        }
    }

    #[test]
    fn roots_and_paths_are_those_of_the_standard_at_every_size() {
        let all = leaves(70);
        let mut known: BTreeMap<Place, Digest> = BTreeMap::new();
        for size in 0..=all.len() as u64 {
            let want = slow(&all[..size as usize]);
            assert_eq!(root(size, &known), Some(want), "{size}");
            assert!(
                needs_of_root(size)
                    .iter()
                    .all(|place| known.contains_key(place))
            );
            for index in 0..size {
                let path = path(index, size, &known).expect("its subtrees");
                let own = all[index as usize];
                assert_eq!(climb(own, index, size, &path), Some(want));
                // No other entry, no other place, no shorter or longer path.
                for other in 0..size {
                    if other != index {
                        assert_ne!(climb(own, other, size, &path), Some(want));
                        assert_ne!(climb(all[other as usize], index, size, &path), Some(want));
                    }
                }
                if let Some((_, less)) = path.split_last() {
                    assert_eq!(climb(own, index, size, less), None);
                }
            }
            if size < all.len() as u64 {
                let leaf = all[size as usize];
                assert!(
                    needs_of_growth(size)
                        .iter()
                        .all(|place| known.contains_key(place))
                );
                let more = grown(size, leaf, &|place| known.get(&place).copied());
                known.extend(more.expect("what stands to its left"));
            }
        }
        assert_eq!(climb(all[0], 70, 70, &[]), None);
    }

    #[test]
    fn a_leaf_is_no_node() {
        let (a, b) = (Digest([1; 32]), Digest([2; 32]));
        assert_ne!(leaf(&[1; 16], &b), node(&a, &b));
    }
}
