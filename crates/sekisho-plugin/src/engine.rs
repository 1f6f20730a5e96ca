//! One engine for the process, and every component compiled once: found again by its digest.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use sekisho_model::Digest;
use wasmtime::component::Component;
use wasmtime::{Config, Engine};

use crate::load::LoadError;
use crate::look::{Bounds, look};
use crate::trial::{Cost, Trial};

/// Compiled components kept at a time; a bank delivers under far fewer profiles.
const KEPT_MAX: usize = 64;
/// Bytes of a component: what a compiler makes of a transform is a few hundred KiB.
pub const COMPONENT_BYTES_MAX: usize = 32 << 20;

/// The engine and what it has compiled.
pub struct Engines {
    engine: Engine,
    compiled: Mutex<BTreeMap<Digest, Component>>,
    /// Who tries what nobody vouches for; nobody in a program that never meets such bytes.
    trial: OnceLock<Trial>,
}

/// Who answers for a component's compiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouched {
    /// Nobody: it is tried in another process.
    Nobody,
    /// It was tried as its bundle was loaded, or sekisho makes the very same of its profile.
    Known,
}

impl Engines {
    /// The one of this process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Engines> = OnceLock::new();
        SHARED.get_or_init(|| Self {
            engine: Engine::new(&config()).expect("the configuration is fixed and sound"),
            compiled: Mutex::default(),
            trial: OnceLock::new(),
        })
    }

    /// From now on what nobody vouches for is compiled elsewhere first.
    pub fn try_by(&self, trial: Trial) {
        let _ = self.trial.set(trial);
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The compiled component of these bytes, compiled now or before. No byte meets the compiler that
    /// was not looked at.
    pub(crate) fn component(
        &self,
        bytes: &[u8],
        vouched: Vouched,
    ) -> Result<(Digest, Component), LoadError> {
        look(bytes, &Bounds::MOST)?;
        let digest = Digest::of(bytes);
        if let Some(known) = self.kept().get(&digest) {
            return Ok((digest, known.clone()));
        }
        if let (Vouched::Nobody, Some(trial)) = (vouched, self.trial.get()) {
            trial(bytes, Cost::of(bytes))?;
        }
        let component = self.compiled(bytes)?;
        let mut kept = self.kept();
        if kept.len() >= KEPT_MAX {
            kept.pop_first();
        }
        kept.insert(digest, component.clone());
        Ok((digest, component))
    }

    pub(crate) fn compiled(&self, bytes: &[u8]) -> Result<Component, LoadError> {
        Component::from_binary(&self.engine, bytes).map_err(|_| LoadError::NoComponent)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<Digest, Component>> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Same bytes in, same bytes out: no threads, no relaxed numbers, one bit pattern for every NaN.
/// Fuel counts instructions, so that a limit falls at the same place on every machine.
fn config() -> Config {
    let mut config = Config::new();
    config.consume_fuel(true);
    config.cranelift_nan_canonicalization(true);
    config.wasm_relaxed_simd(false);
    config.wasm_memory64(false);
    config.max_wasm_stack(512 << 10);
    config
}
