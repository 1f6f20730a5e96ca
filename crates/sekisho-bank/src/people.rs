//! Users of the bank from a CSV outside the bundle: `user,group,org,training,training_date`.
//! A user may stand on several lines, one a group or a training.

use std::collections::BTreeMap;

use sekisho_model::Day;
use sekisho_store::Person;

use crate::error::BankError;

const COLUMNS: [&str; 5] = ["user", "group", "org", "training", "training_date"];
const LINES_MAX: usize = 1_000_000;
/// How the ledger writes the user of the operating system, where a command named nobody. No user
/// of a bank is called so.
pub const SYSTEM: &str = "system:";

/// The people of the file, by user name. One bad line refuses the whole file: half a list of
/// users is not the list its steward signed.
pub fn read(bytes: &[u8]) -> Result<Vec<Person>, BankError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| wrong(1, &e.to_string()))?
        .iter()
        .map(str::to_owned)
        .collect();
    let place = |name: &str| header.iter().position(|h| h == name);
    if let Some(unknown) = header.iter().find(|h| !COLUMNS.contains(&h.as_str())) {
        return Err(wrong(
            1,
            &format!("column '{unknown}'; known are {}", COLUMNS.join(", ")),
        ));
    }
    if place("user").is_none() {
        return Err(wrong(1, "there is no column 'user'"));
    }
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for (n, row) in reader.records().enumerate() {
        let line = n + 2;
        if n == LINES_MAX {
            return Err(wrong(
                line,
                &format!("the list has more than {LINES_MAX} people"),
            ));
        }
        let row = row.map_err(|e| wrong(line, &e.to_string()))?;
        let cell = |name: &str| {
            place(name)
                .and_then(|i| row.get(i))
                .unwrap_or("")
                .to_owned()
        };
        let user = cell("user");
        if user.is_empty() {
            return Err(wrong(line, "the user is empty"));
        }
        if user.starts_with(SYSTEM) {
            return Err(wrong(
                line,
                "a user's name can't begin with 'system:', which is how the ledger writes the operating system's own",
            ));
        }
        let person = people.entry(user.clone()).or_insert_with(|| Person {
            user,
            groups: Vec::new(),
            org: cell("org"),
            training: Vec::new(),
        });
        if person.org != cell("org") {
            return Err(wrong(line, "the same user with another org"));
        }
        push_new(&mut person.groups, cell("group"));
        match (cell("training"), cell("training_date")) {
            (name, _) if name.is_empty() => {}
            (name, date) => {
                let day = Day::parse(&date)
                    .ok_or_else(|| wrong(line, "training_date is not YYYY-MM-DD"))?;
                person.training.push((name, day));
            }
        }
    }
    Ok(people.into_values().collect())
}

fn push_new(groups: &mut Vec<String>, group: String) {
    if !group.is_empty() && !groups.contains(&group) {
        groups.push(group);
    }
}

fn wrong(line: usize, what: &str) -> BankError {
    BankError::usage(
        format!("利用者の表の {line} 行目: {what}。何も載せていません"),
        format!("line {line} of the people file: {what}. Nothing was loaded"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_user_with_two_groups_and_a_training() {
        let csv = "user,group,org,training,training_date\nsato,analyst,NCC,研究倫理,2026-01-10\nsato,pi,NCC,,\ntanaka,,NCC,,\n";
        let people = read(csv.as_bytes()).unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!(people[0].groups, ["analyst", "pi"]);
        assert_eq!(
            people[0].training,
            [("研究倫理".to_owned(), Day::parse("2026-01-10").unwrap())]
        );
        assert!(people[1].groups.is_empty());
    }

    #[test]
    fn a_bad_line_is_named_and_nothing_loads() {
        let bad = "user,group,org,training,training_date\nsato,a,NCC,研究倫理,January\n";
        assert!(
            read(bad.as_bytes())
                .unwrap_err()
                .to_string()
                .contains("line 2")
        );
        assert!(
            read(b"name,group\nx,y\n")
                .unwrap_err()
                .to_string()
                .contains("column 'name'")
        );
    }
}
