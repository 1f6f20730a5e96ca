//! What can be wrong with the codes of a list: impossible, written twice, taken out in vain.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::codelist::{CodeEntry, Form};

use super::{Analyzer, Reading, Written};
use crate::data_model::oncology;
use crate::problem::{codelist as problems, cohort as cohort_problems};

/// Code system -> how its codes are written.
static FORMS: LazyLock<BTreeMap<String, Form>> = LazyLock::new(|| {
    let spellings = oncology().spellings.iter();
    spellings
        .map(|(system, spelling)| (system.clone(), Form::from(spelling)))
        .collect()
});

impl Analyzer<'_> {
    pub(super) fn judge_codes(&mut self, reading: &Reading) {
        let list = reading.list;
        let (name, at) = (&list.name.text, || list.name.origin.clone());
        let has_groups = reading.included.iter().any(|w| w.entry.group.is_some());
        let lacks_system = list.system.is_none() && reading.system.is_none() && !has_groups;
        // A file that can't be read has been told of already.
        let unread = list.file.is_some() && reading.included.is_empty();
        if !unread && (lacks_system || reading.included.is_empty()) {
            self.say(cohort_problems::empty_codelist(at(), name));
        }
        if let Some(system) = &reading.system {
            self.impossible_codes(reading, system);
        }
        self.codes_written_twice(reading);
        let mut left: Vec<&Written> = reading.included.iter().collect();
        for out in &reading.excluded {
            if !reading
                .included
                .iter()
                .any(|w| touches(&out.entry, &w.entry))
                && !out.taken
            {
                self.say(problems::excludes_nothing(out.at.clone(), &out.entry.code));
            }
            left.retain(|w| !takes_out(&out.entry, &w.entry));
        }
        if left.is_empty() && !reading.included.is_empty() {
            self.say(problems::nothing_left(at(), name));
        }
    }

    fn impossible_codes(&mut self, reading: &Reading, name: &str) {
        let Some(spelling) = FORMS.get(name) else {
            return;
        };
        let written = reading
            .included
            .iter()
            .chain(&reading.excluded)
            .filter(|w| !w.taken);
        let wrong = written.filter_map(|w| Some((w, spelling.slip(&w.entry)?)));
        let found: Vec<_> = wrong
            .map(|(w, slip)| {
                let (at, code) = (w.at.clone(), &w.entry.code);
                problems::impossible_code(at, name, code, slip, &spelling.written)
            })
            .collect();
        found.into_iter().for_each(|problem| self.say(problem));
    }

    fn codes_written_twice(&mut self, reading: &Reading) {
        let mut seen: BTreeMap<(&str, bool), &Written> = BTreeMap::new();
        for written in &reading.included {
            let entry = &written.entry;
            let Some(first) = seen.insert((&entry.code, entry.below), written) else {
                continue;
            };
            if let (Some(one), Some(other)) = (&first.entry.group, &entry.group)
                && one != other
            {
                let (at, code) = (written.at.clone(), &entry.code);
                self.say(problems::two_groups(at, code, one, other));
            } else if !written.taken && !first.taken {
                let at = written.at.clone();
                self.say(problems::code_twice(at, &entry.code, first.at.clone()));
            }
        }
    }
}

/// Does excluding `out` take all of `entry` away?
pub(super) fn takes_out(out: &CodeEntry, entry: &CodeEntry) -> bool {
    let same = out.code == entry.code && (out.below || !entry.below);
    same || out.below && entry.code.starts_with(&out.code)
}

/// Does excluding `out` take anything of `entry` away?
fn touches(out: &CodeEntry, entry: &CodeEntry) -> bool {
    takes_out(out, entry)
        || out.code == entry.code
        || entry.below && out.code.starts_with(&entry.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_with_shapes_is_one_of_the_model_and_has_a_source() {
        for (system, row) in &oncology().spellings {
            assert!(oncology().systems.contains_key(system), "{system}");
            assert!(!row.source.is_empty() && !row.shapes.is_empty(), "{system}");
        }
    }

    #[test]
    fn codes_in_use_have_no_slip() {
        let codes = [
            ("ICD-10", ["C34.1", "C341", "I10", "C7A.092"]),
            ("ICD-O-3", ["8046/3", "8140", "C34.1", "C34"]),
            ("LOINC", ["10230-1", "85337-4", "718-7", "2160-0"]),
            (
                "SNOMED CT",
                ["254637007", "363358000", "73211009", "11000181102"],
            ),
            ("ATC", ["L01EB02", "L01EB", "L01", "L"]),
            (
                "JLAC10",
                [
                    "3C015000002327101",
                    "3C015",
                    "5D010000002302301",
                    "8B011000001999951",
                ],
            ),
        ];
        for (system, codes) in codes {
            for code in codes {
                let entry = |below| CodeEntry {
                    code: code.to_owned(),
                    display: String::new(),
                    below,
                    group: None,
                };
                assert_eq!(FORMS[system].slip(&entry(false)), None, "{system} {code}");
                assert_eq!(FORMS[system].slip(&entry(true)), None, "{system} {code}");
            }
        }
    }
}
