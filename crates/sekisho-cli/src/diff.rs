//! What differs between two texts, in lines: `-` is, `+` would be, two lines around each change.

use std::fmt::Write as _;

const AROUND: usize = 2;
/// Above this many pairs of lines the changed middle is shown as one change.
const PAIRS_MAX: usize = 4_000_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Same,
    Taken,
    Added,
}

/// A small unified diff under the name of the file.
pub fn lines(name: &str, before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let steps = steps(&before, &after);
    let mut text = format!("--- {name}\n");
    let (mut a, mut b, mut shown_to) = (0, 0, 0);
    for (i, step) in steps.iter().enumerate() {
        let near = i.saturating_sub(AROUND)..steps.len().min(i + AROUND + 1);
        if steps[near].iter().any(|step| *step != Step::Same) {
            if shown_to != i || i == 0 {
                _ = writeln!(text, "@@ {} @@", a + 1);
            }
            shown_to = i + 1;
            let (mark, line) = match step {
                Step::Same => (' ', before[a]),
                Step::Taken => ('-', before[a]),
                Step::Added => ('+', after[b]),
            };
            _ = writeln!(text, "{mark}{}", line.trim_end_matches('\r'));
        }
        a += usize::from(*step != Step::Added);
        b += usize::from(*step != Step::Taken);
    }
    if a == b && steps.iter().all(|step| *step == Step::Same) {
        text.push_str("@@ line ends @@\n");
    }
    text
}

/// The shortest way from one text to the other, outside of the lines both begin and end with.
fn steps(before: &[&str], after: &[&str]) -> Vec<Step> {
    let shorter = before.len().min(after.len());
    let head = (0..shorter).take_while(|i| before[*i] == after[*i]).count();
    let tail = (0..shorter - head)
        .take_while(|i| before[before.len() - 1 - i] == after[after.len() - 1 - i])
        .count();
    let mut steps = vec![Step::Same; head];
    let (old, new) = (
        &before[head..before.len() - tail],
        &after[head..after.len() - tail],
    );
    if old.len().saturating_mul(new.len()) > PAIRS_MAX {
        steps.extend(std::iter::repeat_n(Step::Taken, old.len()));
        steps.extend(std::iter::repeat_n(Step::Added, new.len()));
    } else {
        middle(old, new, &mut steps);
    }
    steps.extend(std::iter::repeat_n(Step::Same, tail));
    steps
}

/// By the longest common subsequence.
fn middle(old: &[&str], new: &[&str], steps: &mut Vec<Step>) {
    let width = new.len() + 1;
    let mut longest = vec![0u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            longest[a * width + b] = if old[a] == new[b] {
                longest[(a + 1) * width + b + 1] + 1
            } else {
                longest[(a + 1) * width + b].max(longest[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        let step = if a < old.len() && b < new.len() && old[a] == new[b] {
            Step::Same
        } else if b == new.len()
            || a < old.len() && longest[(a + 1) * width + b] >= longest[a * width + b + 1]
        {
            Step::Taken
        } else {
            Step::Added
        };
        a += usize::from(step != Step::Added);
        b += usize::from(step != Step::Taken);
        steps.push(step);
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_change_is_shown_with_the_lines_around_it() {
        let before = "a\nb\nc\nd {\n}\ne\nf\ng\nh\ni\nj\n";
        let after = "a\nb\nc\nd { }\ne\nf\ng\nh\ni\nk\nj\n";
        assert_eq!(
            lines("x.seki", before, after),
            "--- x.seki\n@@ 2 @@\n b\n c\n-d {\n-}\n+d { }\n e\n f\n@@ 9 @@\n h\n i\n+k\n j\n"
        );
    }

    #[test]
    fn line_ends_alone_are_a_change_too() {
        assert_eq!(lines("x", "a\r\n", "a\n"), "--- x\n@@ line ends @@\n");
        assert_eq!(lines("x", "a", "a\n"), "--- x\n@@ line ends @@\n");
    }
}
