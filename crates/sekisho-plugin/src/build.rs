//! From a core module to a component of one of the worlds of `plugins/wit/transform.wit`, and what a
//! component says of itself.

use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::engine::{Engines, Vouched};
use crate::load::LoadError;

/// The interface itself, as it is shipped.
pub const WIT: &str = include_str!("../../../plugins/wit/transform.wit");

/// The custom section with the author's declaration.
const SAID: &str = "sekisho.plugin";
const SAID_BYTES_MAX: usize = 1 << 20;

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

/// A core module from its text (WAT) or its bytes. `Err` points at the place in the text.
pub fn core_of(source: &[u8]) -> Result<Vec<u8>, String> {
    if Parser::is_component(source) {
        return Err("it is a component already".into());
    }
    match wat::parse_bytes(source) {
        Ok(core) if Parser::is_core_wasm(&core) => Ok(core.into_owned()),
        Ok(_) => Err("it is no core module".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// What a component asks for and offers, by name.
pub fn imports_and_exports(component: &[u8]) -> Result<(Vec<String>, Vec<String>), LoadError> {
    let engines = Engines::shared();
    let (_, component) = engines.component(component, Vouched::Nobody)?;
    let shape = component.component_type();
    let imports = shape.imports(engines.engine());
    let exports = shape.exports(engines.engine());
    Ok((
        imports.map(|(name, _)| name.to_owned()).collect(),
        exports.map(|(name, _)| name.to_owned()).collect(),
    ))
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
    let words_of_author = section(core, SAID).map(<[u8]>::to_vec);
    let mut core = core.to_vec();
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8)
        .map_err(|e| words(&e))?;
    let mut component = ComponentEncoder::default()
        .module(&core)
        .and_then(|encoder| encoder.validate(true).encode())
        .map_err(|e| words(&e))?;
    if let Some(said) = words_of_author {
        append_section(&mut component, SAID, &said);
    }
    Ok(component)
}

/// The declaration that an author wrote into the component: the lines of a `plugin` block of the
/// policy language, the first of them `plugin NAME VERSION`.
pub fn said(component: &[u8]) -> Option<&str> {
    std::str::from_utf8(section(component, SAID)?).ok()
}

/// The first custom section of this name, of a core module or of the outermost component.
pub fn section<'b>(bytes: &'b [u8], name: &str) -> Option<&'b [u8]> {
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.ok()? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::CustomSection(found) if depth == 0 && found.name() == name => {
                return (found.data().len() <= SAID_BYTES_MAX).then_some(found.data());
            }
            _ => {}
        }
    }
    None
}

fn append_section(component: &mut Vec<u8>, name: &str, content: &[u8]) {
    let name_size = leb128(name.len());
    component.push(0);
    component.extend(leb128(name_size.len() + name.len() + content.len()));
    component.extend(name_size);
    component.extend_from_slice(name.as_bytes());
    component.extend_from_slice(content);
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}
