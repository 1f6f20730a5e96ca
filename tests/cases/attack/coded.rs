//! 仮名加工情報 goes to no third party, consent or not (個人情報保護法41条6項), by whatever name a profile
//! says it; and nobody goes back to a person alone, from coded data no more than from pseudonymized.

use std::fs;
use std::path::PathBuf;

use sekisho_tests::banks::{Bank, Scratch, copy_folder};
use sekisho_tests::command::{Ran, sekisho};
use sekisho_tests::samples::{ours, text_of};

use crate::trace::{OFFICE, trace};

const CODED: &str = "  satisfies jp_coded_consent\n";
const CONSENT: &str = "  basis 本人同意\n";

/// The synthea example with another standard, another basis and more in its policy, built.
fn built(scratch: &Scratch, standard: &str, basis: &str) -> (Ran, PathBuf) {
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let put = |file: &str, was: &str, is: &str| {
        let path = package.join("policies").join(file);
        let text = text_of(&path);
        assert!(text.contains(was), "{file} no longer says {was}");
        fs::write(&path, text.replace(was, is)).expect("it is written");
    };
    put("profiles.seki", CODED, standard);
    put("study.seki", CONSENT, &format!("  basis {basis}\n"));
    let bundle = scratch.path("bundle");
    let args = ["build".as_ref(), package.as_os_str(), "-o".as_ref()];
    let ran = sekisho(args.into_iter().chain([bundle.as_os_str()]));
    (ran, bundle)
}

#[test]
fn nothing_said_to_be_pseudonymized_is_built_to_leave_on_consent_or_an_exception() {
    for basis in ["本人同意", "学術研究例外", "公衆衛生例外"] {
        for standard in [
            "jp_pseudonymized",
            "jp_ngmia_pseudonymized",
            "jp_coded_consent, jp_pseudonymized",
            "jp_pseudonymized, jp_coded_consent",
        ] {
            let scratch = Scratch::default();
            let standard = format!("  satisfies {standard}\n");
            let (ran, bundle) = built(&scratch, &standard, basis);
            assert_ne!(ran.code, 0, "{standard} {basis}");
            ran.says(&["SK0871"]);
            assert!(!bundle.exists(), "{standard} {basis}");
        }
    }
}

/// What a profile extends is said of it as well.
#[test]
fn nor_where_a_profile_it_extends_says_so() {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/synthea"), &package);
    let path = package.join("policies/profiles.seki");
    let base = text_of(&path)
        .replace("profile research_coded {", "profile base {")
        .replace(CODED, "  satisfies jp_pseudonymized\n");
    let child = "profile research_coded extends base {\n  label ja \"符号化\" en \"Coded\"\n  satisfies jp_coded_consent\n}\n";
    fs::write(&path, base + child).expect("it is written");
    let ran = sekisho(["check".as_ref(), package.as_os_str()]);
    assert_ne!(ran.code, 0, "{}", ran.said());
    ran.says(&["SK0871", "41条6項", "2 errors"]);
}

/// A processor and a joint user are no third party (同項, 27条5項1号・3号).
#[test]
fn a_processor_and_a_joint_user_receive_it() {
    for basis in ["委託", "共同利用"] {
        let scratch = Scratch::default();
        let (ran, bundle) = built(&scratch, "  satisfies jp_pseudonymized\n", basis);
        ran.done();
        assert!(bundle.exists());
    }
}

#[test]
fn nobody_goes_back_to_the_person_alone() {
    for (standard, basis) in [
        (CODED, "本人同意"),
        ("  satisfies jp_pseudonymized\n", "共同利用"),
    ] {
        let scratch = Scratch::default();
        let (ran, bundle) = built(&scratch, standard, basis);
        ran.done();
        let bank = Bank::small_consented();
        bank.run(["bank", "load"], [bundle]).done();
        let delivery = bank.delivered("sinusitis_broad", "sato");
        let why = ["--justify", "a doubtful value"];
        for with in [
            &["--as", "mori"][..],
            &["--as", "mori", "--approved-by", "mori"],
        ] {
            let alone = [with, &why[..]].concat();
            trace(&bank, &delivery, "Patient.ndjson#1/id", &alone)
                .refused()
                .keeps_silent_about(&["pt-"]);
            for file in ["lineage.parquet", "grants.parquet"] {
                let args = [
                    &[delivery.folder.to_str().expect("a path"), file][..],
                    &alone,
                ]
                .concat();
                bank.run(["record"], args)
                    .refused()
                    .keeps_silent_about(&["pt-", "source_id"]);
            }
        }
        trace(&bank, &delivery, "Patient.ndjson#1/id", &OFFICE).done();
    }
}
