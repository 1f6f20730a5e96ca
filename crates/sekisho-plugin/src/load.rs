//! Whether a component is one that may run: its digest, what it asks for, what it offers.

use sekisho_model::{Digest, Text};
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

use crate::answer::Apply;
use crate::limits::Meter;
use crate::look::Much;

/// The one interface whose types every world uses.
pub(crate) const TYPES: &str = "sekisho:transform/types@0.1.0";
/// The keyed functions, for profiles' modules alone.
pub(crate) const KEYED: &str = "sekisho:transform/keyed@0.1.0";
/// Starting an instance runs only what a `start` section says.
const FUEL_TO_START: u64 = 10_000_000;

/// Why a component does not run here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    TooLarge {
        bytes: u64,
        most: u64,
    },
    /// It has more of something than anybody writes.
    TooMuch {
        what: Much,
        found: u64,
        most: u64,
    },
    /// Compiling it takes longer than its size explains.
    Slow {
        seconds: u64,
    },
    /// Compiling it takes more memory than its size explains, or ends the compiler.
    Heavy {
        bytes: u64,
    },
    /// There is no other process to compile it in.
    NoTrial(String),
    /// The bytes are no component of WebAssembly that this engine takes.
    NoComponent,
    /// It asks for something that is not given.
    Import(String),
    /// It does not export `apply` with the types of the interface.
    Export,
    /// It can't even start: it traps or takes more than it may.
    Start,
    Digest {
        declared: Digest,
        found: Digest,
    },
}

impl LoadError {
    /// What follows the component's name, in both languages.
    pub fn text(&self) -> Text {
        match self {
            Self::TooLarge { bytes, most } => Text::new(
                format!(
                    "は {bytes} バイトもあり、読めません（上限 {} MiB）",
                    most >> 20
                ),
                format!("has {bytes} bytes; at most {} MiB are read", most >> 20),
            ),
            Self::TooMuch { what, found, most } => {
                let what = what.text();
                Text::new(
                    format!(
                        "は大きすぎ、コンパイルしません: {}が {found} 以上（上限 {most}）",
                        what.ja
                    ),
                    format!(
                        "asks too much and is not compiled: {found} or more {} (at most {most})",
                        what.en
                    ),
                )
            }
            Self::Slow { seconds } => Text::new(
                format!("は、大きさに見合う {seconds} 秒ではコンパイルできません"),
                format!("does not compile within the {seconds} seconds that its size explains"),
            ),
            Self::Heavy { bytes } => Text::new(
                format!(
                    "は、大きさに見合う {} MiB の記憶ではコンパイルできません",
                    bytes >> 20
                ),
                format!(
                    "does not compile within the {} MiB of memory that its size explains",
                    bytes >> 20
                ),
            ),
            Self::NoTrial(why) => Text::new(
                format!("を別のプロセスで試せないので、コンパイルしません: {why}"),
                format!("can't be tried in a process of its own, so it is not compiled: {why}"),
            ),
            Self::NoComponent => Text::new(
                "は WebAssembly のコンポーネントではありません。`sekisho plugin build` で作れます",
                "is no WebAssembly component; `sekisho plugin build` makes one",
            ),
            Self::Import(name) => Text::new(
                format!(
                    "は「{name}」を求めていますが、プラグインには何も渡しません。取り込み（import）をなくしてください"
                ),
                format!("asks for '{name}', and a plugin is given nothing; remove the import"),
            ),
            Self::Export => Text::new(
                "は plugins/wit/transform.wit の通りの apply を持っていません",
                "does not export 'apply' as plugins/wit/transform.wit says",
            ),
            Self::Start => Text::new(
                "は始めることもできません（止まるか、上限を超えます）",
                "can't even start: it traps or takes more than it may",
            ),
            Self::Digest { declared, found } => Text::new(
                format!("の指紋は {found} ですが、方針は {declared} と言っています"),
                format!("has the digest {found}, and the policy says {declared}"),
            ),
        }
    }
}

/// Every import is one of those given.
pub(crate) fn check_imports(
    engine: &Engine,
    component: &Component,
    given: &[&str],
) -> Result<(), LoadError> {
    let asked = component.component_type();
    for (name, _) in asked.imports(engine) {
        if !given.contains(&name) {
            return Err(LoadError::Import(name.to_owned()));
        }
    }
    Ok(())
}

/// It starts within its memory and exports `apply` with exactly the interface's types.
pub(crate) fn check_apply<T: 'static, F: Apply>(
    engine: &Engine,
    component: &Component,
    linker: &Linker<T>,
    state: T,
    meter: fn(&mut T) -> &mut Meter,
) -> Result<(), LoadError> {
    let mut store = Store::new(engine, state);
    store.limiter(move |state| meter(state));
    store
        .set_fuel(FUEL_TO_START)
        .map_err(|_| LoadError::Start)?;
    // What does not link lacks something that the imports' names alone do not show.
    let ready = linker
        .instantiate_pre(component)
        .map_err(|_| LoadError::Import(KEYED.to_owned()))?;
    let instance = ready
        .instantiate(&mut store)
        .map_err(|_| LoadError::Start)?;
    instance
        .get_typed_func::<F::Given, F::Taken>(&mut store, "apply")
        .map(|_| ())
        .map_err(|_| LoadError::Export)
}
