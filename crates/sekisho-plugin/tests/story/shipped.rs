//! The plugins that ship with Sekisho: built from their sources, and as they lie committed.

use std::path::{Path, PathBuf};
use std::process::Command;

use sekisho_model::Origin;
use sekisho_model::plugin::{Function, Leaves, Parameter, Plugin, PluginType};
use sekisho_model::transform::Column;
use sekisho_plugin::{
    Author, Engines, World, cases_of, check_cases, component_of, contract, limits_of, said,
};

use super::{column, read};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn plugin(name: &str, function: Function, fuel: u64, memory_bytes: u64) -> Plugin {
    Plugin {
        name: name.into(),
        version: "1.0".into(),
        from: String::new(),
        digest: sekisho_model::Digest([0; 32]),
        label: Default::default(),
        functions: vec![function],
        fuel,
        memory_bytes,
        golden: None,
        origin: Origin::built_in(),
    }
}

fn function(name: &str, parameters: &[(&str, PluginType)], result: PluginType) -> Function {
    let parameter = |(name, kind): &(&str, PluginType)| Parameter {
        name: (*name).into(),
        kind: *kind,
    };
    Function {
        name: name.into(),
        parameters: parameters.iter().map(parameter).collect(),
        result,
        random: false,
        leaves: Leaves::Coarse,
        origin: Origin::built_in(),
    }
}

fn quantize() -> Plugin {
    use PluginType::Decimal;
    let function = function(
        "quantize",
        &[("value", Decimal), ("step", Decimal)],
        Decimal,
    );
    plugin("expr_matrix", function, 20_000_000, 32 << 20)
}

fn mask() -> Plugin {
    use PluginType::{Bool, Text};
    let function = function("mask", &[("text", Text), ("keep_dates", Bool)], Text);
    plugin("ja_deid", function, 50_000_000, 64 << 20)
}

fn author(component: &[u8], plugin: &Plugin) -> Author {
    Author::load(Engines::shared(), component, limits_of(plugin)).expect("it loads")
}

fn passes(author: &Author, plugin: &Plugin, folder: &str) {
    let text = std::fs::read_to_string(root().join(folder).join("cases.ndjson")).unwrap();
    let cases = cases_of(&text).unwrap();
    assert!(cases.len() >= 10, "{folder} has cases");
    assert_eq!(
        check_cases(author, plugin, &cases),
        Ok(Vec::new()),
        "{folder}"
    );
}

fn quantizer() -> Vec<u8> {
    let core = wat::parse_file(root().join("plugins/expr-matrix/quantize.wat")).unwrap();
    component_of(&core, World::Plugin).unwrap()
}

/// `None` where there is no clang; with `SEKISHO_REQUIRE_CLANG=1` that is a failure.
fn masker() -> Option<Vec<u8>> {
    let has = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
    if !has("clang") || !has("wasm-ld") {
        assert!(
            std::env::var_os("SEKISHO_REQUIRE_CLANG").is_none(),
            "clang and wasm-ld are needed (SEKISHO_REQUIRE_CLANG)"
        );
        return None;
    }
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("core.wasm");
    let script = root().join("plugins/ja-deid/build.sh");
    let built = Command::new("sh").arg(script).arg(&out).output().unwrap();
    let words = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{words}");
    let core = std::fs::read(&out).unwrap();
    Some(component_of(&core, World::Plugin).unwrap())
}

#[test]
fn the_quantizer_does_what_its_cases_say() {
    let component = quantizer();
    assert!(
        said(&component)
            .unwrap()
            .starts_with("plugin expr_matrix 0.9\n")
    );
    passes(
        &author(&component, &quantize()),
        &quantize(),
        "plugins/expr-matrix",
    );
}

/// The nearest multiple, halves away from zero, in whole numbers of 10^-6.
fn nearest(value: i128, step: i128) -> i128 {
    (2 * value.abs() + step) / (2 * step) * step * value.signum()
}

#[test]
fn the_quantizer_rounds_as_whole_numbers_do() {
    let (quantizer, mut seed) = (author(&quantizer(), &quantize()), 20_260_401_u64);
    println!("seed {seed}");
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let written = |millionths: i128| {
        let (sign, size) = (if millionths < 0 { "-" } else { "" }, millionths.abs());
        format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    };
    for _ in 0..40 {
        let step = i128::from(draw(3_000_000) + 1);
        let mut values: Vec<i128> = (0..40)
            .map(|_| i128::from(draw(1 << 30)) - (1 << 29))
            .collect();
        // Right at the half, and one beside it.
        values.extend([step / 2, step / 2 + 1, -step / 2, step, 0]);
        let texts: Vec<String> = values.iter().map(|value| written(*value)).collect();
        let asked = column(
            &texts
                .iter()
                .map(|text| Some(text.as_str()))
                .collect::<Vec<_>>(),
        );
        let mut steps = Column::new();
        texts
            .iter()
            .for_each(|_| steps.push(Some(written(step).as_bytes())));
        let answers = quantizer.ask(0, &[asked, steps]).unwrap();
        for (value, answer) in values.iter().zip(read(&answers)) {
            let expected = written(nearest(*value, step));
            assert_eq!(answer, Some(expected.as_str()), "{value} by {step}");
        }
    }
}

#[test]
fn the_masker_built_from_c_does_what_its_cases_say() {
    let Some(component) = masker() else { return };
    assert!(
        said(&component)
            .unwrap()
            .starts_with("plugin ja_deid 1.4\n")
    );
    let author = author(&component, &mask());
    passes(&author, &mask(), "plugins/ja-deid");
    masks_nothing_twice(&author);
}

fn committed(name: &str) -> Vec<u8> {
    let path = root().join("examples/lung-bank/plugins").join(name);
    std::fs::read(path).unwrap()
}

#[test]
fn the_committed_components_answer_as_their_sources_do() {
    let committed_quantizer = committed("expr_matrix.wasm");
    assert_eq!(
        committed_quantizer,
        quantizer(),
        "the text is built by us, byte for byte"
    );
    let masks = committed("ja_deid.wasm");
    let author = author(&masks, &mask());
    passes(&author, &mask(), "plugins/ja-deid");
    masks_nothing_twice(&author);
    let golden = std::fs::read(root().join("examples/lung-bank/golden/ja_deid_1.4.ndjson"));
    let cases = std::fs::read(root().join("plugins/ja-deid/cases.ndjson"));
    assert_eq!(
        golden.unwrap(),
        cases.unwrap(),
        "the package's golden cases are the plugin's"
    );
    for (component, plugin) in [(&committed_quantizer, quantize()), (&masks, mask())] {
        let broken: Vec<_> = contract(&super::shipped::author(component, &plugin), &plugin)
            .into_iter()
            .filter(|check| check.seen.is_err())
            .collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

/// What is masked once is left alone the second time.
fn masks_nothing_twice(author: &Author) {
    let text = std::fs::read_to_string(root().join("plugins/ja-deid/cases.ndjson")).unwrap();
    let no = |column: &Column| {
        let mut no = Column::new();
        column.valid.iter().for_each(|_| no.push(Some(b"false")));
        no
    };
    for case in cases_of(&text).unwrap() {
        let once = column(&[case.value.as_deref()]);
        let once = author.ask(0, &[once.clone(), no(&once)]).unwrap();
        let twice = author.ask(0, &[once.clone(), no(&once)]).unwrap();
        assert_eq!(once, twice, "case {}", case.line);
    }
}

#[test]
fn the_fuel_of_the_declarations_is_enough_for_a_whole_batch() {
    let yes = |rows: usize, text: &str| {
        let mut column = Column::new();
        (0..rows).for_each(|_| column.push(Some(text.as_bytes())));
        column
    };
    let numbers = yes(1024, "-123456.789012");
    let (_, spent) = author(&quantizer(), &quantize())
        .ask_measured(0, &[numbers, yes(1024, "0.25")])
        .unwrap();
    println!("quantize: {spent} instructions for 1,024 rows");
    let Some(component) = masker() else { return };
    let report =
        "2024年5月1日、東京都中央区築地5-1-1の山田花子様（ID 00123456）が来院。佐藤医師が診察。";
    let reports = yes(sekisho_plugin::BYTES_MAX / report.len(), report);
    let rows = reports.len();
    let (_, spent) = author(&component, &mask())
        .ask_measured(0, &[reports, yes(rows, "false")])
        .unwrap();
    println!("mask: {spent} instructions for {rows} rows");
}
