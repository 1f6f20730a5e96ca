//! A `counts` block: people come to a bank and go again, and somebody asks how many there are.
//!
//! | line | what it does |
//! |---|---|
//! | `come 12 female 1960` | so many people of this sex and birth year sign the form; all have the disease |
//! | `go 1 male` | of those who came, the first still there withdraw |
//! | `count by patient.sex` | is asked; the indented lines below are the table as a person reads it |
//! | `64 times come 2 female 1960` | and the total is asked each time, and told as it is |
//! | `clear` | the steward ends the comparison with what the organisation was told so far |
//!
//! An entry's line holds its labels, then its number: `all` for a margin, `*` and `<10` as shown;
//! `refused …` stands for a refusal with these words in it.

use std::fmt::Write as _;
use std::path::Path;

use sekisho_bank::{Bank, Guarded, bundle_folder, consents, ingest::ingest};
use sekisho_gate::{CountOf, Papers};
use sekisho_lang::Program;
use sekisho_lang::data_model::oncology;
use sekisho_model::release::ReleasedField;
use sekisho_model::text::Lang;
use sekisho_model::time::parse_moment;
use sekisho_model::{Instant, catalog};
use sekisho_store::Settings;

const USERS: &str = "user,group,org\n佐藤,outcomes-team,東京大学\n山田,steward,かちどき総合病院\n";
/// Milliseconds.
const MINUTE: i64 = 60_000;

struct Story<'p> {
    program: &'p Program,
    bank: Bank,
    folder: tempfile::TempDir,
    now: Instant,
    /// Name and sex of everybody who ever came.
    came: Vec<(String, String)>,
    gone: Vec<String>,
}

/// What differs from the block, and how many tables were compared.
pub async fn run(program: &Program, text: &str) -> (Vec<String>, usize) {
    let mut story = Story::begin(program).await;
    let (mut faults, mut compared) = (Vec::new(), 0);
    let mut lines = text.lines().filter(|l| !l.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["come", n, sex, year] => story.come(number(n), sex, year).await,
            ["go", n, sex] => story.go(number(n), sex).await,
            ["clear"] => story.clear().await,
            ["count", by @ ..] => {
                let mut meant = Vec::new();
                while let Some(entry) = lines.next_if(|line| line.starts_with(' ')) {
                    meant.push(entry.split_whitespace().collect::<Vec<_>>().join(" "));
                }
                let told = story.count(by.get(1..).unwrap_or_default()).await;
                compared += 1;
                if !same(&told, &meant) {
                    faults.push(format!("{line}: {told:#?}, not {meant:#?}"));
                }
            }
            [times, "times", "come", n, sex, year] => {
                for round in 0..number(times) {
                    story.come(number(n), sex, year).await;
                    let (told, meant) = (story.count(&[]).await, story.came.len());
                    if told != [format!("all {meant}")] {
                        faults.push(format!("{line}: round {round}: {told:?}, not {meant}"));
                    }
                }
                compared += 1;
            }
            _ => faults.push(format!("no such line: {line}")),
        }
    }
    (faults, compared)
}

fn number(word: &str) -> usize {
    word.parse().unwrap_or_else(|_| panic!("a number: {word}"))
}

fn same(told: &[String], meant: &[String]) -> bool {
    match meant {
        [only] if only.starts_with("refused ") => {
            let words = &only["refused ".len()..];
            told.len() == 1 && told[0].starts_with("refused ") && told[0].contains(words)
        }
        _ => told == meant,
    }
}

impl<'p> Story<'p> {
    async fn begin(program: &'p Program) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now = parse_moment("2026-06-01", program.zone).expect("a date");
        let settings = Settings {
            zone: program.zone,
            country: program.country.clone(),
            approvals: 0,
            test_clock: true,
            trusted_keys: Vec::new(),
            blobs: None,
        };
        let dir = folder.path().join("bank");
        let bank = Bank::init(&dir, &settings, None, now).await;
        let bank = bank.expect("a bank");
        let built = sekisho_lower::build(program, oncology());
        let bundle = folder.path().join("bundle");
        bundle_folder::write(&built, &bundle).expect("a bundle");
        bank.load(&bundle, now).await.expect("loaded");
        bank.people(USERS.as_bytes(), now).await.expect("users");
        Self {
            program,
            bank,
            folder,
            now,
            came: Vec::new(),
            gone: Vec::new(),
        }
    }

    async fn come(&mut self, n: usize, sex: &str, year: &str) {
        let first = self.came.len();
        let names: Vec<String> = (first..first + n).map(|n| format!("pt-{n}")).collect();
        let (mut records, mut said) = (String::new(), String::new());
        for name in &names {
            writeln!(
                records,
                r#"{{"resourceType":"Patient","id":"{name}","gender":"{sex}","birthDate":"{year}-05-01"}}"#
            )
            .expect("a line");
            writeln!(
                records,
                r#"{{"resourceType":"Condition","id":"c-{name}","code":{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10","code":"C34.1"}}]}},"subject":{{"reference":"Patient/{name}"}},"recordedDate":"2024-03-01","onsetDateTime":"2024-03-01"}}"#
            )
            .expect("a line");
            writeln!(said, "{name},broad,1,signed,2024-04-01").expect("a line");
        }
        let file = self.folder.path().join(format!("from-{first}.ndjson"));
        std::fs::write(&file, records).expect("written");
        self.ingest(&file).await;
        self.say(&said).await;
        self.came
            .extend(names.into_iter().map(|name| (name, sex.to_owned())));
    }

    async fn ingest(&mut self, file: &Path) {
        self.later();
        let (store, files) = (&self.bank.store, [file.to_owned()]);
        let (model, catalog) = (oncology(), catalog::r4());
        let from = sekisho_bank::ingest::From::default();
        let report = ingest(store, model, catalog, &from, &files, self.now, &mut |_| {}).await;
        assert_eq!(report.expect("ingested").quarantined(), 0);
    }

    async fn go(&mut self, n: usize, sex: &str) {
        let here = self
            .came
            .iter()
            .filter(|(name, of)| of == sex && !self.gone.contains(name));
        let names: Vec<String> = here.take(n).map(|(name, _)| name.clone()).collect();
        assert_eq!(names.len(), n, "so many are there");
        let said = |name: &String| format!("{name},broad,1,withdrawn,2026-06-01\n");
        self.say(&names.iter().map(said).collect::<String>()).await;
        self.gone.extend(names);
    }

    async fn say(&mut self, rows: &str) {
        self.later();
        let table = format!("patient_id,form,item,event,date\n{rows}");
        let (policy, zone) = (&self.program.policy, self.program.zone);
        let bytes = table.as_bytes();
        let report = consents::import(&self.bank.store, policy, zone, "said.csv", bytes, self.now);
        let report = report.await.expect("consents");
        assert!(report.quarantined.is_empty(), "{:?}", report.quarantined);
    }

    async fn clear(&mut self) {
        self.later();
        let of = Guarded::Recipient("東京大学".into());
        let why = "以前の回答は公表前に破棄された";
        let cleared = self.bank.clear_guard(&of, "山田", why, self.now).await;
        cleared.expect("the steward may");
    }

    /// The entries of the table, or the refusal.
    async fn count(&mut self, by: &[&str]) -> Vec<String> {
        self.later();
        let by: Vec<ReleasedField> = by.iter().map(|name| field(name)).collect();
        let of = CountOf {
            study: &"outcomes".into(),
            cohort: None,
            by: &by,
        };
        let papers = Papers::new("佐藤", self.now);
        let counted = match self.bank.count(&papers, of).await.expect("an answer") {
            Ok(counted) => counted,
            Err(refusal) => {
                let said = refusal.say(Lang::En);
                let said: Vec<&str> = said.split_whitespace().collect();
                return vec![format!("refused {}", said.join(" "))];
            }
        };
        let entries = counted.table().entries.iter().map(|entry| {
            let label = |label: &Option<sekisho_gate::Label>| {
                label.as_ref().map_or("all".to_owned(), |l| l.text().en)
            };
            let labels: Vec<String> = entry.labels.iter().map(label).collect();
            let labels = if labels.is_empty() {
                "all".to_owned()
            } else {
                labels.join(" ")
            };
            format!("{labels} {}", entry.shown)
        });
        entries.collect()
    }

    fn later(&mut self) {
        self.now = Instant(self.now.0 + MINUTE);
    }
}

fn field(name: &str) -> ReleasedField {
    let (view, column) = name.split_once('.').expect("view.column");
    ReleasedField {
        view: view.into(),
        column: column.into(),
    }
}
