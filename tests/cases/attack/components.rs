//! Components that cost a compiler much and their author nothing, and bundles that nobody signed.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_model::Digest;
use sekisho_tests::banks::Scratch;
use sekisho_tests::command::{Ran, sekisho};
use sekisho_tests::wasm::{component, leb, module};

use crate::plugins::{built, package_of};

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// `block` inside `block`, so many times, and all their ends.
fn nested(depth: usize) -> Vec<u8> {
    let ends = vec![0x0b; depth];
    [[0x02, 0x40].repeat(depth), ends].concat()
}

/// A `br_table` of so many targets, in a block of its own.
fn table(targets: usize) -> Vec<u8> {
    let head = [&[0x02, 0x40, 0x41, 0, 0x0e][..], &leb(targets)].concat();
    [head, vec![0; targets + 1], vec![0x0b]].concat()
}

fn empty() -> (Vec<usize>, Vec<u8>) {
    (Vec::new(), Vec::new())
}

/// Each is refused by its own bound before a compiler sees it, by every command that reads one.
#[test]
fn what_asks_too_much_is_named_and_not_compiled() {
    let scratch = Scratch::default();
    let parts: Vec<Vec<u8>> = (0..70).map(|_| module(&[])).collect();
    let bombs = [
        ("functions", module(&vec![empty(); 50_000])),
        (
            "locals of one function",
            module(&[(vec![50_000], Vec::new())]),
        ),
        (
            "locals in all",
            module(&vec![(vec![10_000], Vec::new()); 300]),
        ),
        (
            "blocks inside each other",
            module(&[(Vec::new(), nested(100_000))]),
        ),
        (
            "targets of one br_table",
            module(&[(Vec::new(), table(30_000))]),
        ),
        (
            "bytes of one function",
            module(&[(Vec::new(), table(1_100_000))]),
        ),
    ];
    let mut bombs: Vec<(&str, Vec<u8>)> = bombs
        .into_iter()
        .map(|(what, module)| (what, component(&[module])))
        .collect();
    bombs.push(("modules inside", component(&parts)));
    bombs.push(("modules inside", component(&[component(&parts)])));
    for (n, (what, bytes)) in bombs.iter().enumerate() {
        let file = scratch.path(&format!("bomb-{n}.wasm"));
        fs::write(&file, bytes).expect("it is written");
        sekisho(["plugin", "inspect", path(&file)])
            .refused()
            .says(&["is not compiled", "コンパイルしません", what]);
    }
    // The same without the excess is a component, if one of no use.
    let small = scratch.path("small.wasm");
    let functions = vec![(vec![100], nested(100)); 100];
    fs::write(&small, component(&[module(&functions)])).expect("it is written");
    sekisho(["plugin", "inspect", path(&small)]).done();
}

/// What the look lets through is compiled elsewhere first, where limits end it.
#[test]
fn the_other_process_ends_where_its_limits_do() {
    let scratch = Scratch::default();
    let heavy = scratch.path("heavy.wasm");
    // Within every bound, and much work for its 4 kB.
    let functions = vec![(vec![10_000], Vec::new()); 199];
    fs::write(&heavy, component(&[module(&functions)])).expect("it is written");
    let tried = |file: &Path, seconds: u64, bytes: u64| {
        let line = format!(
            "exec {} try-component {seconds} {bytes}",
            binary().display()
        );
        let file = fs::File::open(file).expect("a component");
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &line])
            .stdin(file)
            .status()
            .expect("sh")
    };
    let small = scratch.path("small.wasm");
    fs::write(&small, component(&[module(&[empty()])])).expect("it is written");
    assert!(tried(&small, 60, 4 << 30).success());
    // Memory: not even the process itself.
    assert!(!tried(&small, 60, 1 << 20).success());
    assert!(!tried(&heavy, 600, 64 << 20).success());
    let none = scratch.file("none.wasm", "\0asm\r\0\u{1}\0nonsense");
    assert_eq!(tried(&none, 60, 4 << 30).code(), Some(3));
    assert_eq!(sekisho(["try-component"]).code, 2);
}

fn binary() -> PathBuf {
    sekisho_tests::command::binary().to_owned()
}

/// A bundle like the honest one, its component another: every file says so, and nobody signed it.
fn exchanged(bundle: &Path, honest: &[u8], other: &[u8]) {
    let (from, to) = (Digest::of(honest), Digest::of(other));
    let sizes = [honest, other].map(|bytes| format!("\"bytes\": {}", bytes.len()));
    let [before, after] = sizes;
    let text = |name: &str| fs::read(bundle.join(name)).expect("a file");
    let unsigned = Digest::of(&text("bundle.json"));
    exchange(
        bundle,
        &[(from.to_string(), to.to_string()), (before, after)],
    );
    // The reading copy names the bundle by its digest.
    let anew = Digest::of(&text("bundle.json"));
    exchange(bundle, &[(unsigned.to_string(), anew.to_string())]);
    fs::write(bundle.join("modules/plugins/expr_matrix.wasm"), other).expect("it is written");
}

fn exchange(folder: &Path, words: &[(String, String)]) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            exchange(&path, words);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let put = words
                .iter()
                .fold(text, |text, (from, to)| text.replace(from, to));
            fs::write(&path, put).expect("it is written");
        }
    }
}

#[test]
fn nothing_is_compiled_before_the_signatures_hold() {
    let scratch = Scratch::default();
    let (wasm, declaration) = built(&scratch, "");
    let package = package_of(&wasm, &declaration);
    let (ran, bundle) = package.build();
    let _ = ran.done();
    let key = scratch.path("board.key");
    sekisho(["key", "new", path(&key)]).done();
    let bank = scratch.path("bank");
    let public = scratch.path("board.key.pub");
    let init = ["bank", "init", path(&bank), "--approvals", "1", "--trust"];
    sekisho([&init[..], &[path(&public)]].concat()).done();
    // What is wrong with it only a compiler finds out.
    let honest = fs::read(&wasm).expect("a component");
    let useless = component(&[module(&[empty()])]);
    exchanged(&bundle, &honest, &useless);
    let load = || sekisho(["bank", "load", path(&bank), path(&bundle)]).refused();
    let compiled = "does not export";
    let whole = |ran: Ran| ran.done().keeps_silent_about(&[compiled]);
    whole(sekisho(["verify", path(&bundle)]));
    load()
        .says(&["needs 1 signatures"])
        .keeps_silent_about(&[compiled]);
    // A stranger's signature is one, and not the bank's.
    let stranger = scratch.path("stranger.key");
    sekisho(["key", "new", path(&stranger)]).done();
    whole(sekisho(["seal", path(&bundle), "--key", path(&stranger)]));
    load()
        .says(&["needs 1 signatures"])
        .keeps_silent_about(&[compiled]);
    whole(sekisho(["seal", path(&bundle), "--key", path(&key)]));
    load().says(&[compiled, "expr_matrix"]);
    // Changed after it was signed: its digest is asked first.
    let file = bundle.join("modules/plugins/expr_matrix.wasm");
    fs::write(&file, component(&[module(&[empty(), empty()])])).expect("it is written");
    for ran in [load(), sekisho(["verify", path(&bundle)]).refused()] {
        ran.says(&["the policy says"])
            .keeps_silent_about(&[compiled]);
    }
}
