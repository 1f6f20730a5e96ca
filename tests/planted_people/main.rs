//! Planted people: somebody else, a withdrawn person's value or a canary in every place that an R4
//! record type allows, alone and in pairs; and every delivered byte looked through for them, under
//! every shipped profile.
//!
//! A bank holds hundreds of worlds, each of its own people, records and values: what leaves of one is
//! told by its values, and the world that leaked is printed, a bank of its own.

mod look;
mod shipped;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;

use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch};
use sekisho_tests::chance::{Budget, Chance, say, seed};
use sekisho_tests::delivery::Delivery;
use sekisho_tests::places::walk;
use sekisho_tests::r4::{R4, Where};
use sekisho_tests::samples::ours;

use crate::shipped::Shipped;
use crate::world::{Maker, Standing, World};

/// Worlds in one bank.
const WORLDS: usize = 1000;

#[test]
fn nothing_planted_leaves_under_any_shipped_profile() {
    let r4 = R4::read();
    let mut chance = Chance::new(seed("planted people"));
    let mut places = r4.places();
    shuffle(&mut places, &mut chance);
    let home = Scratch::in_memory();
    let (bundle, profiles) = shipped::bundle(&home);
    let budget = Budget::new(60, 1.0);
    let mut seen = Seen::default();
    // At least one bank, however slow the machine.
    while seen.banks == 0 || !budget.is_spent() {
        let worlds = grown(&r4, &mut chance, &places, seen.worlds);
        let bank = bank_of(&bundle, &worlds);
        seen.banks += 1;
        seen.worlds += worlds.len();
        let other = bank.copy_into(Scratch::in_memory());
        let (half, rest) = profiles.split_at(profiles.len() / 2);
        let enough = || seen.banks > 1 && budget.is_spent();
        let told = std::thread::scope(|scope| {
            let other = scope.spawn(|| looked_through(&other, &worlds, half, enough));
            let mine = looked_through(&bank, &worlds, rest, enough);
            [mine, other.join().expect("nothing leaked")]
        });
        told.into_iter().for_each(|part| seen.take(part));
    }
    say(format_args!(
        "planted people: {} worlds in {} banks, {} of {} places, {} deliveries ({} of nobody), {} record types delivered",
        seen.worlds,
        seen.banks,
        seen.worlds.min(places.len()),
        places.len(),
        seen.deliveries,
        seen.empty,
        seen.kinds.len()
    ));
    assert!(
        seen.kinds.len() >= 20,
        "few kinds were delivered, the plants prove little: {:?}",
        seen.kinds
    );
}

#[derive(Default)]
struct Seen {
    banks: usize,
    worlds: usize,
    deliveries: usize,
    empty: usize,
    kinds: BTreeSet<String>,
}

impl Seen {
    fn take(&mut self, other: Self) {
        self.deliveries += other.deliveries;
        self.empty += other.empty;
        self.kinds.extend(other.kinds);
    }
}

/// What leaves of this bank under these profiles, looked through.
fn looked_through(
    bank: &Bank,
    worlds: &[World],
    profiles: &[Shipped],
    enough: impl Fn() -> bool,
) -> Seen {
    let mut seen = Seen::default();
    for profile in profiles {
        let found = delivered(bank, profile, &mut seen);
        none_of(worlds, profile, &found);
        if enough() {
            break;
        }
    }
    seen
}

/// The next worlds: every place in turn, every third one with a second place.
fn grown(r4: &R4, chance: &mut Chance, places: &[Where], from: usize) -> Vec<World> {
    let mut maker = Maker { r4, chance };
    let worlds = (0..WORLDS).map(|n| {
        let first = &places[(from + n) % places.len()];
        let mut chosen = vec![first];
        if maker.chance.one_in(3) {
            let alike: Vec<&Where> = places.iter().filter(|p| p.record == first.record).collect();
            let second: &Where = match maker.chance.one_in(2) {
                true => alike[maker.chance.below(alike.len())],
                false => maker.chance.of(places),
            };
            chosen.push(second);
        }
        maker.world(n, &chosen)
    });
    worlds.collect()
}

fn shuffle<T>(items: &mut [T], chance: &mut Chance) {
    for n in (1..items.len()).rev() {
        items.swap(n, chance.below(n + 1));
    }
}

fn bank_of(bundle: &Path, worlds: &[World]) -> Bank {
    let scratch = Scratch::in_memory();
    let path = scratch.path("bank");
    let bank = Bank { scratch, path };
    bank.run(["bank", "init"], [""; 0]).done();
    bank.run(["bank", "load"], [bundle]).done();
    bank.run(["bank", "people"], [ours("examples/synthea/users.csv")])
        .done();
    let lines: Vec<&str> = worlds
        .iter()
        .flat_map(|w| w.records.iter().map(String::as_str))
        .collect();
    let file = bank
        .scratch
        .file("worlds.ndjson", &(lines.join("\n") + "\n"));
    // What is set aside is no fault of the plan: another program may send it.
    let ran = bank.run(["ingest"], [file]);
    assert!([0, 1].contains(&ran.code), "{}", ran.said());
    let csv = bank.scratch.file("consents.csv", &consents(worlds));
    let ran = bank.run(["consent", "import"], [csv]);
    assert!([0, 1].contains(&ran.code), "{}", ran.said());
    bank
}

/// By the plan: who is inside agreed; of the others some never, some no longer, some for another cohort.
fn consents(worlds: &[World]) -> String {
    let mut rows = "patient_id,form,item,event,date\n".to_owned();
    for world in worlds {
        rows += &format!("{},broad_2020,1,signed,2020-06-01\n", world.inside);
        let id = &world.other.id;
        if matches!(
            world.other.standing,
            Standing::Withdrew | Standing::OutsideTheCohort
        ) {
            rows += &format!("{id},broad_2020,1,signed,2020-06-01\n");
        }
        if world.other.standing == Standing::Withdrew {
            rows += &format!("{id},broad_2020,1,withdrawn,2021-06-01\n");
        }
    }
    rows
}

/// What leaves under this profile: the texts, and where they stand.
fn delivered(bank: &Bank, profile: &Shipped, seen: &mut Seen) -> Vec<(String, String)> {
    seen.deliveries += 1;
    if !profile.delivers() {
        let study = format!("planted_{}", profile.name);
        let rest = [
            "--study",
            &study,
            "--cohort",
            "sinusitis",
            "--as",
            "sato",
            "--by",
            "patient.sex",
        ];
        let ran = bank.run(["count"], rest);
        assert!([0, 1, 2].contains(&ran.code), "{}", ran.said());
        return vec![("a count".to_owned(), ran.said())];
    }
    let (ran, out) = bank.extract(&format!("d_{}", profile.name), "sato");
    assert!(
        [0, 1].contains(&ran.code),
        "{}: {}",
        profile.from,
        ran.said()
    );
    let mut found = vec![("what extract said".to_owned(), ran.said())];
    if out.exists() {
        let release: PathBuf = out.join("release");
        found.extend(look::texts(&release));
        let delivery = Delivery::at(&bank.path, "sato", &out);
        points_to_nobody_else(&delivery, profile);
        seen.kinds.extend(delivery.counts().into_keys());
        let _ = std::fs::remove_dir_all(out);
    } else {
        // Every group under k too small, too few people since the delivery before, a form that is
        // refused by name: nothing left, and that is all it tells.
        let why = &found[0].1;
        assert!(why.contains("nothing left"), "{}: {why}", profile.from);
        seen.empty += 1;
    }
    found
}

/// Whom records point to, they are inside: a Patient that is delivered, or, where that record stays
/// for what it would lose, whoever has the diagnosis by which somebody is inside.
fn points_to_nobody_else(delivery: &Delivery, profile: &Shipped) {
    let (mut inside, mut pointed) = (BTreeSet::new(), BTreeMap::new());
    delivery.each(|record| {
        if record.kind() == "Patient" {
            let id = record.json.get("id").and_then(Json::text);
            inside.insert(format!("Patient/{}", id.unwrap_or_default()));
        }
        if record.kind() == "Condition" && record.text.contains("\"444814009\"") {
            let subject = record.json.at("subject.reference").and_then(Json::text);
            inside.insert(subject.unwrap_or_default().to_owned());
        }
        walk(&record.json, &mut |place| {
            let target = place.value.text().unwrap_or_default();
            let person = ["Patient/", "RelatedPerson/", "Person/"];
            if person.iter().any(|kind| target.starts_with(kind)) {
                pointed.insert(target.to_owned(), record.text.clone());
            }
        });
    });
    pointed.retain(|target, _| !inside.contains(target));
    assert!(
        pointed.is_empty(),
        "{}: records point to somebody who is not inside: {pointed:#?}",
        profile.from
    );
}

/// No planted value in any of these texts.
fn none_of(worlds: &[World], profile: &Shipped, found: &[(String, String)]) {
    let planted: Vec<(&World, &String, &String)> = worlds
        .iter()
        .flat_map(|world| {
            world
                .planted
                .iter()
                .map(move |(value, what)| (world, value, what))
        })
        .collect();
    let search = AhoCorasick::new(planted.iter().map(|(_, value, _)| value.as_bytes()));
    let search = search.expect("the values fit");
    for (place, text) in found {
        if let Some(leak) = search.find(text) {
            let (world, value, what) = planted[leak.pattern().as_usize()];
            let at = leak.start().saturating_sub(200);
            let around =
                String::from_utf8_lossy(&text.as_bytes()[at..text.len().min(leak.end() + 100)]);
            panic!(
                "{}: {value} left in {place}, planted at {what}; the other is {:?}\n…{around}…\nthe world {}:\n{}",
                profile.from,
                world.other.standing,
                world.n,
                world.records.join("\n")
            );
        }
        if let Some(at) = day_of_another(text).filter(|_| !place.ends_with(".parquet")) {
            let around = &text.as_bytes()[at.saturating_sub(300)..text.len().min(at + 200)];
            let around = String::from_utf8_lossy(around);
            panic!(
                "{}: a date of somebody else left in {place}: …{around}…",
                profile.from
            );
        }
    }
}

/// Where a day from 1903 to 1925 stands: whoever is inside was born in 1950.
fn day_of_another(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits =
        |at: usize, n: usize| (at..at + n).all(|i| bytes.get(i).is_some_and(u8::is_ascii_digit));
    let stands = |at: &usize| {
        let whole = *at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let day = digits(*at, 4) && bytes.get(at + 4) == Some(&b'-') && digits(at + 5, 2);
        whole && day && ("1903".."1926").contains(&&text[*at..at + 4])
    };
    (0..bytes.len().saturating_sub(7)).find(stands)
}
