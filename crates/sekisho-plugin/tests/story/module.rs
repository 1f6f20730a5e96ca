//! A profile's module on the host: what it is given, what it may ask, what is believed.

use std::sync::Arc;

use sekisho_model::Origin;
use sekisho_model::broken::Reason;
use sekisho_model::cohort::{CompareOp, Literal, Unknown};
use sekisho_model::dates::Shift;
use sekisho_model::event::Cell;
use sekisho_model::identity::{Scope, Subject};
use sekisho_model::profile::{
    Action, FhirRules, FieldComparison, FieldCondition, FieldRule, FieldTerm, Profile, Release,
    Unlisted,
};
use sekisho_model::transform::{Keyed, PatientRows, SiteKind, TransformError, Transforms};
use sekisho_plugin::{Engines, LoadError, Module, ModuleRunner, World, component_of};

use super::{MEMORY, column, core, read};

/// Names a reader can follow: `K`, the kind, the vault's number.
struct Plain;

impl Keyed for Plain {
    fn pseudonym(&self, kind: SiteKind, subject: Subject, value: &[u8]) -> [u8; 32] {
        let text = format!("{kind:?}-{}-{}", subject.0, String::from_utf8_lossy(value));
        std::array::from_fn(|at| text.as_bytes().get(at).copied().unwrap_or(b'.'))
    }
    fn bits(&self, value: &[u8]) -> u128 {
        value.len() as u128
    }
    fn shift(&self, subject: Subject, days_max: u32) -> Shift {
        assert_eq!(days_max, 30);
        Shift {
            days: subject.0 as i32,
            seconds: 60,
        }
    }
}

fn profile(actions: &[Action], when: Option<FieldCondition>) -> Profile {
    Profile {
        name: "coded".into(),
        label: Default::default(),
        satisfies: Vec::new(),
        rests: Vec::new(),
        regime: None,
        scope: Scope::Study,
        key_fate: Default::default(),
        key: None,
        shift_days_max: Some(30),
        dates: Default::default(),
        unlisted: Unlisted::Drop,
        trusts: Vec::new(),
        release: Release::default(),
        fhir: Some(FhirRules {
            rules: vec![FieldRule {
                selectors: Vec::new(),
                actions: actions.to_vec(),
                when,
                origin: Origin::built_in(),
            }],
        }),
        blocks: Vec::new(),
        origin: Origin::built_in(),
    }
}

/// A module whose `apply` has this body.
fn module(body: &str) -> Module {
    let core = core(&format!(
        r#"{MEMORY}
        (func (export "apply") (param $rule i32) (param $stage i32) (param $kind i32)
          (param $people i32) (param $people_n i32) (param $columns i32) (param $columns_n i32) (result i32)
          (local $n i32) (local $data i32)
          (i32.store8 (i32.const 16) (i32.const 0))
          {body}
          (i32.const 16))
        (func (export "holds") (param $rule i32) (param $columns i32) (param $count i32) (result i32)
          (i32.store8 (i32.const 16) (i32.const 0))
          (i32.store (i32.const 20) (i32.load offset=16 (local.get $columns)))
          (i32.store (i32.const 24) (i32.load offset=20 (local.get $columns)))
          (i32.const 16))"#
    ));
    let component = component_of(&core, World::ProfileModule).unwrap();
    Module::load(Engines::shared(), &component).unwrap()
}

fn load(base: &str, at: u32) -> String {
    format!("(i32.load offset={at} (local.get {base}))")
}

/// Every word of the first column.
fn first_column() -> String {
    [0, 4, 8, 12, 16, 20]
        .map(|at| load("$columns", at))
        .join(" ")
}

#[test]
fn a_module_asks_for_names_by_numbers_of_the_batch() {
    let module = module(&format!(
        "(call $pseudonym (local.get $kind) (local.get $people) (local.get $people_n) {} (i32.const 20))",
        first_column()
    ));
    let profile = profile(&[Action::Pseudonym], None);
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain));
    let people = [Subject(900_001), Subject(900_001), Subject(7)];
    let values = column(&[Some("a"), None, Some("b")]);
    let named = runner
        .apply(0, 0, SiteKind::OtherId, &people, &values)
        .unwrap();
    assert_eq!(
        read(&named),
        [
            Some("OtherId-900001-a................"),
            None,
            Some("OtherId-7-b.....................")
        ]
    );
    let persons = runner
        .apply(0, 0, SiteKind::SubjectId, &people, &values)
        .unwrap();
    assert_eq!(read(&persons)[2], Some("SubjectId-7-...................."));
}

#[test]
fn identifiers_keep_the_syntax_of_their_kind() {
    let module = module(&format!("(call $remap {} (i32.const 20))", first_column()));
    let profile = profile(&[Action::Remap], None);
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain));
    let values = column(&[Some("1.2.392.100"), None, Some("x")]);
    let out = runner
        .apply(0, 0, SiteKind::Value, &[Subject(1); 3], &values)
        .unwrap();
    assert_eq!(
        read(&out),
        [
            Some("2.25.11"),
            None,
            Some("00000000000000000000000000000001")
        ]
    );
}

const ASKS_ABOUT_77: &str = "(i32.store (local.get $people) (i32.const 77))
    (call $shift (local.get $people) (local.get $people_n) (i32.const 20))";

#[test]
fn the_days_of_a_shift_come_row_by_row_and_only_for_people_of_the_batch() {
    // Asks for the days and gives back each as one byte.
    let days = r#"
      (call $shift (local.get $people) (local.get $people_n) (i32.const 64))
      (local.set $data (call $alloc (i32.const 0) (i32.const 0) (i32.const 1) (local.get $people_n)))
      (loop $next
        (i32.store8 (i32.add (local.get $data) (local.get $n))
          (i32.add (i32.const 48) (i32.load (i32.add (i32.load (i32.const 64)) (i32.mul (i32.const 8) (local.get $n))))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $n) (local.get $people_n))))
      (memory.copy (i32.const 20) (local.get $columns) (i32.const 24))
      (i32.store (i32.const 28) (local.get $data))
    "#;
    let (module, stranger) = (module(days), module(ASKS_ABOUT_77));
    let profile = profile(&[Action::Shift], None);
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain));
    let people = [Subject(5), Subject(3), Subject(5)];
    let values = column(&[Some("x"), Some("y"), Some("z")]);
    let out = runner
        .apply(0, 0, SiteKind::Value, &people, &values)
        .unwrap();
    assert_eq!(read(&out), [Some("5"), Some("3"), Some("5")]);

    let mut runner = ModuleRunner::new(&stranger, &profile, Arc::new(Plain));
    let stopped = runner.apply(0, 0, SiteKind::Value, &people, &values);
    assert!(matches!(
        stopped,
        Err(TransformError::Broken(broken))
            if broken.reason == Reason::Malformed("a person's number is not of this batch")
    ));
}

#[test]
fn the_last_stage_gets_the_patients_columns_in_the_order_of_their_names() {
    let reads = |column: &str| {
        FieldCondition::Compare(FieldComparison {
            term: FieldTerm::Patient(column.into()),
            op: CompareOp::Equal,
            right: Literal::Text("x".into()),
            unknown: Some(Unknown::Exclude),
            origin: Origin::built_in(),
        })
    };
    let when = FieldCondition::And(vec![reads("sex"), reads("birth_date")]);
    let profile = profile(&[Action::Shift, Action::Drop], Some(when));
    // Gives back its last column.
    let module = module(
        "(memory.copy (i32.const 20)
           (i32.add (local.get $columns) (i32.mul (i32.const 24) (i32.sub (local.get $columns_n) (i32.const 1))))
           (i32.const 24))",
    );
    let mut patients = PatientRows::none();
    let cells = [("birth_date", "1950"), ("sex", "female")];
    let row = cells.map(|(column, text)| (column.into(), Cell::Text(text.into())));
    patients.rows.insert(Subject(1), row.into());
    let values = column(&[Some("v"), Some("w")]);
    let people = [Subject(1), Subject(2)];
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain)).knowing(&patients);
    let first = runner
        .apply(0, 0, SiteKind::Value, &people, &values)
        .unwrap();
    assert_eq!(read(&first), [Some("v"), Some("w")]);
    let last = runner
        .apply(0, 1, SiteKind::Value, &people, &values)
        .unwrap();
    assert_eq!(read(&last), [Some("female"), None]);

    let mut blind = ModuleRunner::new(&module, &profile, Arc::new(Plain));
    let stopped = blind.apply(0, 1, SiteKind::Value, &people, &values);
    assert!(matches!(stopped, Err(TransformError::Broken(b)) if b.reason == Reason::NoPatient));
}

#[test]
fn where_a_condition_holds_is_asked_apart() {
    // Holds where there is a value.
    let module = module(&format!("(call $remap {} (i32.const 20))", first_column()));
    let profile = profile(&[Action::Keep], None);
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain));
    let values = column(&[Some("v"), None]);
    let holds = runner.holds(0, &[Subject(1); 2], &values).unwrap();
    assert_eq!(holds, [true, false]);
}

#[test]
fn a_fault_says_which_rule_and_why() {
    let module = module(
        "(i32.store8 (i32.const 16) (i32.const 1)) (i32.store8 (i32.const 20) (i32.const 0))",
    );
    let profile = profile(&[Action::Drop], None);
    let mut runner = ModuleRunner::new(&module, &profile, Arc::new(Plain));
    let values = column(&[Some("v")]);
    let stopped = runner.apply(0, 0, SiteKind::Value, &[Subject(1)], &values);
    let Err(error) = stopped else {
        panic!("it did not stop");
    };
    assert_eq!(
        error.text(&profile).en,
        "the transform met an unknown value where its condition says 'unknown stop' under the rule at (built in) of profile coded; nothing left"
    );
    let unknown = runner.apply(9, 0, SiteKind::Value, &[Subject(1)], &values);
    assert!(matches!(unknown, Err(TransformError::Broken(b)) if b.reason == Reason::NoSuchRule));
}

#[test]
fn a_module_is_compiled_once_and_no_plugin_is_taken_for_one() {
    let plugin = super::plugin("(call $same (local.get $columns)) (i32.const 16)");
    let refused = Module::load(Engines::shared(), &plugin).err();
    assert_eq!(refused, Some(LoadError::Export));
    let refused = Module::load(Engines::shared(), b"\0asm").err();
    assert_eq!(refused, Some(LoadError::NoComponent));
}
