//! `docs/ingest.md` does what it says: its files are written and its commands typed, in their order.

use sekisho_tests::banks::Bank;
use sekisho_tests::command::sekisho_in;
use sekisho_tests::samples::{ours, text_of};

#[test]
fn the_page_on_taking_in_is_true() {
    let bank = Bank::of_package("examples/synthea");
    let folder = bank.path.parent().expect("a folder").to_owned();
    assert!(bank.path.ends_with("bank"), "as the page calls it");
    let page = text_of(&ours("docs/ingest.md"));
    let mut typed = 0;
    for block in page.split("\n```").skip(1).step_by(2) {
        let (head, body) = block.split_once('\n').expect("a block");
        if let Some(name) = head.strip_prefix("file ") {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, body).expect("written");
            continue;
        }
        assert_eq!(head, "console");
        for line in body.lines() {
            let line = line.strip_prefix("$ sekisho ").expect("a command");
            let (command, ends) = line.split_once("   # ").unwrap_or((line, ""));
            let ran = sekisho_in(&folder, command.split(' '));
            let mut code = 0;
            for word in ends.split(", ").filter(|word| !word.is_empty()) {
                match word.split_once(' ').expect("two words") {
                    ("exits", number) => code = number.parse().expect("a number"),
                    (_, said) => {
                        let all = ran.said();
                        assert!(all.contains(said), "{line}\n{all}");
                    }
                }
            }
            assert_eq!(ran.code, code, "{line}\n{}", ran.said());
            typed += 1;
        }
    }
    assert!(typed >= 10, "{typed} commands");
}
