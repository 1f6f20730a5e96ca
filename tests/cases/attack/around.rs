//! Around the bank: files that others could read, secrets that others have read, places inside the
//! bank, a passphrase that can be guessed, a stranger who holds a lock.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use sekisho_tests::banks::{Bank, Scratch, bundle_of, patients_in};
use sekisho_tests::command::{Ran, sekisho, sekisho_open_handed};
use sekisho_tests::samples::ours;

use super::small_with_steward;

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// Everything below a folder, and itself, that others than its owner can do anything with.
fn open_below(place: &Path, found: &mut Vec<String>) {
    let about = place.symlink_metadata().expect("it is there");
    let mode = about.permissions().mode() & 0o777;
    if !about.is_symlink() && mode & 0o077 != 0 {
        found.push(format!("{} {mode:o}", place.display()));
    }
    if about.is_dir() {
        for entry in fs::read_dir(place).expect("a folder") {
            open_below(&entry.expect("an entry").path(), found);
        }
    }
}

fn open_to_others(place: &Path) -> Vec<String> {
    let mut found = Vec::new();
    open_below(place, &mut found);
    found
}

#[test]
fn with_a_umask_that_gives_everything_away_nothing_is_given_away() {
    let scratch = Scratch::default();
    let path_of = |name: &str| scratch.path(name);
    let run = |args: &[&str]| sekisho_open_handed(args).done();
    let (bank, out, backup) = (path_of("bank"), path_of("out"), path_of("backup"));
    let (again, mark) = (path_of("again"), path_of("mark"));
    let bundle = bundle_of("examples/synthea");
    run(&["bank", "init", path(&bank), "--mark", path(&mark)]);
    run(&["bank", "load", path(&bank), path(&bundle)]);
    let users = ours("examples/synthea").join("users.csv");
    run(&["bank", "people", path(&bank), path(&users)]);
    run(&["ingest", path(&bank), path(&ours("tests/data/small"))]);
    // The consents by the ordinary way: what they write lies in the same files.
    let small = Bank {
        scratch: Scratch::default(),
        path: bank.clone(),
    };
    small.consent_of_all(&patients_in(&ours("tests/data/small/Patient.ndjson")));
    let extract = ["extract", path(&bank), "sinusitis_broad", "--as", "sato"];
    run(&[&extract[..], &["--out", path(&out)]].concat());
    let (risk, page) = (path_of("risk.html"), path_of("page.html"));
    let record = [
        "record",
        path(&bank),
        path(&out),
        "risk.html",
        "--as",
        "sato",
    ];
    run(&[&record[..], &["--to", path(&risk)]].concat());
    let audit = [
        "audit",
        path(&bank),
        "patient",
        "pt-hanako-0001",
        "--format",
        "html",
    ];
    run(&[&audit[..], &["-o", path(&page)]].concat());
    run(&["bank", "keys", path(&bank), "rotate"]);
    run(&["bank", "backup", path(&bank), "--to", path(&backup)]);
    run(&["bank", "restore", path(&backup), "--to", path(&again)]);
    for place in [&bank, &out, &backup, &again, &mark, &risk, &page] {
        assert_eq!(open_to_others(place), [""; 0], "{}", place.display());
    }
    assert!(out.join("release/manifest.json").is_file());
    run(&["record", path(&bank), path(&out)]);
}

/// A bank of an earlier day, made under an open umask, is closed by the next command that works.
#[test]
fn a_bank_that_stood_open_is_named_and_closed() {
    let bank = small_with_steward();
    let open = |path: &Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("ours");
    };
    open(&bank.path, 0o755);
    open(&bank.path.join("vault.sqlite"), 0o644);
    open(&bank.path.join("blobs"), 0o777);
    let before = open_to_others(&bank.path);
    assert!(before.len() >= 3, "{before:?}");
    bank.run(["bank", "check"], [""; 0]).refused().says(&[
        "vault.sqlite",
        "open to others",
        "持ち主以外も開けます",
    ]);
    // To look is not to change.
    assert_eq!(open_to_others(&bank.path), before);
    bank.run(["bank", "sweep"], [""; 0]).done();
    assert_eq!(open_to_others(&bank.path), [""; 0]);
    bank.run(["bank", "check"], [""; 0]).done();
}

#[test]
fn a_secret_that_others_can_read_is_used_for_nothing() {
    let scratch = Scratch::default();
    let (bank, words, key) = (
        scratch.path("bank"),
        scratch.file("words", "correct horse battery\n"),
        scratch.path("board.key"),
    );
    let open = |path: &Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("ours");
    };
    let init = |words: &Path| sekisho(["bank", "init", path(&bank), "--key-file", path(words)]);
    for mode in [0o644, 0o640, 0o604, 0o620] {
        open(&words, mode);
        init(&words).refused().says(&[
            "chmod 600",
            "持ち主以外も読めます",
            "others than its owner",
        ]);
        assert!(!bank.exists(), "no bank was founded");
    }
    open(&words, 0o400);
    init(&words).done();
    let rotate = |file: &Path| {
        let args = [
            "bank",
            "keys",
            path(&bank),
            "rotate",
            "--key-file",
            path(&words),
        ];
        sekisho([&args[..], &["--new-key-file", path(file)]].concat())
    };
    let new = scratch.file("new", "another horse altogether");
    open(&new, 0o666);
    rotate(&new).refused().says(&["chmod 600"]);
    open(&new, 0o600);
    rotate(&new).done();
    // The ring itself, sealed or not.
    let ring = bank.join("keys/bank.key");
    open(&ring, 0o644);
    sekisho([
        "bank",
        "keys",
        path(&bank),
        "list",
        "--key-file",
        path(&new),
    ])
    .refused()
    .says(&["bank.key", "chmod 600"]);
    open(&ring, 0o600);
    sekisho([
        "bank",
        "keys",
        path(&bank),
        "list",
        "--key-file",
        path(&new),
    ])
    .done();
    // A board's signing key.
    sekisho(["key", "new", path(&key)]).done();
    open(&key, 0o640);
    let bundle = bundle_of("examples/synthea");
    sekisho(["seal", path(&bundle), "--key", path(&key)])
        .refused()
        .says(&["board.key", "chmod 600"]);
}

#[test]
fn a_passphrase_is_long_when_it_is_chosen_and_an_old_one_opens() {
    let scratch = Scratch::default();
    let bank = scratch.path("bank");
    let private = |name: &str, text: &str| scratch.secret(name, text);
    for short in [
        "s",
        "elevenchars",
        "十一文字の合言葉です。",
        "   blanks    ",
    ] {
        let file = private("short", short);
        sekisho(["bank", "init", path(&bank), "--key-file", path(&file)])
            .misused()
            .says(&["at least 12 characters", "12 文字以上"]);
        assert!(!bank.exists());
    }
    let words = private("words", "十二文字ある合言葉です。");
    sekisho(["bank", "init", path(&bank), "--key-file", path(&words)]).done();
    let change = |command: &str, file: &Path| {
        let args = [
            "bank",
            "keys",
            path(&bank),
            command,
            "--key-file",
            path(&words),
        ];
        sekisho([&args[..], &["--new-key-file", path(file)]].concat())
    };
    let short = private("short", "elevenchars");
    change("rotate", &short).misused().says(&["at least 12"]);
    change("passphrase", &short)
        .misused()
        .says(&["at least 12"]);
    sekisho([
        "bank",
        "keys",
        path(&bank),
        "list",
        "--key-file",
        path(&words),
    ])
    .done();
    // A ring that was sealed by `short` before anybody counted.
    fs::write(bank.join("keys/bank.key"), sealed_by_a_short_one()).expect("written");
    fs::write(bank.join("keys/sign.key.pub"), its_public_half()).expect("written");
    let old = private("old", "short");
    sekisho([
        "bank",
        "keys",
        path(&bank),
        "list",
        "--key-file",
        path(&old),
    ])
    .done()
    .says(&["sealed by a passphrase"]);
}

fn sealed_by_a_short_one() -> Vec<u8> {
    fs::read(ours("tests/data/short-passphrase/bank.key")).expect("a ring")
}

fn its_public_half() -> Vec<u8> {
    fs::read(ours("tests/data/short-passphrase/sign.key.pub")).expect("its public half")
}

#[test]
fn nothing_is_put_into_a_bank_by_whatever_way_it_is_named() {
    let bank = small_with_steward();
    let at = |name: &str| bank.path.join(name);
    let link = bank.scratch.path("link");
    symlink(at("blobs"), &link).expect("a link");
    let dangling = bank.scratch.path("dangling");
    symlink(at("page.html"), &dangling).expect("a link");
    fs::create_dir(bank.scratch.path("beside")).expect("a folder");
    let inside = [
        at("out"),
        at("blobs/out"),
        at("keys/out"),
        link.join("out"),
        link.join("../out"),
        bank.scratch.path("beside/../bank/out"),
        dangling,
    ];
    let before = names(&bank.path);
    for place in &inside {
        let place = path(place);
        let refused = |ran: Ran| {
            ran.misused()
                .says(&["lies in the folder of a bank", "銀行の外を指定してください"]);
        };
        let out = ["sinusitis_broad", "--as", "sato", "--out", place];
        refused(bank.run(["extract"], out));
        refused(bank.run(["bank", "backup"], ["--to", place]));
        refused(bank.run(
            ["audit"],
            ["patient", "pt-hanako-0001", "--format", "html", "-o", place],
        ));
        let package = ours("examples/synthea");
        refused(sekisho(["build", path(&package), "-o", place]));
        refused(sekisho(["key", "new", place]));
        refused(sekisho(["plugin", "new", place]));
        refused(sekisho(["demo", place, "--data-only"]));
        refused(sekisho(["bank", "init", place]));
    }
    let delivery = bank.delivered("sinusitis_broad", "sato");
    let key = at("keys/bank.key");
    let before_key = fs::read(&key).expect("a ring");
    for place in [path(&at("risk.html")), path(&link.join("risk.html"))] {
        let words = ["risk.html", "--as", "sato", "--to", place];
        let words = [&[path(&delivery.folder)], &words[..]].concat();
        bank.run(["record"], words).misused();
    }
    // Another name of a file of the bank's, outside: replaced, and the bank's own stays.
    let hard = bank.scratch.path("hard");
    fs::hard_link(&key, &hard).expect("a link");
    let words = [
        "patient",
        "pt-hanako-0001",
        "--format",
        "html",
        "-o",
        path(&hard),
    ];
    bank.run(["audit"], words).done();
    assert_eq!(fs::read(&key).expect("a ring"), before_key);
    let left: Vec<_> = names(&bank.path);
    let new = left.iter().filter(|name| !before.contains(name));
    assert_eq!(new.collect::<Vec<_>>(), [""; 0]);
}

/// What lies in a bank's folder, but for logs and locks that come and go.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a bank").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names
        .filter(|name| {
            !["-shm", "-wal", ".lock"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .collect()
}

/// A process of somebody else's that holds something until it is told to let go.
struct Stranger(Child, ChildStdin);

impl Stranger {
    fn holding(script: &str, file: &Path) -> Self {
        let script = format!("import sys\n{script}\nprint('held', flush=True)\nsys.stdin.read()\n");
        let mut child = Command::new("python3")
            .args(["-c", &script, path(file)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3");
        let said = child.stdout.take().expect("its words");
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).expect("a line");
        assert_eq!(line, "held\n");
        let told = child.stdin.take().expect("an ear");
        Self(child, told)
    }

    fn lets_go(mut self) {
        let _ = self.1.flush();
        drop(self.1);
        let _ = self.0.wait();
    }
}

const DATABASE: &str = "import sqlite3\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\ndb.execute('BEGIN IMMEDIATE')";
const EXCLUSIVE: &str = "import sqlite3\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\ndb.execute('PRAGMA locking_mode=EXCLUSIVE')\ndb.execute('BEGIN EXCLUSIVE')\ndb.execute('CREATE TABLE t (x)')";
const FILE: &str = "import fcntl\nfile = open(sys.argv[1], 'a')\nfcntl.flock(file, fcntl.LOCK_EX)";

/// What a stranger holds, of which file, and a command that meets it.
type Held = (&'static str, &'static str, fn(&Bank) -> Ran);

/// Thirty seconds each, all at once.
#[test]
fn a_lock_that_a_stranger_holds_is_told_with_the_stranger() {
    let stories: [Held; 5] = [
        (DATABASE, "ledger.sqlite", |bank| {
            bank.extract("sinusitis_broad", "sato").0
        }),
        (DATABASE, "bank.sqlite", |bank| {
            bank.run(["ingest"], [ours("tests/data/small")])
        }),
        (EXCLUSIVE, "vault.sqlite", |bank| {
            bank.run(["bank", "clock"], ["show"])
        }),
        (FILE, "extract.lock", |bank| {
            bank.extract("sinusitis_broad", "sato").0
        }),
        (FILE, "ingest.lock", |bank| {
            bank.run(["ingest"], [ours("tests/data/small")])
        }),
    ];
    std::thread::scope(|scope| {
        for (script, file, command) in stories {
            scope.spawn(move || {
                let bank = small_with_steward();
                let held: PathBuf = bank.path.join(file);
                let stranger = Stranger::holding(script, &held);
                let process = stranger.0.id().to_string();
                let ran = command(&bank).refused();
                ran.says(&[&process, "python3", "別のプロセス", "another process holds"])
                    .keeps_silent_about(&["database is locked"]);
                stranger.lets_go();
                let _ = command(&bank).done();
            });
        }
    });
}
