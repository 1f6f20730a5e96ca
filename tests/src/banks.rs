//! Banks built the way a curator builds them, command by command.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::command::{Ran, sekisho};
use crate::delivery::Delivery;
use crate::json::Json;
use crate::samples::{ours, text_of, the_400};

/// A folder that is gone when the story ends.
pub struct Scratch(TempDir);

impl Default for Scratch {
    fn default() -> Self {
        Self(TempDir::new_in(base()).expect("a scratch folder"))
    }
}

impl Scratch {
    /// One in memory where the system has such a place: for stories that write much and keep nothing.
    pub fn in_memory() -> Self {
        let memory = TempDir::with_prefix_in("sekisho-", "/dev/shm");
        memory.map(Self).unwrap_or_default()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file below and returns its path.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }
}

impl Scratch {
    /// The same, for its owner alone: a passphrase, a key.
    pub fn secret(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.file(name, text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("ours");
        path
    }
}

/// A bank in a folder of its own.
pub struct Bank {
    pub scratch: Scratch,
    pub path: PathBuf,
}

impl Bank {
    /// `bank init`, `bank load` of this package's bundle, `bank people`.
    pub fn of_package(package: &str) -> Self {
        let scratch = Scratch::default();
        let path = scratch.path("bank");
        let bank = Self { scratch, path };
        bank.run(["bank", "init"], [""; 0]).done();
        bank.run(["bank", "load"], [bundle_of(package)]).done();
        bank.run(["bank", "people"], [ours(package).join("users.csv")])
            .done();
        bank
    }

    /// The synthea example with the handful of hand-written records of `tests/data/small`.
    pub fn small() -> Self {
        let bank = Self::of_package("examples/synthea");
        bank.run(["ingest"], [ours("tests/data/small")]).done();
        bank
    }

    /// The same with consents for everyone in it.
    pub fn small_consented() -> Self {
        let bank = Self::small();
        bank.consent_of_all(&patients_in(&ours("tests/data/small/Patient.ndjson")));
        bank
    }

    /// The synthea example with another key line in its profile, in force here.
    ///
    /// # Panics
    /// When the example no longer has that line once.
    pub fn load_with_key_line(&self, line: &str) {
        const KEY: &str = "  key scope study\n  dates shift";
        let scratch = Scratch::default();
        let package = scratch.path("package");
        copy_folder(&ours("examples/synthea"), &package);
        let mut changed = 0;
        for file in fs::read_dir(package.join("policies")).expect("policies") {
            let path = file.expect("a file").path();
            let text = text_of(&path);
            changed += text.matches(KEY).count();
            let put = text.replace(KEY, &format!("  {line}\n  dates shift"));
            fs::write(&path, put).expect("it is written");
        }
        assert_eq!(changed, 1, "one profile has this key line");
        let bundle = scratch.path("bundle");
        sekisho([
            "build".as_ref(),
            package.as_os_str(),
            "-o".as_ref(),
            bundle.as_os_str(),
        ])
        .done();
        self.run(["bank", "load"], [bundle]).done();
    }

    /// A bank of its own with what is in this one.
    pub fn copy(&self) -> Self {
        self.copy_into(Scratch::default())
    }

    /// The same in this folder.
    pub fn copy_into(&self, scratch: Scratch) -> Self {
        let path = scratch.path("bank");
        copy_folder(&self.path, &path);
        Self { scratch, path }
    }

    /// `sekisho WORDS BANK REST`
    pub fn run<S: AsRef<OsStr>, const N: usize>(
        &self,
        words: [&str; N],
        rest: impl IntoIterator<Item = S>,
    ) -> Ran {
        let mut args: Vec<OsString> = words.iter().map(Into::into).collect();
        args.push(self.path.clone().into());
        args.extend(rest.into_iter().map(|s| s.as_ref().to_owned()));
        sekisho(args)
    }

    /// `extract BANK DELIVERY --as WHO --out DIR`; the folder is new.
    pub fn extract(&self, delivery: &str, who: &str) -> (Ran, PathBuf) {
        let out = self
            .scratch
            .path(&format!("out-{delivery}-{who}-{}", unique()));
        let ran = self.run(
            ["extract"],
            [
                OsStr::new(delivery),
                "--as".as_ref(),
                who.as_ref(),
                "--out".as_ref(),
                out.as_os_str(),
            ],
        );
        (ran, out)
    }

    /// An extract that must succeed.
    pub fn delivered(&self, delivery: &str, who: &str) -> Delivery {
        let (ran, out) = self.extract(delivery, who);
        let _ = ran.done();
        Delivery::at(&self.path, who, &out)
    }

    pub fn import_consents(&self, rows: &[Event<'_>]) -> Ran {
        let path = self
            .scratch
            .file(&format!("consents-{}.csv", unique()), &consents_csv(rows));
        self.run(["consent", "import"], [path])
    }

    /// `broad_2020` item 1, signed on 2020-06-01, for each of these patients.
    pub fn consent_of_all(&self, patients: &[String]) {
        let rows: Vec<Event<'_>> = patients.iter().map(|id| Event::signed(id)).collect();
        self.import_consents(&rows).done();
    }

    /// `audit BANK list --format json`
    pub fn ledger(&self) -> Vec<Json> {
        let listed = self
            .run(["audit"], ["list", "--format", "json"])
            .done()
            .json();
        match listed {
            Json::List(entries) => entries,
            one => one
                .get("entries")
                .map_or_else(|| vec![one.clone()], |e| e.items().to_vec()),
        }
    }

    /// The kinds of the ledger's entries, in order.
    pub fn ledger_kinds(&self) -> Vec<String> {
        let kind = |entry: &Json| {
            entry
                .get("kind")
                .and_then(Json::text)
                .expect("an entry has a kind")
                .to_owned()
        };
        self.ledger().iter().map(kind).collect()
    }
}

/// One row of a consent file.
#[derive(Clone, Copy)]
pub struct Event<'a> {
    pub patient: &'a str,
    pub form: &'a str,
    pub item: &'a str,
    pub event: &'a str,
    pub date: &'a str,
}

impl<'a> Event<'a> {
    pub fn signed(patient: &'a str) -> Self {
        Self {
            patient,
            form: "broad_2020",
            item: "1",
            event: "signed",
            date: "2020-06-01",
        }
    }
}

pub fn consents_csv(rows: &[Event<'_>]) -> String {
    let line = |e: &Event<'_>| {
        format!(
            "{},{},{},{},{}\n",
            e.patient, e.form, e.item, e.event, e.date
        )
    };
    "patient_id,form,item,event,date\n".to_owned() + &rows.iter().map(line).collect::<String>()
}

/// `broad_2020` item 1 on 2020-06-01 for every Patient of a file: by themselves, by the bereaved of
/// who had died before, by a proxy for who was not born.
pub fn signed_for_all(file: &Path) -> String {
    const DAY: &str = "2020-06-01";
    let line = |line: &str| {
        let patient = Json::parse(line);
        let day = |key| {
            patient
                .get(key)
                .and_then(Json::text)
                .map(|text| &text[..10])
        };
        let by = match (day("birthDate"), day("deceasedDateTime")) {
            (Some(born), _) if born > DAY => "proxy",
            (_, Some(died)) if died < DAY => "bereaved",
            _ => "self",
        };
        let id = patient.get("id").and_then(Json::text).expect("an id");
        format!("{id},broad_2020,1,signed,{DAY},{by}\n")
    };
    "patient_id,form,item,event,date,by\n".to_owned()
        + &text_of(file).lines().map(line).collect::<String>()
}

/// The ids of every Patient of a file, in its order.
pub fn patients_in(file: &Path) -> Vec<String> {
    let id = |line: &str| {
        Json::parse(line)
            .get("id")
            .and_then(Json::text)
            .expect("a patient has an id")
            .to_owned()
    };
    text_of(file).lines().map(id).collect()
}

/// The 400 in one bank, no consents; built once for all stories. Stories that write into it copy it.
pub fn bank_of_400() -> Option<&'static Bank> {
    static BANK: OnceLock<Option<Bank>> = OnceLock::new();
    BANK.get_or_init(|| {
        let bank = the_400().map(|data| (data, Bank::of_package("examples/synthea")));
        bank.map(|(data, bank)| {
            bank.run(["ingest"], [data]).done();
            bank
        })
    })
    .as_ref()
}

/// The same with consents for all of them.
pub fn consented_400() -> Option<&'static Bank> {
    static BANK: OnceLock<Option<Bank>> = OnceLock::new();
    BANK.get_or_init(|| {
        let bank = bank_of_400()?.copy();
        let signed = signed_for_all(&the_400()?.join("Patient.000.ndjson.gz"));
        let csv = bank.scratch.file("consents-400.csv", &signed);
        bank.run(["consent", "import"], [csv]).done();
        Some(bank)
    })
    .as_ref()
}

/// `sinusitis_broad` from it, extracted once for all stories that read it.
pub fn sinusitis_of_400() -> Option<&'static Delivery> {
    static DELIVERY: OnceLock<Option<Delivery>> = OnceLock::new();
    DELIVERY
        .get_or_init(|| Some(consented_400()?.delivered("sinusitis_broad", "sato")))
        .as_ref()
}

/// `build PKG -o BUNDLE`, once per package.
pub fn bundle_of(package: &str) -> PathBuf {
    static LOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one_at_a_time = LOCK.lock();
    let bundle = base().join(format!("bundle-{}", package.replace('/', "-")));
    if !bundle.exists() {
        sekisho([
            "build".as_ref(),
            ours(package).as_os_str(),
            "-o".as_ref(),
            bundle.as_os_str(),
        ])
        .done();
    }
    bundle
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    let modes = fs::metadata(from).expect("a folder to copy").permissions();
    fs::set_permissions(to, modes).expect("a folder open to the same");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("a folder entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file copied");
        }
    }
}

fn unique() -> usize {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// `TARGET/tmp/outside-PID`. What an earlier run left behind (its shared banks live in statics,
/// which are never dropped) is swept away first.
fn base() -> &'static Path {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    BASE.get_or_init(|| {
        let test = std::env::current_exe().expect("a running test has a path");
        let tmp = test
            .ancestors()
            .nth(3)
            .expect("TARGET above PROFILE")
            .join("tmp");
        fs::create_dir_all(&tmp).expect("a folder for scratch");
        for entry in fs::read_dir(&tmp)
            .expect("the folder for scratch")
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            let knows_processes = Path::new("/proc/self").exists();
            let gone = name
                .strip_prefix("outside-")
                .is_some_and(|pid| !Path::new("/proc").join(pid).exists());
            if knows_processes && gone {
                // Another run may be sweeping too.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let base = tmp.join(format!("outside-{}", std::process::id()));
        fs::create_dir_all(&base).expect("a folder for scratch");
        base
    })
}
