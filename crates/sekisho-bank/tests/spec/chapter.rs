//! A chapter of the manual: prose, and fenced blocks that run.
//!
//! | block | what it is |
//! |---|---|
//! | `seki chapter` | declarations in force for the whole chapter |
//! | `seki` | declarations and `test`s, on the standing package and the chapter's own declarations |
//! | `problems` | what checking the block above says, all of it: `SK0301 line 4` (a line of that block) |
//! | `counts` | what a bank under the block above tells, question by question (`counts`) |

use std::path::Path;

/// A stretch of text between two fences.
pub struct Block {
    /// What stands after the opening fence.
    pub kind: String,
    /// Of its first line, in the chapter.
    pub line: usize,
    pub text: String,
}

/// One `seki` block with what belongs to it.
pub struct Case {
    pub chapter: String,
    /// Where the block begins.
    pub line: usize,
    /// What the chapter says for all of its blocks.
    pub common: String,
    pub text: String,
    /// `None`: no problem at all.
    pub problems: Option<Vec<String>>,
    pub counts: Option<String>,
}

/// Every case of a chapter; what stands in the wrong place is a fault of the chapter.
pub fn cases(path: &Path) -> Vec<Case> {
    let chapter = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let chapter = chapter.unwrap_or_default();
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{chapter}: {e}"));
    let mut common = String::new();
    let mut cases: Vec<Case> = Vec::new();
    for block in blocks(&text) {
        match block.kind.as_str() {
            "seki chapter" => common.push_str(&block.text),
            "seki" => cases.push(Case {
                chapter: chapter.clone(),
                line: block.line,
                common: common.clone(),
                text: block.text,
                problems: None,
                counts: None,
            }),
            "counts" => {
                let case = cases.last_mut();
                let case =
                    case.unwrap_or_else(|| panic!("{chapter}:{}: counts of what?", block.line));
                assert!(
                    case.counts.is_none(),
                    "{chapter}:{}: counted twice",
                    block.line
                );
                case.counts = Some(block.text);
            }
            "problems" => {
                let case = cases.last_mut();
                let case =
                    case.unwrap_or_else(|| panic!("{chapter}:{}: problems of what?", block.line));
                assert!(
                    case.problems.is_none(),
                    "{chapter}:{}: said twice",
                    block.line
                );
                case.problems = Some(block.text.lines().map(str::to_owned).collect());
            }
            "" | "text" => {}
            other => panic!("{chapter}:{}: no such block: {other}", block.line),
        }
    }
    cases
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (n, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(kind) => {
                open = true;
                blocks.push(Block {
                    kind: kind.trim().to_owned(),
                    line: n + 2,
                    text: String::new(),
                });
            }
            None if open => {
                let last = blocks.last_mut().expect("a fence was opened");
                last.text.push_str(line);
                last.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!open, "a block is not closed");
    blocks
}
