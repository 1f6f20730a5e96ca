//! An author's plugin from its source to a delivery: an honest one changes the values its rule is
//! about, a hostile one leaves nothing at the destination.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_plugin::{World, component_of, core_of};
use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::{Ran, sekisho};
use sekisho_tests::samples::{ours, text_of};

const KEEPS: &str = "    type Quantity, type Money";

/// The synthea example whose profile rounds every measured value by the plugin.
pub(crate) struct Package {
    scratch: Scratch,
    dir: PathBuf,
}

impl Package {
    /// `declaration`: the plugin's, as `plugin build` prints it.
    fn with(declaration: &str) -> Self {
        let scratch = Scratch::default();
        let dir = scratch.path("package");
        copy_folder(&ours("examples/synthea"), &dir);
        let path = dir.join("policies/profiles.seki");
        let text = text_of(&path);
        assert_eq!(text.matches(KEEPS).count(), 1);
        let rule = "    \"Observation.valueQuantity.value\": expr_matrix.quantize(step: 0.5)\n";
        let text = text.replace(KEEPS, &format!("{rule}{KEEPS}"));
        let text = text.replace(
            "# 名前のない要素",
            &format!("{declaration}\n# 名前のない要素"),
        );
        fs::write(&path, text).expect("it is written");
        fs::create_dir(dir.join("plugins")).expect("a folder");
        Self { scratch, dir }
    }

    pub(crate) fn build(&self) -> (Ran, PathBuf) {
        let bundle = self.scratch.path("bundle");
        let ran = sekisho([
            "build".as_ref(),
            self.dir.as_os_str(),
            "-o".as_ref(),
            bundle.as_os_str(),
        ]);
        (ran, bundle)
    }
}

/// The quantizer's source with this put first in its `apply`, built; its component and declaration.
pub(crate) fn built(scratch: &Scratch, first: &str) -> (PathBuf, String) {
    let source = text_of(&ours("plugins/expr-matrix/quantize.wat"));
    let locals = "(local $valid i32) (local $to i32) (local $end i32)\n";
    assert_eq!(source.matches(locals).count(), 1);
    let source = source.replace(locals, &format!("{locals}    {first}\n"));
    let (wat, wasm) = (scratch.file("tool.wat", &source), scratch.path("tool.wasm"));
    let ran = sekisho([
        "plugin".as_ref(),
        "build".as_ref(),
        wat.as_os_str(),
        "-o".as_ref(),
        wasm.as_os_str(),
    ])
    .done();
    let at = ran.out.find("plugin expr_matrix").expect("a declaration");
    let declaration = ran.out[at..].to_owned();
    (wasm, declaration)
}

pub(crate) fn package_of(component: &Path, declaration: &str) -> Package {
    let package = Package::with(declaration);
    fs::copy(component, package.dir.join("plugins/tool.wasm")).expect("it is copied");
    package
}

fn load(bank: &Bank, package: &Package) {
    let (ran, bundle) = package.build();
    let _ = ran.done();
    bank.run(["bank", "load"], [bundle]).done();
}

#[test]
fn a_plugin_changes_the_values_its_rule_is_about() {
    let (bank, scratch) = (Bank::small_consented(), Scratch::default());
    let (component, declaration) = built(&scratch, "");
    let package = package_of(&component, &declaration);
    load(&bank, &package);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let observations = text_of(&delivery.folder.join("release/Observation.ndjson"));
    let mut values: Vec<&str> = observations
        .split("\"valueQuantity\":{\"value\":")
        .skip(1)
        .map(|rest| rest.split([',', '}']).next().unwrap_or_default())
        .collect();
    values.sort_unstable();
    // 1.10, 38.50 and 41.0 came; the digits are the step's.
    assert!(!values.is_empty());
    assert!(
        values
            .iter()
            .all(|value| ["1.0", "38.5", "41.0"].contains(value)),
        "{values:?}"
    );
    assert!(values.contains(&"1.0"), "{values:?}");
}

#[test]
fn a_hostile_plugin_leaves_nothing_and_is_named_with_its_rule() {
    let (bank, scratch) = (Bank::small_consented(), Scratch::default());
    for (hostility, reason) in [
        ("unreachable", "trapped"),
        ("(loop $on (br $on))", "spent more than the 20000000 instructions"),
        (
            "(drop (memory.grow (i32.const 2000)))",
            "asked for more than its 33554432 bytes of memory",
        ),
        (
            // One row where two were asked, none where one was.
            "(i32.store offset=20 (local.get $columns) (i32.sub (i32.load offset=20 (local.get $columns)) (i32.const 1)))
             (i32.store offset=44 (local.get $columns) (i32.sub (i32.load offset=44 (local.get $columns)) (i32.const 1)))",
            "rows for",
        ),
    ] {
        let (component, declaration) = built(&scratch, hostility);
        let package = package_of(&component, &declaration);
        load(&bank, &package);
        let (ran, out) = bank.extract("sinusitis_broad", "sato");
        let said = ran.ends(1).err.clone();
        for words in [
            "plugin expr_matrix.quantize",
            "プラグイン expr_matrix.quantize",
            "policies/profiles.seki:",
            "何も出していません",
            reason,
        ] {
            assert!(said.contains(words), "{hostility}: {words} not in {said}");
        }
        assert!(!out.exists(), "{hostility}: a folder was left");
        let folder = out.parent().expect("a folder");
        let left = fs::read_dir(folder).expect("it is there").flatten();
        let left: Vec<_> = left
            .map(|entry| entry.file_name())
            .filter(|name| name.to_string_lossy().contains("out-"))
            .collect();
        assert!(left.is_empty(), "{hostility}: {left:?} was left");
        let ledger = bank.ledger();
        let last = ledger.last().expect("an entry");
        assert_eq!(last.get("kind").and_then(Json::text), Some("aborted"));
        assert!(last.write().contains("expr_matrix.quantize"), "{}", last.write());
    }
}

#[test]
fn a_component_that_asks_for_something_is_refused_by_name_at_build() {
    let scratch = Scratch::default();
    let source = text_of(&ours("plugins/expr-matrix/quantize.wat"));
    // The same code as a profile's module would be: it asks for the keys of the scope.
    let source = source.replace(
        "(module\n",
        "(module\n  (import \"sekisho:transform/keyed@0.1.0\" \"shifts\" (func (param i32 i32 i32)))\n",
    );
    let source = source.replace(
        "(func (export \"apply\") (param $function i32) (param $columns i32) (param $count i32)",
        "(func (export \"holds\") (param i32 i32 i32) (result i32) unreachable)
         (func (export \"apply\") (param $function i32) (param i32 i32 i32 i32) (param $columns i32) (param $count i32)",
    );
    let core = core_of(source.as_bytes()).expect("a core module");
    let component = component_of(&core, World::ProfileModule).expect("a component");
    let digest = sekisho_model::Digest::of(&component);
    let (_, declaration) = built(&scratch, "");
    let (before, after) = declaration.split_once("sha256:").expect("a digest");
    let declaration = format!("{before}{digest}{}", &after[64..]);
    let package = Package::with(&declaration);
    fs::write(package.dir.join("plugins/tool.wasm"), component).expect("it is written");
    let (ran, bundle) = package.build();
    ran.ends(1).says(&[
        "SK1371",
        "asks for 'sekisho:transform/keyed@0.1.0'",
        "policies/profiles.seki:",
    ]);
    assert!(!bundle.exists());
}

#[test]
fn without_its_component_a_package_checks_and_tests_but_does_not_build() {
    let scratch = Scratch::default();
    let (component, declaration) = built(&scratch, "");
    let package = Package::with(&declaration);
    sekisho(["check".as_ref(), package.dir.as_os_str()]).done();
    sekisho(["test".as_ref(), package.dir.as_os_str()]).done();
    let (ran, bundle) = package.build();
    ran.ends(1)
        .says(&["SK1370", "sekisho plugin build", "sha256:"]);
    assert!(!bundle.exists());
    // From another folder it builds.
    fs::create_dir(scratch.path("elsewhere")).expect("a folder");
    let elsewhere = scratch.path("elsewhere");
    fs::copy(&component, elsewhere.join("tool.wasm")).expect("it is copied");
    sekisho([
        "build".as_ref(),
        package.dir.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
        "--plugins".as_ref(),
        elsewhere.as_os_str(),
    ])
    .done();
    // What lies in the bundle is what the policy names, or it is not loaded.
    let inside = bundle.join("modules/plugins/expr_matrix.wasm");
    let mut bytes = fs::read(&inside).expect("it was copied");
    *bytes.last_mut().expect("bytes") ^= 1;
    fs::write(&inside, bytes).expect("it is written");
    let bank = Bank::small();
    let _ = bank.run(["bank", "load"], [bundle]).ends(1);
}

#[test]
fn a_golden_case_that_comes_out_otherwise_fails_the_test() {
    let scratch = Scratch::default();
    let (component, declaration) = built(&scratch, "");
    let golden = "  golden \"golden/tool.ndjson\"\n}";
    let at = declaration.rfind('}').expect("an end");
    let package = package_of(&component, &format!("{}{golden}\n", &declaration[..at]));
    fs::create_dir(package.dir.join("golden")).expect("a folder");
    let case = |answer: &str| {
        let line = format!(
            r#"{{"function": "quantize", "value": "1.3", "arguments": {{"step": "0.5"}}, "answer": "{answer}"}}"#
        );
        fs::write(package.dir.join("golden/tool.ndjson"), line).expect("it is written");
        sekisho(["test".as_ref(), package.dir.as_os_str()])
    };
    case("1.5").done();
    case("1.0")
        .ends(1)
        .says(&["SK1375", "golden/tool.ndjson:1", "\"1.5\""]);
}

#[test]
fn a_new_folder_builds_and_passes() {
    let scratch = Scratch::default();
    let dir = scratch.path("mine");
    sekisho(["plugin".as_ref(), "new".as_ref(), dir.as_os_str()]).done();
    let (source, component) = (dir.join("plugin.wat"), dir.join("plugin.wasm"));
    sekisho([
        "plugin".as_ref(),
        "build".as_ref(),
        source.as_os_str(),
        "-o".as_ref(),
        component.as_os_str(),
    ])
    .done();
    let cases = dir.join("cases.ndjson");
    let tested = || {
        sekisho([
            "plugin".as_ref(),
            "test".as_ref(),
            component.as_os_str(),
            "--cases".as_ref(),
            cases.as_os_str(),
        ])
    };
    tested().done();
    let text = text_of(&cases).replace("####", "###");
    fs::write(&cases, text).expect("it is written");
    let _ = tested().ends(1);
}
