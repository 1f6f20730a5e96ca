//! Slips of the text that are certain of their cure, cured: the exact words replaced, from the end
//! of the file backwards, so that no replacement moves the place of another.
//!
//! Only problems of the text itself (01xx): a full-width mark, a misspelt keyword. What a problem of
//! meaning proposes (a name, a legal basis, the digest of a form that changed) is a decision, and a
//! person makes it; unless it writes out what the text means already ([`spelled_out`]).

use std::ops::Range;

use sekisho_model::{Problem, SourceText};

/// Codes from here on are problems of meaning.
const MEANING_FROM: u16 = 200;

/// A replacement that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    pub code: u16,
    /// Where it stood, in the text as it was.
    pub line: u32,
    pub column: u32,
    pub was: String,
    pub is: String,
}

/// The text with the fix of every slip in this file, and what was replaced, from the top.
/// Of two fixes that overlap the first is made; the other waits for the next check.
pub fn fix(source: &SourceText, problems: &[Problem]) -> (String, Vec<Fixed>) {
    apply(source, problems, &|problem| problem.code < MEANING_FROM)
}

/// The text with the fixes of these problems of meaning, which change nothing of what it means.
pub fn spelled_out(source: &SourceText, problems: &[Problem], code: u16) -> (String, Vec<Fixed>) {
    apply(source, problems, &|problem| problem.code == code)
}

fn apply(
    source: &SourceText,
    problems: &[Problem],
    is_wanted: &dyn Fn(&Problem) -> bool,
) -> (String, Vec<Fixed>) {
    let mut wanted: Vec<(Range<usize>, &Problem, &str)> = problems
        .iter()
        .filter(|p| p.origin.file == source.path && is_wanted(p))
        .filter_map(|problem| {
            let range = problem.origin.start as usize..problem.origin.end as usize;
            let fix = problem.fix.as_deref()?;
            let words = source.text.get(range.clone())?;
            (words != fix && !words.is_empty()).then_some((range, problem, fix))
        })
        .collect();
    wanted.sort_by_key(|(range, problem, _)| (range.start, range.end, problem.code));
    let mut free_from = 0;
    wanted.retain(|(range, ..)| {
        let is_free = range.start >= free_from;
        if is_free {
            free_from = range.end;
        }
        is_free
    });
    let mut text = source.text.clone();
    for (range, _, fix) in wanted.iter().rev() {
        text.replace_range(range.clone(), fix);
    }
    let fixed = wanted.into_iter().map(|(range, problem, fix)| Fixed {
        code: problem.code,
        line: problem.origin.line,
        column: problem.origin.column,
        was: source.text[range].to_owned(),
        is: fix.to_owned(),
    });
    (text, fixed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn check(before: &str, after: &str, left: &[&str]) {
        let source = SourceText::new("t.seki", before.to_owned());
        let (text, fixed) = fix(&source, &parse(&source).problems);
        assert_eq!(text, after);
        assert!(fixed.is_sorted_by_key(|f| (f.line, f.column)), "{fixed:?}");
        let codes: Vec<String> = parse(&SourceText::new("t.seki", text))
            .problems
            .iter()
            .map(Problem::code_text)
            .collect();
        assert_eq!(codes, left);
    }

    const HEADER: &str = "sekisho 1\npackage t\nuse model oncology 2026.1\n";

    #[test]
    fn slips_of_the_keyboard_are_mended_where_they_stand() {
        check(
            &format!(
                "{HEADER}purpose ＡＢ｛\n  label ja 「目的」 en “x”\n｝\ncohrot c {{ from patient; where sex == \"男（M）\" unknown exclude }}\n"
            ),
            &format!(
                "{HEADER}purpose AB{{\n  label ja \"目的\" en \"x\"\n}}\ncohort c {{ from patient; where sex = \"男（M）\" unknown exclude }}\n"
            ),
            &[],
        );
    }

    #[test]
    fn what_has_no_certain_cure_stays() {
        let broken = format!("{HEADER}purpose within\nstudy s {{ nonsense }}\n");
        check(&broken, &broken, &["SK0112", "SK0110"]);
    }

    #[test]
    fn of_two_that_overlap_the_first_is_made_and_other_files_are_none_of_it() {
        let source = SourceText::new("t.seki", "aa bb cc".into());
        let mut problems = parse(&source).problems;
        let model = problems.remove(0);
        let at = |file: &str, start, end, fix: &str| Problem {
            origin: sekisho_model::Origin {
                file: file.into(),
                start,
                end,
                ..model.origin.clone()
            },
            fix: Some(fix.to_owned()),
            ..model.clone()
        };
        let problems = [
            at("t.seki", 6, 8, "xyz"),
            at("t.seki", 1, 5, "b"),
            at("t.seki", 0, 2, "longer"),
            at("t.seki", 3, 5, "bb"),
            at("other.seki", 3, 5, "no"),
            at("t.seki", 7, 99, "no"),
            Problem {
                code: 203,
                ..at("t.seki", 3, 5, "a_name")
            },
        ];
        let (text, fixed) = fix(&source, &problems);
        assert_eq!((text.as_str(), fixed.len()), ("longer bb xyz", 2));
    }
}
