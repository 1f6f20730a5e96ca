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
        let there = |(person, stays): (usize, &bool)| stays.then_some(person as u32);
        let mut open: Vec<u32> = stay.iter().enumerate().filter_map(there).collect();
        // The fields that part most come first: who is alone in a group is parted from nobody more.
        let mut fields = fields.to_vec();
        fields.sort_by_key(|field| std::cmp::Reverse(field.sets()));
        let mut alone = Vec::new();
        for field in fields {
            open = refine(&mut of, open, field, &mut alone);
        }
        let shared = open.iter().map(|person| of[*person as usize] + 1).max();
        let groups = shared.unwrap_or(0);
        for (number, person) in alone.iter().enumerate() {
            of[*person as usize] = groups + number as u32;
        }
        Self::given(of, groups as usize + alone.len())
    }

    /// Of a partition that somebody else made.
    pub fn given(of: Vec<u32>, groups: usize) -> Self {
        let mut sizes = vec![0; groups];
        for group in of.iter().filter(|group| **group != NONE) {
            sizes[*group as usize] += 1;
        }
        Self { of, sizes }
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

/// Parts the groups of those who are not alone by one field more. Numbers the groups of two and
/// more anew, from 0; who is left alone goes to `alone`.
fn refine(of: &mut [u32], open: Vec<u32>, field: &Surveyed, alone: &mut Vec<u32>) -> Vec<u32> {
    let shows = |person: &u32| pair(of[*person as usize], field.of[*person as usize]);
    let mut pairs: Vec<(u64, u32)> = open.iter().map(|person| (shows(person), *person)).collect();
    pairs.sort_unstable();
    let (mut next, mut still) = (0, Vec::new());
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        if let [(_, person)] = group {
            alone.push(*person);
            continue;
        }
        for (_, person) in group {
            of[*person as usize] = next;
            still.push(*person);
        }
        next += 1;
    }
    still
}

fn pair(group: u32, set: u32) -> u64 {
    u64::from(group) << 32 | u64::from(set)
}
