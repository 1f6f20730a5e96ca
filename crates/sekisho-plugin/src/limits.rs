//! How much one batch may spend, and the meter that holds memory to it.

use wasmtime::ResourceLimiter;

/// Instructions and bytes of memory of one batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub fuel: u64,
    pub memory_bytes: u64,
}

/// Elements of all tables of a component together; ours and clang's have a handful.
const TABLE_ELEMENTS_MAX: usize = 100_000;
/// Core instances, tables and memories that one component may be made of.
const PARTS_MAX: usize = 32;

/// Counts what an instance takes. What is asked beyond the limit ends the call at once.
pub(crate) struct Meter {
    memory_bytes_max: u64,
    memory_bytes: u64,
    table_elements: usize,
    exceeded: bool,
}

impl Meter {
    pub fn new(memory_bytes_max: u64) -> Self {
        Self {
            memory_bytes_max,
            memory_bytes: 0,
            table_elements: 0,
            exceeded: false,
        }
    }

    /// Bytes that the memories hold now.
    pub fn memory_bytes(&self) -> u64 {
        self.memory_bytes
    }

    /// Whether the limit ended a call.
    pub fn exceeded(&self) -> bool {
        self.exceeded
    }

    fn beyond(&mut self) -> wasmtime::Result<bool> {
        self.exceeded = true;
        Err(wasmtime::Error::msg("beyond its limit"))
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let grown = desired.saturating_sub(current) as u64;
        if self.memory_bytes.saturating_add(grown) > self.memory_bytes_max {
            return self.beyond();
        }
        // Beyond the bound that the code itself declares, growing fails by its own word.
        if maximum.is_some_and(|most| desired > most) {
            return Ok(false);
        }
        self.memory_bytes += grown;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let grown = desired.saturating_sub(current);
        if self.table_elements.saturating_add(grown) > TABLE_ELEMENTS_MAX {
            return self.beyond();
        }
        if maximum.is_some_and(|most| desired > most) {
            return Ok(false);
        }
        self.table_elements += grown;
        Ok(true)
    }

    fn instances(&self) -> usize {
        PARTS_MAX
    }

    fn tables(&self) -> usize {
        PARTS_MAX
    }

    fn memories(&self) -> usize {
        PARTS_MAX
    }
}
