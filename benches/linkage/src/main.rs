//! Who is who over a made-up population, and splink (PyPI, on duckdb) over the same records in the
//! same run: what is marked certain against splink's best threshold of the same precision, and
//! compared pairs a second of CPU.
//!
//! `SPLINK_PYTHON=…/bin/python cargo run --release -- [PEOPLE] [SEED]`
//! (`pip install splink duckdb pandas`; without it the other side is left out).

#[path = "../../../crates/sekisho-linkage/tests/linkage/population/mod.rs"]
mod population;

use std::fmt::Write as _;
use std::process::Command;

use population::{Found, Population};
use sekisho_linkage::block::Blocks;
use sekisho_linkage::link::link_with;
use sekisho_linkage::model::learn;
use sekisho_linkage::normal::date::Birth;
use sekisho_linkage::normal::{kana, letters::clean, telephone::telephone};
use sekisho_linkage::people::{One, Symbol};
use sekisho_linkage::{Answer, Band, People, Person, Settings};

fn main() {
    let asked = |at: usize, or: u64| {
        std::env::args()
            .nth(at)
            .map_or(or, |n| n.parse().expect("a number"))
    };
    let population = Population::new(asked(1, 20_000) as usize, asked(2, 20_261_201));
    let settings = Settings::default();

    let start = cpu();
    let people = People::new(&population.records).expect("ids are distinct");
    let blocks = Blocks::new(&people);
    let prepared = cpu() - start;
    let start = cpu();
    let model = learn(&people, &blocks, &settings);
    let learnt = cpu() - start;

    let (rounds, start) = (20, cpu());
    let mut answer = link_with(&people, &blocks, model.clone(), &settings);
    for _ in 1..rounds {
        answer = link_with(&people, &blocks, model.clone(), &settings);
    }
    let seconds = (cpu() - start) / f64::from(rounds);
    let ours = certain(&population, &answer);
    let shown = Found::of(
        &population,
        answer.pairs.iter().map(|pair| (pair.a, pair.b)),
    );
    println!(
        "{} people, {} records, {} pairs of one person; read {prepared:.2} s, learnt {learnt:.2} s of CPU",
        population.people.len(),
        population.records.len(),
        ours.of,
    );
    println!(
        "sekisho: {} pairs met, {seconds:.3} s of CPU: {:.2} million compared pairs/s a core",
        answer.compared,
        answer.compared as f64 / seconds / 1e6
    );
    tell("sekisho certain", ours);
    tell("sekisho certain and asked", shown);

    let Ok(python) = std::env::var("SPLINK_PYTHON") else {
        return println!("SPLINK_PYTHON is not set: splink was not run");
    };
    let file = std::env::temp_dir().join(format!("linkage-{}.csv", std::process::id()));
    std::fs::write(&file, table(&population, &people)).expect("a temporary file");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/beside.py");
    let precision = ours.precision().max(0.999).to_string();
    let ours = ours.recall().to_string();
    let done = Command::new(python)
        .arg(script)
        .arg(&file)
        .args([precision, ours])
        .status();
    std::fs::remove_file(&file).expect("it was there");
    assert!(
        done.is_ok_and(|status| status.success()),
        "splink did not finish"
    );
}

fn certain(population: &Population, answer: &Answer) -> Found {
    let certain = answer
        .pairs
        .iter()
        .filter(|pair| pair.band == Band::Certain);
    Found::of(population, certain.map(|pair| (pair.a, pair.b)))
}

fn tell(what: &str, found: Found) {
    println!(
        "{what}: precision {:.5} ({} wrong), recall {:.4}",
        found.precision(),
        found.wrong,
        found.recall()
    );
}

/// The records for splink in two writings: cleaned as anybody would (NFKC, ISO dates, digits), and in
/// the comparable forms that we compare ourselves.
fn table(population: &Population, people: &People) -> String {
    let mut table = String::from("unique_id,person,sex,birth");
    for side in ["r", "n"] {
        for column in [
            "family",
            "given",
            "family_kana",
            "given_kana",
            "postal",
            "address",
            "phone",
        ] {
            let _ = write!(table, ",{side}_{column}");
        }
    }
    table.push_str(",key_hospital_a,key_hospital_b,key_insurer\n");
    for one in &people.all {
        let person = &population.records[one.id as usize];
        let _ = write!(table, "{},{}", one.id, population.about[one.id as usize]);
        let birth = one.birth.filter(Birth::is_whole);
        let birth = birth.map(|b| format!("{}-{:02}-{:02}", b.year, b.month, b.day));
        let cells = [one.sex.map(|sex| format!("{sex:?}")), birth];
        let cells = cells
            .into_iter()
            .chain(cleaned(person))
            .chain(normal(people, one));
        let key = |assigner: &str| {
            let found = person.keys.iter().find(|key| key.assigner == assigner);
            found.map(|key| key.value.clone())
        };
        let keys = ["hospital-a", "hospital-b", "insurer-1"].map(key);
        for cell in cells.chain(keys) {
            table.push(',');
            table.push_str(&cell.unwrap_or_default().replace(',', " "));
        }
        table.push('\n');
    }
    table
}

fn cleaned(person: &Person) -> [Option<String>; 7] {
    let plain = |text: &Option<String>| text.as_deref().and_then(clean);
    [
        plain(&person.kanji.family),
        plain(&person.kanji.given),
        plain(&person.kana.family),
        plain(&person.kana.given),
        plain(&person.postal_code),
        plain(&person.address),
        person.telephones.first().and_then(|text| telephone(text)),
    ]
}

fn normal(people: &People, one: &One) -> [Option<String>; 7] {
    let text = |symbol: Symbol| {
        symbol
            .is_said()
            .then(|| people.text(symbol).iter().collect::<String>())
    };
    let place = if one.place.number.is_said() {
        one.place.number
    } else {
        one.place.town
    };
    let read = |symbol: Symbol| text(symbol).map(|reading| kana::sound(&reading));
    [
        text(one.family.folded),
        text(one.given.folded),
        read(one.family.reading),
        read(one.given.reading),
        text(one.place.postal),
        text(place),
        text(one.telephones[0]),
    ]
}

/// Seconds this thread has been on a processor: what others run beside it does not count.
fn cpu() -> f64 {
    let said = std::fs::read_to_string("/proc/self/schedstat").expect("Linux tells");
    let nanoseconds = said
        .split_whitespace()
        .next()
        .and_then(|n| n.parse::<f64>().ok());
    nanoseconds.expect("a number") / 1e9
}
