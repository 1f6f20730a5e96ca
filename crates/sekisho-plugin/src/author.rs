//! An author's component: loaded by its digest, asked batch by batch, each batch by an instance
//! that has never answered before.

use sekisho_model::Digest;
use sekisho_model::broken::Reason;
use sekisho_model::transform::Column;
use wasmtime::Store;
use wasmtime::component::{InstancePre, Linker};

use crate::answer::{Apply, OfPlugin, read};
use crate::engine::{Engines, Vouched};
use crate::limits::{Limits, Meter};
use crate::load::{LoadError, TYPES, check_apply, check_imports};
use crate::wire::Wire;

/// A component of world `plugin`, compiled. Cheap to clone.
#[derive(Clone)]
pub struct Author {
    ready: InstancePre<Meter>,
    digest: Digest,
    limits: Limits,
}

impl Author {
    /// Compiles the component, or finds it compiled. Refuses what imports anything, and what
    /// can't start within its limits.
    pub fn load(engines: &Engines, bytes: &[u8], limits: Limits) -> Result<Self, LoadError> {
        Self::vouched(engines, bytes, limits, Vouched::Nobody)
    }

    pub(crate) fn vouched(
        engines: &Engines,
        bytes: &[u8],
        limits: Limits,
        vouched: Vouched,
    ) -> Result<Self, LoadError> {
        let (digest, component) = engines.component(bytes, vouched)?;
        let engine = engines.engine();
        check_imports(engine, &component, &[TYPES])?;
        let mut linker = Linker::new(engine);
        linker
            .instance(TYPES)
            .expect("one instance of one name links");
        let meter = Meter::new(limits.memory_bytes);
        check_apply::<_, OfPlugin>(engine, &component, &linker, meter, |meter| meter)?;
        let ready = linker.instantiate_pre(&component);
        let ready = ready.map_err(|_| LoadError::Import(TYPES.to_owned()))?;
        Ok(Self {
            ready,
            digest,
            limits,
        })
    }

    /// The same, if the bytes have the digest that the policy names. `vouched`: who knows them.
    pub fn declared(
        engines: &Engines,
        bytes: &[u8],
        digest: Digest,
        limits: Limits,
        vouched: Vouched,
    ) -> Result<Self, LoadError> {
        let found = Digest::of(bytes);
        if found != digest {
            let declared = digest;
            return Err(LoadError::Digest { declared, found });
        }
        Self::vouched(engines, bytes, limits, vouched)
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// One batch: `columns[0]` the values, then one column an argument. Nothing of an earlier batch
    /// can be known to the instance that answers.
    pub fn ask(&self, function: u16, columns: &[Column]) -> Result<Column, Reason> {
        self.ask_measured(function, columns)
            .map(|(answer, _)| answer)
    }

    /// The same, with the instructions that were spent.
    pub fn ask_measured(&self, function: u16, columns: &[Column]) -> Result<(Column, u64), Reason> {
        let rows = columns.first().map_or(0, Column::len);
        let mut store = Store::new(self.ready.engine(), Meter::new(self.limits.memory_bytes));
        store.limiter(|meter| meter);
        let answered = self.call(&mut store, function, columns);
        let answer = read(answered, rows, self.limits, store.data())?;
        let left = store.get_fuel().unwrap_or_default();
        Ok((answer, self.limits.fuel - left))
    }

    fn call(
        &self,
        store: &mut Store<Meter>,
        function: u16,
        columns: &[Column],
    ) -> wasmtime::Result<<OfPlugin as Apply>::Taken> {
        store.set_fuel(self.limits.fuel)?;
        let instance = self.ready.instantiate(&mut *store)?;
        let apply = instance
            .get_typed_func::<<OfPlugin as Apply>::Given, <OfPlugin as Apply>::Taken>(
                &mut *store,
                "apply",
            )?;
        apply.call(store, (function, columns.iter().map(Wire::of).collect()))
    }
}
