//! `explain` of a policy package, without any bank: why and why not, line by line.

use sekisho_tests::banks::Scratch;
use sekisho_tests::command::{Ran, sekisho};
use sekisho_tests::samples::ours;

fn lung(args: &[&str]) -> Ran {
    let package = ours("examples/lung").display().to_string();
    let at = ["--at", "2026-06-01"];
    sekisho([&["explain", &package], args, &at].concat())
}

#[test]
fn a_role_with_its_papers_in_order_passes_the_rules() {
    let asked = ["--role", "解析者", "--act", "extract", "--on", "予後_東大"];
    lung(&asked).done().says(&[
        "policies/02_予後研究.seki:",
        "✔ 病院長の許可（R-2025-114）の日 2025-12-01 以後であること",
        "Verdict: the request passes",
    ]);
}

#[test]
fn what_is_missing_is_named_and_what_is_given_counts() {
    let asked = [
        "--role",
        "企業解析者",
        "--act",
        "extract",
        "--on",
        "創薬_アクメ",
    ];
    lung(&asked).refused().says(&[
        "✘ approved by 2 of データ管理者, 倫理委員",
        "What the delivery itself asks",
    ]);
    let approved = ["--approval", "データ管理者", "--approval", "倫理委員"];
    lung(&[&asked[..], &approved].concat()).done();
    let lapsed = ["--role", "責任医師", "--training", "研究倫理:2024-01-10"];
    let counting = [
        "--act",
        "count",
        "--on",
        "診療情報",
        "--study",
        "肺がん予後2026",
    ];
    lung(&[&lapsed[..], &counting].concat())
        .refused()
        .says(&["✘ took the training '研究倫理' within 12 months"]);
    // The people of the package's own list, trained as it says.
    let listed = ["--as", "佐藤"];
    lung(&[&listed[..], &counting].concat()).done();
}

#[test]
fn a_stranger_only_hears_no() {
    let asked = [
        "--as",
        "nobody",
        "--act",
        "extract",
        "--on",
        "予後_東大",
        "--lang",
        "en",
    ];
    let ran = lung(&asked).refused();
    assert_eq!(ran.out.trim(), "No.");
}

/// Nothing of it is consent: the emergency is a rule of its own, for a group and for a reason.
#[test]
fn an_emergency_is_explained_by_its_own_rule() {
    let scratch = Scratch::default();
    scratch.file(
        "sekisho.yaml",
        "name: er\nversion: \"1\"\nmodel: oncology 2026.1\n",
    );
    scratch.file(
        "policies/er.seki",
        "sekisho 1\npackage er\nuse model oncology 2026.1\n\
         emergency saving_a_life {\n  allow read to group \"er-physician\" on clinical\n  require reason\n  lasts 24 hours\n  \
         identity shown\n  review by \"委員会\" within 7 days\n  tell patient within 30 days\n  \
         because ja \"生命の保護\" en \"To protect life\"\n  cites \"個人情報保護法 第27条第1項第2号\"\n}\n",
    );
    let package = scratch.path("").display().to_string();
    let asked = [
        "explain",
        &package,
        "--as",
        "hana",
        "--group",
        "er-physician",
        "--act",
        "read",
        "--on",
        "clinical",
        "--emergency",
        "saving_a_life",
    ];
    sekisho(asked).refused().says(&["✘ a reason is given"]);
    let reasoned = [&asked[..], &["--justify", "unconscious"]].concat();
    sekisho(&reasoned)
        .done()
        .says(&["✔ belongs to the group \"er-physician\""]);
    let extract = [&reasoned[..7], &["extract"], &reasoned[8..]].concat();
    sekisho(&extract).refused();
}
