//! Stories of modules and plugins: honest ones, and those that break their word.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, outside of what clippy calls one"
)]

mod hostile;
mod module;
mod shipped;

use sekisho_model::Origin;
use sekisho_model::plugin::{Function, Leaves, Parameter, Plugin, PluginType};
use sekisho_model::profile::{Argument, ArgumentValue, Call};
use sekisho_model::transform::Column;
use sekisho_plugin::{World, component_of};

/// A core module in WAT: memory, a bump allocator, and `body`.
fn core(body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
          (import "sekisho:transform/keyed@0.1.0" "pseudonym" (func $pseudonym (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
          (import "sekisho:transform/keyed@0.1.0" "remap" (func $remap (param i32 i32 i32 i32 i32 i32 i32)))
          (import "sekisho:transform/keyed@0.1.0" "shifts" (func $shift (param i32 i32 i32)))
          {body})"#
    );
    wat::parse_str(text).expect("the story's text is sound")
}

const MEMORY: &str = r#"
  (memory (export "memory") 2)
  (global $top (mut i32) (i32.const 4096))
  (func $alloc (export "cabi_realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $at) (local.get $new)))
    (block $enough
      (br_if $enough (i32.le_u (global.get $top) (i32.mul (memory.size) (i32.const 65536))))
      (if (i32.eq (i32.const -1) (memory.grow (i32.add (i32.const 1) (i32.div_u (local.get $new) (i32.const 65536)))))
        (then unreachable)))
    (if (local.get $old) (then (memory.copy (local.get $at) (local.get $old) (local.get $size))))
    (local.get $at))
"#;

/// A plugin whose `apply` has this body: `$columns` points to the columns, 24 bytes each, and the
/// answer's 28 bytes lie at 16: 0 for an answer, then offsets, data and valid with their lengths.
fn plugin(body: &str) -> Vec<u8> {
    plugin_with("", body)
}

fn plugin_with(before: &str, body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module {before} {MEMORY}
          (func $same (param $columns i32)
            (i32.store8 (i32.const 16) (i32.const 0))
            (memory.copy (i32.const 20) (local.get $columns) (i32.const 24)))
          (func (export "apply") (param $function i32) (param $columns i32) (param $count i32) (result i32)
            {body}))"#
    );
    let core = wat::parse_str(text).expect("the story's text is sound");
    component_of(&core, World::Plugin).expect("it is a plugin")
}

fn column(values: &[Option<&str>]) -> Column {
    let mut column = Column::new();
    values
        .iter()
        .for_each(|value| column.push(value.map(str::as_bytes)));
    column
}

fn read(column: &Column) -> Vec<Option<&str>> {
    (0..column.len())
        .map(|row| column.get(row).map(|v| std::str::from_utf8(v).unwrap()))
        .collect()
}

/// `mask(text: Text, how: Text) -> Text`, 10 million instructions, 1 MiB.
fn declared(bytes: &[u8], result: PluginType) -> Plugin {
    let parameter = |name: &str| Parameter {
        name: name.into(),
        kind: PluginType::Text,
    };
    Plugin {
        name: "tool".into(),
        version: "1.0".into(),
        from: "registry:here/tool".into(),
        digest: sekisho_model::Digest::of(bytes),
        label: Default::default(),
        functions: vec![Function {
            name: "mask".into(),
            parameters: vec![parameter("text"), parameter("how")],
            result,
            random: false,
            leaves: Leaves::Cleaned,
            origin: Origin::built_in(),
        }],
        fuel: 10_000_000,
        memory_bytes: 1 << 20,
        golden: None,
        origin: Origin::built_in(),
    }
}

fn call() -> Call {
    Call {
        plugin: "tool".into(),
        function: "mask".into(),
        arguments: vec![Argument {
            name: "how".into(),
            value: ArgumentValue::Text("★".into()),
        }],
    }
}
