//! Plugins that break their word: each ends by its own reason.

use sekisho_model::broken::Reason;
use sekisho_model::plugin::PluginType;
use sekisho_model::transform::Column;
use sekisho_plugin::{
    Author, Engines, Limits, LoadError, Plugins, World, component_of, contract, limits_of,
};

use super::{MEMORY, call, column, declared, plugin, plugin_with, read};

const SAME: &str = "(call $same (local.get $columns)) (i32.const 16)";

fn ask_as(bytes: &[u8], result: PluginType, values: &Column) -> Result<Column, Reason> {
    let tool = [declared(bytes, result)];
    let plugins = Plugins::load(Engines::shared(), &tool, |_| Some(bytes)).unwrap();
    plugins.call(&call(), values)
}

fn ask(bytes: &[u8], values: &Column) -> Result<Column, Reason> {
    ask_as(bytes, PluginType::Text, values)
}

fn three() -> Column {
    column(&[Some("a"), None, Some("東京")])
}

#[test]
fn an_honest_plugin_gives_back_a_row_for_a_row() {
    let honest = plugin(SAME);
    assert_eq!(
        read(&ask(&honest, &three()).unwrap()),
        [Some("a"), None, Some("東京")]
    );
    assert!(ask(&honest, &Column::new()).unwrap().is_empty());
}

#[test]
fn arguments_come_as_constant_columns() {
    // Gives back its second column.
    let second =
        plugin("(call $same (i32.add (local.get $columns) (i32.const 24))) (i32.const 16)");
    let values = column(&[Some("a"), Some("b")]);
    assert_eq!(
        read(&ask(&second, &values).unwrap()),
        [Some("★"), Some("★")]
    );
}

#[test]
fn many_values_are_asked_in_batches_that_fuel_is_enough_for() {
    let honest = plugin(SAME);
    let mut many = Column::new();
    let long = "é".repeat(600);
    (0..3000).for_each(|n| many.push(Some(format!("{n}{long}").as_bytes())));
    assert_eq!(ask(&honest, &many).unwrap(), many);
    let mut huge = Column::new();
    huge.push(Some(&vec![b'x'; 200_000]));
    huge.push(Some(b"y"));
    assert_eq!(ask(&honest, &huge).unwrap(), huge);
}

#[test]
fn a_trap() {
    let stopped = ask(&plugin("unreachable"), &three());
    assert!(matches!(stopped, Err(Reason::Trap(name)) if name.contains("unreachable")));
}

#[test]
fn an_endless_loop() {
    let stopped = ask(&plugin("(loop $on (br $on)) (i32.const 16)"), &three());
    assert_eq!(stopped, Err(Reason::Fuel(10_000_000)));
}

#[test]
fn a_grab_for_memory() {
    let grab = plugin(&format!("(drop (memory.grow (i32.const 100))) {SAME}"));
    assert_eq!(ask(&grab, &three()), Err(Reason::Memory(1 << 20)));
}

#[test]
fn endless_recursion() {
    let deep = plugin_with(
        "(func $deep (param i64 i64 i64 i64) (call $deep (local.get 0) (local.get 1) (local.get 2) (local.get 3)) (call $deep (local.get 3) (local.get 2) (local.get 1) (local.get 0)))",
        &format!("(call $deep (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)) {SAME}"),
    );
    let stopped = ask(&deep, &three());
    assert!(
        matches!(&stopped, Err(Reason::Trap(name)) if name.contains("stack")),
        "{stopped:?}"
    );
}

#[test]
fn one_row_too_few() {
    let short = plugin(
        "(call $same (local.get $columns))
         (i32.store (i32.const 24) (i32.sub (i32.load (i32.const 24)) (i32.const 1)))
         (i32.store (i32.const 40) (i32.sub (i32.load (i32.const 40)) (i32.const 1)))
         (i32.const 16)",
    );
    let asked = column(&[Some("a"), Some("b")]);
    assert_eq!(ask(&short, &asked), Err(Reason::Rows { asked: 2, came: 1 }));
}

#[test]
fn columns_that_are_none() {
    let with = |change: &str| {
        plugin(&format!(
            "(call $same (local.get $columns)) {change} (i32.const 16)"
        ))
    };
    let asked = column(&[Some("a"), Some("b")]);
    let wrong = |change: &str| match ask(&with(change), &asked) {
        Err(Reason::Malformed(what)) => what,
        other => panic!("{other:?}"),
    };
    let offsets = "(i32.load (i32.const 20))";
    let valid = "(i32.load (i32.const 36))";
    assert_eq!(
        wrong(&format!("(i32.store offset=8 {offsets} (i32.const 9999))")),
        "offsets do not end where the data ends"
    );
    assert_eq!(
        wrong(&format!("(i32.store offset=4 {offsets} (i32.const 9))")),
        "offsets do not ascend"
    );
    assert_eq!(
        wrong(&format!("(i32.store {offsets} (i32.const 1))")),
        "offsets do not begin at 0"
    );
    assert_eq!(
        wrong("(i32.store (i32.const 24) (i32.const 2))"),
        "offsets are not one more than rows"
    );
    assert_eq!(
        wrong(&format!("(i32.store8 {valid} (i32.const 2))")),
        "valid holds a byte that is neither 0 nor 1"
    );
    assert_eq!(
        wrong(&format!("(i32.store8 {valid} (i32.const 0))")),
        "an absent row holds bytes"
    );
    assert_eq!(
        wrong("(i32.store (i32.const 28) (i32.const -8))"),
        "its pointers do not lie in its memory"
    );
}

#[test]
fn a_value_out_of_nothing() {
    let invents = plugin(
        "(call $same (local.get $columns))
         (i32.store8 offset=1 (i32.load (i32.const 36)) (i32.const 1))
         (i32.const 16)",
    );
    let asked = column(&[Some("a"), None]);
    assert_eq!(
        ask(&invents, &asked),
        Err(Reason::Malformed("an absent row got a value"))
    );
}

#[test]
fn an_answer_of_another_type() {
    let honest = plugin(SAME);
    let asked = column(&[Some("12"), Some("12.5")]);
    assert_eq!(
        ask_as(&honest, PluginType::Integer, &asked),
        Err(Reason::NotOfType(PluginType::Integer))
    );
    assert!(ask_as(&honest, PluginType::Decimal, &asked).is_ok());
}

/// `$same`, with the first byte of each value written anew by `$mark`, which leaves a byte.
fn marking(globals: &str, mark: &str) -> Vec<u8> {
    plugin_with(
        globals,
        &format!(
            r#"(local $row i32) (local $rows i32)
            (call $same (local.get $columns))
            (local.set $rows (i32.load (i32.const 40)))
            (block $done (loop $next
              (br_if $done (i32.ge_u (local.get $row) (local.get $rows)))
              (i32.store8
                (i32.add (i32.load (i32.const 28))
                  (i32.load (i32.add (i32.load (i32.const 20)) (i32.mul (i32.const 4) (local.get $row)))))
                {mark})
              (local.set $row (i32.add (local.get $row) (i32.const 1)))
              (br $next)))
            (i32.const 16)"#
        ),
    )
}

#[test]
fn an_answer_that_hangs_on_its_place() {
    let counts = marking("", "(i32.add (i32.const 65) (local.get $row))");
    let asked = column(&[Some("x"), Some("x"), Some("x")]);
    assert_eq!(ask(&counts, &asked), Err(Reason::OtherAnswer));
}

#[test]
fn an_answer_that_hangs_on_how_many_are_asked() {
    let counts = marking("", "(i32.add (i32.const 65) (local.get $rows))");
    let asked = column(&[Some("x"), Some("x")]);
    assert_eq!(ask(&counts, &asked), Err(Reason::OtherAnswer));
}

#[test]
fn what_is_remembered_within_a_batch_stops_and_between_batches_is_forgotten() {
    let remembers = marking(
        "(global $seen (mut i32) (i32.const 65))",
        "(global.get $seen) (global.set $seen (i32.add (global.get $seen) (i32.const 1)))",
    );
    let asked = column(&[Some("x"), Some("x"), Some("x")]);
    assert_eq!(ask(&remembers, &asked), Err(Reason::OtherAnswer));
    // One value a batch: each instance is new, so the global can't tell them apart.
    let one = column(&[Some("x")]);
    assert_eq!(read(&ask(&remembers, &one).unwrap()), [Some("A")]);
    assert_eq!(read(&ask(&remembers, &one).unwrap()), [Some("A")]);
}

#[test]
fn the_contract_names_the_promise_that_is_broken() {
    let broken = |bytes: &[u8]| -> Vec<String> {
        let tool = declared(bytes, PluginType::Text);
        let author = Author::load(Engines::shared(), bytes, limits_of(&tool)).unwrap();
        let checks = contract(&author, &tool).into_iter();
        checks
            .filter(|check| check.seen.is_err() && check.function == "mask")
            .map(|check| check.promise.en)
            .collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(broken(&plugin(SAME)), none);
    // Says how many were asked with it, in a byte of each value that has one.
    let counts = plugin(
        "(local $size i32)
         (call $same (local.get $columns))
         (local.set $size (i32.load (i32.const 32)))
         (if (local.get $size) (then
           (i32.store8 (i32.add (i32.load (i32.const 28)) (i32.sub (local.get $size) (i32.const 1)))
             (i32.add (i32.const 65) (i32.load (i32.const 40))))))
         (i32.const 16)",
    );
    assert_eq!(
        broken(&counts),
        [
            "the same answers however a batch is split",
            "the same answers in the reverse order"
        ]
    );
    let endless = plugin("(loop $on (br $on)) (i32.const 16)");
    assert_eq!(broken(&endless).len(), 7);
}

#[test]
fn an_import_is_refused_by_its_name_before_anything_runs() {
    let limits = Limits {
        fuel: 1_000_000,
        memory_bytes: 1 << 20,
    };
    // A profile's module asks for keys; a plugin may not.
    let core = super::core(&format!(
        r#"{MEMORY} (func (export "apply") (param i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 16))
          (func (export "holds") (param i32 i32 i32) (result i32) (i32.const 16))"#
    ));
    let keyed = component_of(&core, World::ProfileModule).unwrap();
    let refused = Author::load(Engines::shared(), &keyed, limits).err();
    assert_eq!(
        refused,
        Some(LoadError::Import("sekisho:transform/keyed@0.1.0".into()))
    );
    let clock = wat::parse_str(
        r#"(component
            (import "wasi:clocks/wall-clock@0.2.0" (instance (export "now" (func (result u64))))))"#,
    )
    .unwrap();
    let refused = Author::load(Engines::shared(), &clock, limits).err();
    assert_eq!(
        refused,
        Some(LoadError::Import("wasi:clocks/wall-clock@0.2.0".into()))
    );
    let core = wat::parse_str(
        r#"(module (import "env" "time" (func)) (memory (export "memory") 1)
            (func (export "apply") (param i32 i32 i32) (result i32) (i32.const 0)))"#,
    )
    .unwrap();
    assert!(component_of(&core, World::Plugin).is_err());
}

#[test]
fn another_component_than_the_reviewed_one_never_runs() {
    let (reviewed, other) = (plugin(SAME), plugin("unreachable"));
    let tool = [declared(&reviewed, PluginType::Text)];
    let refused = Plugins::load(Engines::shared(), &tool, |_| Some(other.as_slice())).err();
    let why = refused.expect("it was loaded").why;
    assert!(matches!(why, LoadError::Digest { declared, .. } if declared == tool[0].digest));
    let absent = Plugins::load(Engines::shared(), &tool, |_| None).unwrap();
    assert_eq!(absent.call(&call(), &three()), Err(Reason::NoPlugin));
}

#[test]
fn what_can_not_even_start_is_refused() {
    let limits = Limits {
        fuel: 1_000_000,
        memory_bytes: 1 << 16,
    };
    let large = plugin(SAME);
    let refused = Author::load(Engines::shared(), &large, limits).err();
    assert_eq!(refused, Some(LoadError::Start));
}
