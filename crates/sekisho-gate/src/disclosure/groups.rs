//! People who look alike: groups on some fields, the smallest of them, what they tell.

use super::survey::Surveyed;

/// Who looks like whom. People who don't stay are in no group.
pub(super) struct Groups {
    /// Person, by place, to group; `NONE` for who doesn't stay.
    pub of: Vec<u32>,
    pub sizes: Vec<u32>,
}

pub(super) const NONE: u32 = u32::MAX;

impl Groups {
    /// By the values of the fields, all of them equal. Without a field all are one group.
    pub fn by(fields: &[&Surveyed], stay: &[bool]) -> Self {
        let mut of: Vec<u32> = stay.iter().map(|s| if *s { 0 } else { NONE }).collect();
        let mut groups = 1;
        for field in fields {
            groups = refine(&mut of, groups, field);
        }
        let mut sizes = vec![0; groups as usize];
        for group in of.iter().filter(|group| **group != NONE) {
            sizes[*group as usize] += 1;
        }
        Self { of, sizes }.filled()
    }

    /// Of a partition that somebody else made.
    pub fn given(of: Vec<u32>, groups: usize) -> Self {
        let mut sizes = vec![0; groups];
        for group in of.iter().filter(|group| **group != NONE) {
            sizes[*group as usize] += 1;
        }
        Self { of, sizes }
    }

    fn filled(mut self) -> Self {
        if self.sizes == [0] {
            self.sizes.clear();
        }
        self
    }

    /// The same groups of those who stay, without the empty ones.
    pub fn among(&self, stay: &[bool]) -> Self {
        let mut numbers = vec![NONE; self.sizes.len()];
        let mut sizes = Vec::new();
        let mut of = vec![NONE; self.of.len()];
        for (place, group) in self.of.iter().enumerate() {
            if *group == NONE || !stay[place] {
                continue;
            }
            let number = &mut numbers[*group as usize];
            if *number == NONE {
                *number = sizes.len() as u32;
                sizes.push(0);
            }
            of[place] = *number;
            sizes[*number as usize] += 1;
        }
        Self { of, sizes }
    }

    /// 0 where nobody is.
    pub fn smallest(&self) -> u64 {
        u64::from(self.sizes.iter().copied().min().unwrap_or(0))
    }

    pub fn len(&self) -> u64 {
        self.sizes.len() as u64
    }

    /// How many different values each group shows in a field; a person's values count as one.
    pub fn shown(&self, field: &Surveyed) -> Vec<u32> {
        let there = self.of.iter().zip(&field.of);
        let there = there.filter(|(group, _)| **group != NONE);
        let mut pairs: Vec<u64> = there.map(|(group, set)| pair(*group, *set)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut shown = vec![0; self.sizes.len()];
        for pair in pairs {
            shown[(pair >> 32) as usize] += 1;
        }
        shown
    }
}

/// Tables of pairs up to this size are indexed, not sorted.
const TABLE_MAX: usize = 1 << 23;

/// Splits the groups by one field more; says how many there are then.
fn refine(of: &mut [u32], groups: u32, field: &Surveyed) -> u32 {
    let width = field.sets();
    let table = (groups as usize).saturating_mul(width);
    if table <= TABLE_MAX.min(of.len().saturating_mul(8).max(1 << 12)) {
        let mut numbers = vec![NONE; table];
        let mut next = 0;
        for (group, set) in of.iter_mut().zip(&field.of) {
            if *group == NONE {
                continue;
            }
            let number = &mut numbers[*group as usize * width + *set as usize];
            if *number == NONE {
                *number = next;
                next += 1;
            }
            *group = *number;
        }
        return next;
    }
    let there = || {
        of.iter()
            .zip(&field.of)
            .filter(|(group, _)| **group != NONE)
    };
    let mut pairs: Vec<u64> = there().map(|(group, set)| pair(*group, *set)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (group, set) in of.iter_mut().zip(&field.of) {
        if *group != NONE {
            let found = pairs.binary_search(&pair(*group, *set));
            *group = found.map_or(NONE, |place| place as u32);
        }
    }
    pairs.len() as u32
}

fn pair(group: u32, set: u32) -> u64 {
    u64::from(group) << 32 | u64::from(set)
}
