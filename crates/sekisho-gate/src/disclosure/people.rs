//! Sets of people by their place in one list, for the arithmetic of what was told.

/// One bit a person. Two sets that meet must be of the same list.
#[derive(Clone, PartialEq, Eq)]
pub struct People(Vec<u64>);

impl People {
    pub fn of(list: usize, members: impl IntoIterator<Item = usize>) -> Self {
        let mut words = vec![0; list.div_ceil(64)];
        for member in members {
            words[member / 64] |= 1 << (member % 64);
        }
        Self(words)
    }

    pub fn has(&self, person: usize) -> bool {
        self.0[person / 64] >> (person % 64) & 1 == 1
    }

    pub fn size(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Those in one of the two, and not in the other.
    pub fn apart(&self, other: &Self) -> u64 {
        self.count(other, |a, b| a ^ b)
    }

    /// Those in this one alone.
    pub fn beyond(&self, other: &Self) -> u64 {
        self.count(other, |a, b| a & !b)
    }

    pub fn both(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.0.len() * 64).filter(|person| self.has(*person))
    }

    fn count(&self, other: &Self, of: impl Fn(u64, u64) -> u64) -> u64 {
        let words = self.0.iter().zip(&other.0);
        words.map(|(a, b)| u64::from(of(*a, *b).count_ones())).sum()
    }
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("People")
    }
}
