//! Bundles and their seals: a bank obeys only what the trusted have signed.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use sekisho_tests::banks::{Bank, Scratch, bundle_of, copy_folder};
use sekisho_tests::command::sekisho;
use sekisho_tests::samples::ours;

#[test]
fn a_package_always_builds_to_the_same_bundle() {
    let scratch = Scratch::default();
    let folder = scratch.path("again");
    let ours = ours("examples/synthea");
    sekisho([
        "build".as_ref(),
        ours.as_os_str(),
        "-o".as_ref(),
        folder.as_os_str(),
    ])
    .done();
    let read = |folder: &PathBuf| std::fs::read(folder.join("bundle.json")).expect("bundle.json");
    assert!(
        read(&folder) == read(&bundle_of("examples/synthea")),
        "two builds of one package differ"
    );
    let modules = std::fs::read_dir(folder.join("modules")).expect("modules");
    assert!(modules.count() > 0, "the profiles have modules");
    for name in [
        "manifest.json",
        "schema.cedarschema",
        "policies.cedar",
        "plans",
        "sources",
    ] {
        assert!(folder.join(name).exists(), "the bundle has no {name}");
    }
}

#[test]
fn a_key_is_private_and_never_written_over() {
    let scratch = Scratch::default();
    let key = new_key(&scratch, "board");
    let mode = std::fs::metadata(&key).expect("a key").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let before = std::fs::read(&key).expect("a key");
    let again = sekisho(["key".as_ref(), "new".as_ref(), key.as_os_str()]);
    assert_ne!(again.code, 0, "a key was written over");
    assert_eq!(std::fs::read(&key).expect("a key"), before);
}

#[test]
fn a_bank_that_wants_a_signature_refuses_a_bundle_without() {
    let scratch = Scratch::default();
    let (board, stranger) = (new_key(&scratch, "board"), new_key(&scratch, "stranger"));
    let bundle = scratch.path("bundle");
    copy_folder(&bundle_of("examples/synthea"), &bundle);
    let bank = Bank {
        path: scratch.path("bank"),
        scratch,
    };
    let public = board.with_extension("pub");
    let trust = ["--approvals", "1", "--trust", &public.to_string_lossy()].map(str::to_owned);
    bank.run(["bank", "init"], trust).done();
    bank.run(["bank", "load"], [&bundle]).refused();
    seal(&bundle, &stranger);
    bank.run(["bank", "load"], [&bundle]).refused();
    seal(&bundle, &board);
    sekisho(["verify".as_ref(), bundle.as_os_str()]).done();
    bank.run(["bank", "load"], [&bundle]).done();
}

#[test]
fn a_bundle_changed_after_its_seal_is_refused() {
    let scratch = Scratch::default();
    let key = new_key(&scratch, "board");
    let module = "modules/research_coded.wasm";
    for file in ["bundle.json", "policies.cedar", "manifest.json", module] {
        let bundle = scratch.path(&format!("bundle-{}", file.replace('/', "-")));
        copy_folder(&bundle_of("examples/synthea"), &bundle);
        seal(&bundle, &key);
        sekisho(["verify".as_ref(), bundle.as_os_str()]).done();
        let path = bundle.join(file);
        let bytes = std::fs::read(&path).expect("a bundle file");
        let changed = match String::from_utf8(bytes) {
            Ok(text) => text.replacen("outcomes_research", "outcomes_researcH", 1) + " ",
            // A module: nothing is worth more than its digest.
            Err(module) => String::from_utf8_lossy(module.as_bytes()).into_owned(),
        };
        std::fs::write(&path, changed).expect("changed");
        sekisho(["verify".as_ref(), bundle.as_os_str()]).refused();
        let bank = Bank {
            path: scratch.path(&format!("bank-{file}")),
            scratch: Scratch::default(),
        };
        bank.run(["bank", "init"], [""; 0]).done();
        bank.run(["bank", "load"], [&bundle]).refused();
    }
}

#[test]
fn the_manifest_says_who_sealed() {
    let bank = Bank::small_consented();
    let own = bank.delivered("sinusitis_broad", "sato").manifest().write();
    assert!(
        own.contains("by_bank") || own.contains("own key") || own.contains("自身"),
        "{own}"
    );
}

fn new_key(scratch: &Scratch, name: &str) -> PathBuf {
    let key = scratch.path(name);
    sekisho(["key".as_ref(), "new".as_ref(), key.as_os_str()]).done();
    assert!(key.with_extension("pub").exists(), "no {name}.pub");
    key
}

fn seal(bundle: &std::path::Path, key: &std::path::Path) {
    sekisho([
        "seal".as_ref(),
        bundle.as_os_str(),
        "--key".as_ref(),
        key.as_os_str(),
    ])
    .done();
}
