//! Records as tables, from outside: what CSV and Parquet hold, and that they hold nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use sekisho_exchange::columnar::{Value, read};
use sekisho_tests::Json;
use sekisho_tests::banks::{Bank, Scratch, consented_400, copy_folder, sinusitis_of_400};
use sekisho_tests::command::sekisho;
use sekisho_tests::delivery::Delivery;
use sekisho_tests::samples::{ndjson_files, ours, text_of, the_400};

/// One delivered table, every cell as its digits and letters.
#[derive(Debug, PartialEq)]
pub struct Table {
    pub file: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
}

impl Table {
    pub fn column(&self, name: &str) -> Vec<Option<&str>> {
        let at = self.columns.iter().position(|c| c == name);
        let at = at.unwrap_or_else(|| panic!("{} has no column {name}", self.file));
        self.rows.iter().map(|row| row[at].as_deref()).collect()
    }
}

/// Every table of a delivery whose file name ends so, by its view.
pub fn tables(delivery: &Delivery, ending: &str) -> BTreeMap<String, Table> {
    let files = delivery.files("release").into_iter();
    let of_format = files.filter_map(|(file, bytes)| {
        let view = file.strip_suffix(&format!(".{ending}"))?.to_owned();
        let (columns, rows) = match ending {
            "csv" => from_csv(std::str::from_utf8(&bytes).expect("UTF-8")),
            _ => from_parquet(bytes),
        };
        let table = Table {
            file,
            columns,
            rows,
        };
        Some((view, table))
    });
    of_format.collect()
}

type Cells = Vec<Option<String>>;

fn from_parquet(bytes: Vec<u8>) -> (Vec<String>, Vec<Cells>) {
    let mut rows = Vec::new();
    let columns = read(bytes, |_, cells| {
        let written = cells.into_iter().map(|cell| match cell {
            Value::Absent => None,
            Value::Text(text) => Some(text),
            Value::Integer(number) => Some(number.to_string()),
            Value::Boolean(yes) => Some(yes.to_string()),
            Value::Date(_) => panic!("no table holds this type"),
        });
        rows.push(written.collect());
        true
    });
    (columns.expect("a Parquet file"), rows)
}

/// RFC 4180, read by hand: the writer's own library must not judge itself.
fn from_csv(text: &str) -> (Vec<String>, Vec<Cells>) {
    assert!(
        text.ends_with('\n') && !text.contains('\r'),
        "lines end with LF"
    );
    let (mut lines, mut line, mut cell, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted, "an open quote");
    let mut lines = lines.into_iter();
    let columns = lines.next().expect("a header");
    let rows = lines.map(|line| {
        assert_eq!(line.len(), columns.len(), "a row as wide as its header");
        line.into_iter()
            .map(|cell| (!cell.is_empty()).then_some(cell))
            .collect()
    });
    let rows = rows.collect();
    (columns, rows)
}

/// Puts a changed copy of a package in force at this bank.
pub fn load_changed(bank: &Bank, package: &Path, change: impl Fn(&str) -> String) {
    let scratch = Scratch::default();
    let copy = scratch.path("package");
    copy_folder(package, &copy);
    for file in fs::read_dir(copy.join("policies")).expect("policies") {
        let path = file.expect("a file").path();
        fs::write(&path, change(&text_of(&path))).expect("it is written");
    }
    let bundle = scratch.path("bundle");
    let build: [&OsStr; 4] = [
        "build".as_ref(),
        copy.as_ref(),
        "-o".as_ref(),
        bundle.as_ref(),
    ];
    sekisho(build).done();
    bank.run(["bank", "load"], [bundle]).done();
}

/// The synthea example with every delivery in all three formats.
pub fn in_every_format(bank: &Bank) {
    load_changed(bank, &ours("examples/synthea"), |text| {
        let plain = text.replace("format fhir R4, parquet", "format fhir R4");
        let plain = plain.replace("format fhir R4, csv", "format fhir R4");
        plain.replace("format fhir R4", "format fhir R4, csv, parquet")
    });
}

#[test]
fn both_formats_hold_the_same_rows_and_join_with_fhir() {
    let bank = Bank::small_consented();
    in_every_format(&bank);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let (csv, parquet) = (tables(&delivery, "csv"), tables(&delivery, "parquet"));
    assert!(csv.len() >= 5, "{:?}", csv.keys());
    for (view, table) in &csv {
        let other = &parquet[view];
        assert_eq!(
            (&table.columns, &table.rows),
            (&other.columns, &other.rows),
            "{view}"
        );
        assert!(!table.rows.is_empty(), "{view} is empty");
    }
    let mut patients = BTreeSet::new();
    delivery.each(|record| {
        if record.kind() == "Patient" {
            let id = record.json.get("id").and_then(Json::text).expect("an id");
            patients.insert(id.to_owned());
        }
    });
    assert_eq!(patients.len(), 2);
    for table in csv.values() {
        for person in table.column("patient_id") {
            let person = person.expect("every row is about somebody");
            assert!(
                patients.contains(person),
                "{}: {person} is nobody",
                table.file
            );
        }
    }
    let births = csv["patient"].column("birth_date");
    assert!(
        births.iter().flatten().all(|year| year.len() == 4),
        "{births:?}"
    );
    assert!(!csv["patient"].columns.contains(&"name".to_owned()));
}

/// The counts of the manifest are the rows; the files of a Bulk Data client are FHIR's alone.
#[test]
fn the_manifest_is_one_of_bulk_data() {
    let bank = Bank::small_consented();
    in_every_format(&bank);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let manifest = delivery.manifest();
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::text).map(str::to_owned);
    assert!(text(&manifest, "transactionTime").is_some_and(|time| time.ends_with('Z')));
    assert_eq!(
        text(&manifest, "request").as_deref(),
        Some("urn:sekisho:delivery:sinusitis_broad")
    );
    assert_eq!(
        manifest.get("requiresAccessToken"),
        Some(&Json::Bool(false))
    );
    for key in ["error", "deleted"] {
        assert_eq!(manifest.get(key).map(Json::items), Some(&[][..]), "{key}");
    }
    let counts = delivery.counts();
    let output = manifest.get("output").expect("output").items();
    assert_eq!(output.len(), counts.len());
    for entry in output {
        let kind = text(entry, "type").expect("a type");
        assert_eq!(text(entry, "url"), Some(format!("{kind}.ndjson")));
        let count = entry.get("count").and_then(Json::integer);
        assert_eq!(count, Some(counts[&kind] as i64), "{kind}");
    }
    let csv = tables(&delivery, "csv");
    let files = manifest.get("extension").and_then(|e| e.get("files"));
    let mut seen = 0;
    for file in files.expect("every file").items() {
        if text(file, "format").as_deref() != Some("csv") {
            continue;
        }
        let view = text(file, "type").expect("a view");
        let count = file.get("count").and_then(Json::integer);
        assert_eq!(count, Some(csv[&view].rows.len() as i64), "{view}");
        seen += 1;
    }
    assert_eq!(seen, csv.len());
}

#[test]
fn the_same_question_gives_the_same_tables() {
    let bank = Bank::small_consented();
    in_every_format(&bank);
    let run = || {
        let mut files = bank.delivered("sinusitis_broad", "sato").files("release");
        files.remove("manifest.json");
        files
    };
    let first = run();
    assert!(first.keys().any(|name| name.ends_with(".csv")));
    assert!(first == run(), "some file differs");
}

/// Without a number of the person nothing in a table joins to another table.
#[test]
fn who_drops_the_patients_number_gets_tables_that_do_not_join() {
    let bank = Bank::small_consented();
    load_changed(&bank, &ours("examples/synthea"), |text| {
        text.replace("    patient_id: pseudonym\n", "    patient_id: drop\n")
            .replace("format fhir R4, parquet", "format csv")
    });
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let csv = tables(&delivery, "csv");
    assert!(csv.contains_key("diagnosis"));
    for table in csv.values() {
        assert!(
            !table.columns.contains(&"patient_id".to_owned()),
            "{}",
            table.file
        );
    }
    assert!(delivery.counts().is_empty(), "no FHIR was asked for");
}

/// A profile without a block for the format is refused where the policy is checked.
#[test]
fn a_table_format_without_a_table_block_does_not_check() {
    let scratch = Scratch::default();
    let package = scratch.path("package");
    copy_folder(&ours("examples/lung"), &package);
    let path = package.join("policies/02_予後研究.seki");
    fs::write(
        &path,
        text_of(&path).replace("format fhir R4", "format csv"),
    )
    .expect("a file");
    let ran = sekisho(["check".as_ref(), package.as_os_str()]);
    ran.ends(1).says(&["table"]);
}

/// Every number of every value column stands as it came, digit for digit, in the row of its record.
#[test]
fn decimals_of_the_small_bank_keep_their_digits() {
    let bank = Bank::small_consented();
    in_every_format(&bank);
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let numbers = assert_digits_kept(&delivery, "csv", &ours("tests/data/small"));
    assert!(numbers.contains("1.10"), "1.10 did not leave: {numbers:?}");
}

#[test]
fn decimals_of_the_400_keep_their_digits() {
    let (Some(data), Some(delivery)) = (the_400(), sinusitis_of_400()) else {
        return;
    };
    let numbers = assert_digits_kept(delivery, "parquet", &data);
    assert!(
        numbers.len() > 5_000,
        "only {} different numbers",
        numbers.len()
    );
}

fn assert_digits_kept(delivery: &Delivery, ending: &str, folder: &Path) -> BTreeSet<String> {
    let mut source: BTreeMap<String, Option<String>> = BTreeMap::new();
    for file in ndjson_files(folder) {
        if !file.to_string_lossy().contains("/Observation") {
            continue;
        }
        for line in text_of(&file).lines() {
            let json = Json::parse(line);
            let number = match json.get("valueQuantity").and_then(|q| q.get("value")) {
                Some(Json::Number(digits)) => Some(digits.clone()),
                _ => None,
            };
            let id = json.get("id").and_then(Json::text).expect("an id");
            source.insert(id.to_owned(), number);
        }
    }
    let table = &tables(delivery, ending)["observation"];
    let (lineage, mut seen) = (delivery.lineage(), BTreeSet::new());
    let values = table.column("value");
    for (n, value) in values.iter().enumerate() {
        let (_, id) = &lineage[&("observation".to_owned(), n + 1)];
        assert_eq!(
            *value,
            source[id].as_deref(),
            "row {} of {}",
            n + 1,
            table.file
        );
        seen.extend(value.map(str::to_owned));
    }
    assert!(!values.is_empty());
    seen
}

/// What a column's name promises, its cells keep.
#[test]
fn every_cell_of_the_400_reads_as_its_columns_type() {
    let (Some(bank), Some(delivery)) = (consented_400(), sinusitis_of_400()) else {
        return;
    };
    let parquet = tables(delivery, "parquet");
    let csv = tables(&bank.delivered("chf_outcomes", "sato"), "csv");
    assert!(parquet.len() == 6 && csv.len() == 6);
    let mut read = 0;
    for table in parquet.values().chain(csv.values()) {
        for (at, name) in table.columns.iter().enumerate() {
            let fits: fn(&str) -> bool = match name.as_str() {
                "patient_id" => {
                    |cell| cell.len() == 32 && cell.bytes().all(|b| b.is_ascii_hexdigit())
                }
                "coding" => |cell| cell.parse::<u32>().is_ok_and(|n| n > 0),
                "value" => |cell| cell.parse::<f64>().is_ok(),
                "birth_date" => |cell| cell.len() == 4 && cell.bytes().all(|b| b.is_ascii_digit()),
                "date" | "recorded" | "resolved" | "ended" | "death" => is_date,
                "comparator" => |cell| ["<", "<=", ">", ">="].contains(&cell),
                other if other.ends_with("_system") => |cell| cell.contains(':'),
                _ => |cell| !cell.contains(char::is_control),
            };
            for cell in table.rows.iter().filter_map(|row| row[at].as_deref()) {
                assert!(fits(cell), "{} {name}: a cell of another type", table.file);
                read += 1;
            }
        }
    }
    assert!(read > 200_000, "only {read} cells");
}

fn is_date(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    [&[4][..], &[4, 2], &[4, 2, 2]].contains(&&lengths[..])
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// The demo's bank, its policy written for tables instead of FHIR.
#[test]
fn the_lung_banks_prognosis_leaves_as_tables() {
    let scratch = Scratch::default();
    let folder = scratch.path("demo");
    sekisho(["demo".as_ref(), folder.as_os_str()]).done();
    let path = folder.join("bank");
    let bank = Bank { scratch, path };
    load_changed(&bank, &ours("examples/lung"), |text| {
        text.replace(
            "  fhir R4 {\n    type id, type Reference: pseudonym\n    type date, type dateTime, type instant: shift\n    # 状態",
            "  table patient { patient_id: pseudonym; sex: keep; age: band [40, 60, 75]; birth_date: drop }\n  table diagnosis { code: first 3; verification, clinical_status: keep; date: shift }\n  fhir R4 {\n    type id, type Reference: pseudonym\n    type date, type dateTime, type instant: shift\n    # 状態",
        )
        .replace("\"Patient.birthDate\": year", "\"Patient.birthDate\": drop")
        .replacen("format fhir R4", "format csv", 1)
    });
    let delivery = bank.delivered("予後_東大", "佐藤");
    let csv = tables(&delivery, "csv");
    let codes = csv["diagnosis"].column("code");
    assert!(codes.contains(&Some("C34")), "{codes:?}");
    let ages: BTreeSet<_> = csv["patient"].column("age").into_iter().flatten().collect();
    assert!(
        ages.iter()
            .all(|age| ["<40", "40-<60", "60-<75", ">=75"].contains(age))
            && !ages.is_empty(),
        "{ages:?}"
    );
    let people = csv["patient"].column("patient_id").len();
    let diagnosed: BTreeSet<_> = csv["diagnosis"].column("patient_id").into_iter().collect();
    assert_eq!(diagnosed.len(), people, "everyone here has a diagnosis");
}
