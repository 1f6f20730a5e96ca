//! Policies that lie: profiles that satisfy a shipped standard and yet keep as much as the checker lets
//! them, over a bank of planted people. Whatever leaves names nobody, tells no true date where dates
//! move, and no value that fewer people have than the standard's bound.

#[path = "../planted_people/look.rs"]
mod look;
mod people;
mod profile;

use std::collections::BTreeMap;
use std::path::Path;

use aho_corasick::AhoCorasick;

use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::chance::{Budget, Chance, say, seed};
use sekisho_tests::planted;
use sekisho_tests::r4::R4;
use sekisho_tests::samples::{ours, text_of};
use sekisho_tests::sekisho;

use crate::people::People;
use crate::profile::{K, Lie, STANDARDS, is_anonymized, lie};

#[test]
fn what_a_lying_profile_delivers_singles_nobody_out() {
    assert_eq!(
        sorted(&profile::shipped_standards()),
        sorted(&STANDARDS.map(str::to_owned))
    );
    let r4 = R4::read();
    let places = r4.places();
    let mut chance = Chance::new(seed("lying policies"));
    let people = people::people(&mut chance);
    let bank = bank_of(&people);
    let banks = [bank.copy_into(Scratch::in_memory()), bank];
    let budget = Budget::new(50, 1.0);
    let mut told: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let first = chance.below(STANDARDS.len());
    let turns = STANDARDS.iter().cycle().skip(first);
    let mut turns = turns.copied();
    // Each standard once, however slow the machine.
    while told.len() < STANDARDS.len() || !budget.is_spent() {
        let wanted =
            |standard: &&str| told.len() == STANDARDS.len() || !told.contains_key(standard);
        let drawn = turns.by_ref().filter(wanted);
        let mut lies = drawn.filter_map(|standard| lie(standard, &r4, &places, &mut chance));
        let pair = [lies.next().expect("a lie"), lies.next().expect("a lie")];
        let delivered = std::thread::scope(|scope| {
            let lies = banks.iter().zip(&pair);
            let running =
                lies.map(|(bank, lie)| scope.spawn(|| size_of_judged(bank, lie, &people)));
            let running: Vec<_> = running.collect();
            let ended = running
                .into_iter()
                .map(|one| one.join().expect("no lie holds"));
            ended.collect::<Vec<_>>()
        });
        // Where everybody is in a group that is too small, nothing leaves: that tells nothing.
        for (lie, size) in pair.iter().zip(delivered) {
            let Some(size) = size else { continue };
            let [lies, kept, fields, bytes] = told.entry(lie.standard).or_default();
            *lies += 1;
            *kept += lie.kept;
            *fields += lie.fields;
            *bytes += size;
        }
    }
    for (standard, [lies, kept, fields, bytes]) in told {
        say(format_args!(
            "lying policies: {standard}: {lies} profiles, {} of {} fields kept as they are in each, {} kB delivered",
            kept / lies,
            fields / lies,
            bytes / 1000
        ));
        assert!(
            kept > lies && bytes > 1000,
            "{standard}: its profiles tell nothing, so they prove nothing"
        );
    }
}

fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort();
    names
}

fn bank_of(people: &People) -> Bank {
    let scratch = Scratch::in_memory();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    bank.run(["bank", "init"], [""; 0]).done();
    let package = bank.scratch.path("first");
    planted::package(&package, "", &[]);
    load(&bank, &package, "bundle-first");
    bank.run(["bank", "people"], [ours("examples/synthea/users.csv")])
        .done();
    let file = bank
        .scratch
        .file("people.ndjson", &(people.records.join("\n") + "\n"));
    bank.run(["ingest"], [file]).done();
    let csv = bank.scratch.file("consents.csv", &people.consents);
    bank.run(["consent", "import"], [csv]).done();
    bank
}

fn load(bank: &Bank, package: &Path, name: &str) {
    let bundle = bank.scratch.path(name);
    let _ = std::fs::remove_dir_all(&bundle);
    sekisho([
        "build".as_ref(),
        package.as_os_str(),
        "-o".as_ref(),
        bundle.as_os_str(),
    ])
    .done();
    bank.run(["bank", "load"], [bundle]).done();
}

/// Bytes that leave under this profile; each was judged.
fn size_of_judged(bank: &Bank, lie: &Lie, people: &People) -> Option<usize> {
    let texts = delivered(bank, lie)?;
    judged(lie, people, &texts);
    Some(texts.iter().map(|(_, text)| text.len()).sum())
}

/// What leaves under this profile, decoded.
fn delivered(bank: &Bank, lie: &Lie) -> Option<Vec<(String, String)>> {
    let package = bank.scratch.path("package");
    let _ = std::fs::remove_dir_all(&package);
    let formats = match lie.profile.contains("  fhir R4 {") {
        true => "fhir R4, csv, parquet",
        false => "csv, parquet",
    };
    planted::package(&package, &lie.profile, &[("lying", formats)]);
    load(bank, &package, "bundle");
    let (ran, out) = bank.extract("d_lying", "sato");
    if ran.code == 1 && ran.said().contains("nobody is left") {
        assert!(!out.exists());
        return None;
    }
    assert_eq!(ran.code, 0, "{}\n{}", ran.said(), lie.profile);
    let texts = look::texts(&out.join("release"));
    let _ = std::fs::remove_dir_all(out);
    Some(texts)
}

fn judged(lie: &Lie, people: &People, texts: &[(String, String)]) {
    let facts = &people.facts;
    nothing_of(
        lie,
        texts,
        facts
            .direct
            .iter()
            .map(|(value, what)| (value.as_str(), *what)),
    );
    let anonymized = is_anonymized(lie.standard);
    let safe_harbor = lie.standard == "hipaa_safe_harbor";
    if anonymized || safe_harbor {
        nothing_of(
            lie,
            texts,
            facts.days.iter().map(|day| (day.as_str(), "a true date")),
        );
        nothing_of(
            lie,
            texts,
            facts
                .postal
                .iter()
                .map(|code| (&code[..5], "a whole postal code")),
        );
    }
    if safe_harbor {
        let read = texts
            .iter()
            .filter(|(place, _)| !place.ends_with(".parquet"));
        let read: Vec<_> = read.cloned().collect();
        nothing_of(lie, &read, [("1921", "the birth of somebody over 89")]);
    }
    if anonymized {
        nothing_of(
            lie,
            texts,
            facts
                .rare
                .iter()
                .map(|code| (code.as_str(), "a diagnosis that one person has")),
        );
        groups_are_large(lie, texts);
    }
    if lie.shifted {
        dates_move(lie, texts, &facts.days);
    }
}

fn nothing_of<'a>(
    lie: &Lie,
    texts: &[(String, String)],
    values: impl IntoIterator<Item = (&'a str, &'a str)>,
) {
    let values: Vec<(&str, &str)> = values.into_iter().collect();
    let search = AhoCorasick::new(values.iter().map(|(value, _)| *value)).expect("the values fit");
    for (place, text) in texts {
        let found = search
            .find_iter(text)
            .find(|found| stands_alone(text.as_bytes(), found.range()));
        let Some(found) = found else {
            continue;
        };
        let (value, what) = values[found.pattern().as_usize()];
        let at = found.start().saturating_sub(200);
        let around =
            String::from_utf8_lossy(&text.as_bytes()[at..text.len().min(found.end() + 100)]);
        panic!(
            "{what}, {value}, left in {place}: …{around}…\nunder\n{}",
            lie.profile
        );
    }
}

/// Digits within other letters and digits are part of something else, of a pseudonym mostly.
fn stands_alone(text: &[u8], at: std::ops::Range<usize>) -> bool {
    let digits = text[at.clone()].iter().all(u8::is_ascii_digit);
    let joins =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
    let before = at.start.checked_sub(1).and_then(|at| text.get(at));
    !digits || !(joins(before) || joins(text.get(at.end)))
}

/// Every group of the patient table that looks alike has as many people as the profile says.
fn groups_are_large(lie: &Lie, texts: &[(String, String)]) {
    let Some((_, table)) = texts.iter().find(|(place, _)| place == "patient.csv") else {
        return;
    };
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let id = header.iter().position(|column| *column == "patient_id");
    let mut groups: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for line in lines {
        let mut cells: Vec<&str> = line.split(',').collect();
        if let Some(id) = id {
            cells.remove(id);
        }
        *groups.entry(cells).or_default() += 1;
    }
    let small: Vec<_> = groups.iter().filter(|(_, people)| **people < K).collect();
    assert!(
        small.is_empty(),
        "groups below {K}: {small:?}\nunder\n{}",
        lie.profile
    );
}

/// Where dates move, no kind of date is true. A moved date may fall on somebody else's true day, so a
/// place counts once most of its days are true ones.
fn dates_move(lie: &Lie, texts: &[(String, String)], days: &[String]) {
    let mut places: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, text) in texts
        .iter()
        .filter(|(place, _)| place.ends_with(".csv") && !place.contains(" "))
    {
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        for line in lines {
            for (column, cell) in header.iter().zip(line.split(',')) {
                note(&mut places, format!("{place} {column}"), cell, days);
            }
        }
    }
    for (place, text) in texts
        .iter()
        .filter(|(place, _)| place.ends_with(".ndjson") && !place.contains(" "))
    {
        for line in text.lines() {
            let record = sekisho_tests::Json::parse(line);
            sekisho_tests::places::walk(&record, &mut |at| {
                let value = at.value.text().unwrap_or_default();
                note(&mut places, format!("{place} {}", at.path), value, days);
            });
        }
    }
    for (place, (all, are_true)) in places {
        assert!(
            all < 10 || are_true * 2 < all,
            "{are_true} of {all} dates at {place} are true\nunder\n{}",
            lie.profile
        );
    }
}

fn note(
    places: &mut BTreeMap<String, (usize, usize)>,
    place: String,
    value: &str,
    days: &[String],
) {
    let bytes = value.as_bytes();
    if bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' {
        let (all, are_true) = places.entry(place).or_default();
        *all += 1;
        *are_true += usize::from(days.iter().any(|day| value.starts_with(day.as_str())));
    }
}

/// The looks above see what is there to be seen: a profile of no standard lets it out.
#[test]
fn an_open_profile_is_seen_through() {
    let mut chance = Chance::new(1);
    let people = people::people(&mut chance);
    let bank = bank_of(&people);
    let profile = text_of(&ours("tests/lying_policies/open.seki"));
    let lie = Lie {
        standard: "hipaa_safe_harbor",
        profile,
        shifted: false,
        kept: 0,
        fields: 0,
    };
    let texts = delivered(&bank, &lie).expect("everybody is left");
    let all: String = texts.iter().map(|(_, text)| text.as_str()).collect();
    for what in ["family", "given", "note", "number", "phone"] {
        let seen = people
            .facts
            .direct
            .iter()
            .any(|(value, kind)| *kind == what && all.contains(value));
        assert!(seen, "{what} is nowhere");
    }
    assert!(people.facts.days.iter().any(|day| all.contains(day)));
}
