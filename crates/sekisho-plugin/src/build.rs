//! From a core module to a component of one of the worlds of `plugins/wit/transform.wit`.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The interface itself, as it is shipped.
pub const WIT: &str = include_str!("../../../plugins/wit/transform.wit");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    Plugin,
    ProfileModule,
}

impl World {
    pub fn name(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::ProfileModule => "profile-module",
        }
    }
}

/// The core module as a component: the interface's types are embedded, and what the module exports
/// is checked against them. `Err` says what is wrong, in the encoder's words.
pub fn component_of(core: &[u8], world: World) -> Result<Vec<u8>, String> {
    let mut resolve = Resolve::default();
    let words = |error: &dyn std::fmt::Display| format!("{error:#}");
    let package = resolve
        .push_str("transform.wit", WIT)
        .map_err(|e| words(&e))?;
    let world = resolve
        .select_world(&[package], Some(world.name()))
        .map_err(|e| words(&e))?;
    let mut core = core.to_vec();
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8)
        .map_err(|e| words(&e))?;
    ComponentEncoder::default()
        .module(&core)
        .and_then(|encoder| encoder.validate(true).encode())
        .map_err(|e| words(&e))
}
