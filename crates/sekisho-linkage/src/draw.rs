//! Numbers that repeat for a seed (splitmix64, Steele, Lea and Flood 2014): samples, no secrets.

pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        let wide = u128::from(z ^ z >> 31) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}
