//! Runtime and rules become a core module, the core module a component with its rule table.

use std::borrow::Cow;

use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::rule_table::{RuleTable, SECTION};

const INTERFACE: &str = include_str!("../../../../plugins/wit/transform.wit");

/// Imports come first, as WAT wants them; else in the order of what builds on what.
const RUNTIME: [&str; 9] = [
    include_str!("runtime/imports.wat"),
    include_str!("runtime/interface.wat"),
    include_str!("runtime/memory.wat"),
    include_str!("runtime/column.wat"),
    include_str!("runtime/text.wat"),
    include_str!("runtime/date.wat"),
    include_str!("runtime/number.wat"),
    include_str!("runtime/round.wat"),
    include_str!("runtime/actions.wat"),
];
const CONDITIONS: &str = include_str!("runtime/condition.wat");

/// The component of a profile's code. Whatever the policy says, the text is ours: anything that
/// fails here is a mistake of the compiler, which every profile of the tests would show.
pub(super) fn component(code: &str, table: &RuleTable) -> Vec<u8> {
    let text = format!("(module\n{}{CONDITIONS}{code})", RUNTIME.concat());
    let mut core = wat::parse_str(&text).unwrap_or_else(|e| panic!("the module's text: {e}"));
    let mut interface = Resolve::default();
    let package = interface
        .push_source("transform.wit", INTERFACE)
        .expect("the interface is WIT");
    let world = interface
        .select_world(&[package], Some("profile-module"))
        .expect("the interface has this world");
    embed_component_metadata(&mut core, &interface, world, StringEncoding::UTF8)
        .expect("the world can be written down");
    let mut component = ComponentEncoder::default()
        .validate(true)
        .module(&core)
        .and_then(|mut encoder| encoder.encode())
        .unwrap_or_else(|e| panic!("the module as a component: {e:?}"));
    let section = CustomSection {
        name: SECTION.into(),
        data: Cow::Owned(table.to_bytes()),
    };
    section.append_to_component(&mut component);
    component
}
