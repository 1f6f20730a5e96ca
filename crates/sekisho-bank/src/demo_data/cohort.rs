//! What happened to each person, in order: visits, measurements, images, reports, treatment, bills.

use std::collections::BTreeMap;

use sekisho_model::Day;

use super::besides;
use super::people::{Disease, Person, people};
use super::records::{self, Visit};

/// The last day of the records.
const END: &str = "2026-03-31";

/// Every resource by type, one a line, in a fixed order.
pub(super) fn resources() -> BTreeMap<&'static str, String> {
    let mut bank = BTreeMap::new();
    records::institutions(&mut |kind, line| push(&mut bank, kind, &line));
    for person in people() {
        let mut dice = Dice(0x5E_C150 + u64::from(person.number) * 7919);
        life(&person, &mut dice, &mut |kind, line| {
            push(&mut bank, kind, &line)
        });
    }
    bank
}

fn push(bank: &mut BTreeMap<&'static str, String>, kind: &'static str, line: &str) {
    let lines = bank.entry(kind).or_default();
    lines.push_str(line);
    lines.push('\n');
}

type Out<'o> = &'o mut dyn FnMut(&'static str, String);

fn life(person: &Person, dice: &mut Dice, out: Out) {
    out("Patient", records::patient(person));
    out("Coverage", records::coverage(person));
    out("Condition", records::condition(person));
    let start = first_day(&person.diagnosed);
    let end = person.died.map_or_else(|| first_day(END), first_day);
    if person.number == 3 {
        // An old chest CT, from before the time that version 3 of the form covers.
        out(
            "ImagingStudy",
            records::imaging_study(
                person,
                0,
                Day::parse("2009-11-05").expect("a day"),
                dice.between(60, 200),
            ),
        );
    }
    let mut number = 0;
    let mut day = Day(start.0 - 10 + dice.between(0, 6) as i32);
    while day <= end && number < person.visits_max {
        number += 1;
        visit(person, number, day, start, dice, out);
        day = Day(day.0 + 28 + dice.between(0, 35) as i32);
    }
    if let Some(day) = person.relapsed {
        out("Condition", records::relapse(person, day));
    }
    besides::records(person, start, out);
    if let Some(died) = person.died {
        out(
            "Observation",
            records::cause_of_death(person, first_day(died)),
        );
    }
}

fn visit(person: &Person, number: u32, day: Day, diagnosed: Day, dice: &mut Dice, out: Out) {
    let visit = Visit {
        number,
        day,
        hour: dice.between(9, 16),
        minute: dice.between(0, 59),
        inpatient: number == 3,
    };
    out("Encounter", records::encounter(person, &visit));
    for test in &records::TESTS {
        let value = measured(test.low, test.high, test.digits, dice);
        out(
            "Observation",
            records::lab(person, &visit, test, &value, dice.between(0, 9) == 0),
        );
    }
    if number == 1 {
        out(
            "ImagingStudy",
            records::imaging_study(person, number, day, dice.between(60, 300)),
        );
        out("DiagnosticReport", records::ct_report(person, &visit));
        out("Procedure", records::bronchoscopy(person, &visit));
    }
    if number == 2 {
        out(
            "DiagnosticReport",
            records::pathology_report(person, &visit),
        );
        out("Observation", records::stage(person, &visit));
    }
    if number == 2 && person.disease == Disease::Adenocarcinoma {
        out("Observation", records::egfr(person, &visit));
    }
    if number == 3 && ["IA2", "IA3", "IB", "IIA", "IIB"].contains(&person.stage) {
        out("Procedure", records::lobectomy(person, &visit));
    }
    if day > diagnosed && number.is_multiple_of(2) {
        out("MedicationRequest", records::prescription(person, &visit));
    }
    if number > 3 && number.is_multiple_of(6) {
        out(
            "ImagingStudy",
            records::imaging_study(person, number, day, dice.between(60, 300)),
        );
    }
    if number.is_multiple_of(3) {
        out(
            "Claim",
            records::claim(person, &visit, dice.between(1_200, 98_000)),
        );
    }
}

/// A number between two bounds given in its last digit, written with all its digits: `1.10`.
fn measured(low: u32, high: u32, digits: usize, dice: &mut Dice) -> String {
    let n = dice.between(low, high);
    let scale = 10u32.pow(digits as u32);
    match digits {
        0 => n.to_string(),
        _ => format!("{}.{:0digits$}", n / scale, n % scale),
    }
}

fn first_day(date: &str) -> Day {
    let padded = if date.len() == 7 {
        format!("{date}-15")
    } else {
        date.to_owned()
    };
    Day::parse(&padded).expect("the dates of the cohort are days or months")
}

/// xorshift64*, seeded by the person's number.
struct Dice(u64);

impl Dice {
    /// Both bounds included.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let n = (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as u32;
        low + n % (high - low + 1)
    }
}
