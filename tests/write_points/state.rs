//! What a bank's three files hold, read without Sekisho: table by table, row by row, without what a
//! clock, a counter or a key gave. Two banks that hold the same have the same state.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _};

/// `bank.record` -> its rows, sorted.
pub type State = BTreeMap<String, Vec<String>>;

/// Numbers that tell in which order, or by which run, a row came: not what it says. Of these only whether
/// they are there is compared.
const COUNTED: [&str; 17] = [
    "row",
    "block",
    "start",
    "added",
    "superseded",
    "out_since",
    "out_by",
    "at",
    "recorded",
    "run",
    "snapshot",
    "seen",
    "upto",
    "wrapped",
    "made",
    "generation",
    "seq",
];

/// Blinds of the ledger's tree are drawn by chance, and its hashes and checkpoints are over them.
const DRAWN: [(&str, &str); 4] = [
    ("leaf", "nonce"),
    ("leaf", "people"),
    ("node", "hash"),
    ("checkpoint", "note"),
];

/// Of how far each file has come, what it saw of the others, and by which run.
const STEPS: [&str; 13] = [
    "snapshot",
    "bank_identity",
    "bank_head",
    "bank_witness",
    "vault_identity",
    "vault_head",
    "vault_witness",
    "ledger_identity",
    "ledger_witness",
    "settled",
    "verified",
    "block",
    "bank_time",
];

/// What the files of a bank hold.
///
/// # Panics
/// When SQLite finds one of them damaged.
pub fn of(bank: &Path) -> State {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let mut state = State::new();
        for name in ["bank", "vault", "ledger"] {
            let options = SqliteConnectOptions::new().filename(bank.join(format!("{name}.sqlite")));
            let mut open = SqliteConnection::connect_with(&options)
                .await
                .expect("it opens");
            let sound = texts(&mut open, "PRAGMA integrity_check").await;
            assert_eq!(sound, ["ok"], "{name}");
            let tables =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            for table in texts(&mut open, tables).await {
                if !STEPS.contains(&table.as_str()) {
                    let rows = rows(&mut open, &table).await;
                    state.insert(format!("{name}.{table}"), rows);
                }
            }
            open.close().await.expect("it closes");
        }
        state
    })
}

/// Changes one file of a bank as it may lie after a kill.
pub fn change(bank: &Path, name: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let options = SqliteConnectOptions::new().filename(bank.join(format!("{name}.sqlite")));
        let mut open = SqliteConnection::connect_with(&options)
            .await
            .expect("it opens");
        let done = sqlx::query(AssertSqlSafe(sql.to_owned()))
            .execute(&mut open)
            .await;
        assert!(done.expect("it runs").rows_affected() > 0, "{sql}");
        open.close().await.expect("it closes");
    });
}

async fn rows(open: &mut SqliteConnection, table: &str) -> Vec<String> {
    let columns = texts(
        open,
        &format!("SELECT name FROM pragma_table_info('{table}')"),
    )
    .await;
    // Entries are a chain: their digests and numbers tell their order.
    let chain = ["seq", "previous", "digest", "facts", "subjects"];
    let told = columns.iter().filter_map(|column| match column.as_str() {
        column if table == "entry" && chain.contains(&column) => None,
        column if COUNTED.contains(&column) || DRAWN.contains(&(table, column)) => {
            Some(format!("(\"{column}\" IS NULL)"))
        }
        column => Some(format!("quote(\"{column}\")")),
    });
    let told: Vec<String> = told.collect();
    let line = told.join(" || ' ' || ");
    let order = if table == "entry" { "seq" } else { "1" };
    texts(
        open,
        &format!("SELECT CAST({line} AS TEXT) FROM \"{table}\" ORDER BY {order}"),
    )
    .await
}

async fn texts(open: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let found = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
    found
        .fetch_all(open)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// Where two states differ, a line each; empty when they don't.
pub fn differences(expected: &State, found: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for name in expected.keys().chain(found.keys()) {
        let none = Vec::new();
        let (a, b) = (
            expected.get(name).unwrap_or(&none),
            found.get(name).unwrap_or(&none),
        );
        let only = |these: &[String], those: &[String]| {
            let mut left = those.to_vec();
            let mut only = Vec::new();
            for row in these {
                match left.iter().position(|other| other == row) {
                    Some(at) => drop(left.swap_remove(at)),
                    None => only.push(row.clone()),
                }
            }
            only
        };
        lines.extend(only(a, b).iter().map(|row| format!("{name}: lost {row}")));
        lines.extend(only(b, a).iter().map(|row| format!("{name}: more {row}")));
    }
    lines.sort();
    lines.dedup();
    lines
}
