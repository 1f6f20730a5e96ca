//! The tables. STRICT everywhere, so that a wrong type is an error and not a string.

/// The version of this layout; a bank of another version is not opened.
pub const VERSION: i64 = 5;

/// `bank_head`, `bank_witness` and their likes in the other files: see `agreement`. `settled`: up to
/// which entry the bank has what the ledger owes it. `verified`: up to which entry the chain was
/// found whole. `outside_mark`: where the mark outside of the folder lies. `backup`: one row in a copy
/// that is no bank before it is restored.
///
/// Records are rows about bytes in `block` (or, when large, in a blob named by their digest). A row
/// is visible in snapshot S when `added <= S`, it was not superseded at or before S, and it is not out:
/// what a `removal` took out (deleted at its source, retired by a steward, or waiting for one because
/// whom it is about is in doubt) is out of every snapshot, so that no older one revives it. The rows
/// of a record that is out have `superseded = added` in the event tables. `parts` lists what inside a
/// record is judged apart from it (see `parts.rs`); NULL where nothing stands inside.
///
/// `beside`: what a version of a record takes a code from (`kind` is `urn` where only a Bundle's own
/// name is known), and how often that changed since the record's events were made (see `beside.rs`).
/// Every `source_id`, and every name that one record has for another, carries its source: see
/// `sekisho_model::source`. `source.since`: the first row that its present run (`open`) or its last
/// one could write. `sex` and `birth` are a Patient's words, by which two people under one id are told.
///
/// `removal.row`: the first version whose fate it is; those before it are what the bank had. A
/// `pointer` is a reference to a record that has not come yet, with whom that must be about.
pub const BANK: &str = "
CREATE TABLE settings (version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE model (digest BLOB PRIMARY KEY, views TEXT NOT NULL) STRICT;
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE block (
    id INTEGER PRIMARY KEY, subject INTEGER, length INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE INDEX block_subject ON block (subject, length);
CREATE TABLE record (
    row INTEGER PRIMARY KEY,
    kind TEXT NOT NULL, source_id TEXT NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL,
    subject INTEGER, class TEXT NOT NULL,
    collected INTEGER NOT NULL, since INTEGER, until INTEGER, sealed INTEGER NOT NULL, parts TEXT,
    block INTEGER REFERENCES block (id), start INTEGER NOT NULL, length INTEGER NOT NULL,
    added INTEGER NOT NULL, superseded INTEGER,
    updated INTEGER, out_since INTEGER, out_by INTEGER REFERENCES removal (id),
    sex TEXT, birth TEXT
) STRICT;
CREATE TABLE source (name TEXT PRIMARY KEY, at INTEGER NOT NULL, since INTEGER NOT NULL, open INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE source_base (source TEXT NOT NULL, base TEXT NOT NULL, PRIMARY KEY (source, base)) STRICT, WITHOUT ROWID;
CREATE INDEX record_out ON record (out_by) WHERE out_by IS NOT NULL;
CREATE TABLE removal (
    id INTEGER PRIMARY KEY, why TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
    kind TEXT, source_id TEXT, row INTEGER, other INTEGER, records INTEGER NOT NULL,
    file TEXT NOT NULL, line INTEGER NOT NULL, element TEXT NOT NULL,
    who TEXT, justification TEXT, decided INTEGER, seq INTEGER
) STRICT;
CREATE TABLE deletion (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, source_id TEXT NOT NULL, at INTEGER, upto INTEGER NOT NULL,
    file TEXT NOT NULL, line INTEGER NOT NULL, seen INTEGER NOT NULL, removal INTEGER
) STRICT;
CREATE INDEX deletion_record ON deletion (kind, source_id);
CREATE INDEX deletion_open ON deletion (id) WHERE removal IS NULL;
CREATE TABLE pointer (
    target TEXT NOT NULL, row INTEGER NOT NULL, subject INTEGER NOT NULL, element TEXT NOT NULL,
    PRIMARY KEY (target, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE beside (
    row INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, stale INTEGER NOT NULL,
    PRIMARY KEY (row, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX beside_target ON beside (kind, id);
CREATE INDEX beside_stale ON beside (row, stale) WHERE stale > 0;
CREATE UNIQUE INDEX record_version ON record (kind, source_id, version);
CREATE INDEX record_subject ON record (subject, block);
CREATE INDEX record_block ON record (block);
CREATE TABLE alias (
    subject INTEGER NOT NULL, urn TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (subject, urn)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_urn ON alias (urn);
CREATE TABLE code_system (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE ingest_file (
    digest BLOB PRIMARY KEY, name TEXT NOT NULL, offset INTEGER NOT NULL, line INTEGER NOT NULL,
    complete INTEGER NOT NULL, seen TEXT NOT NULL, run INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    file TEXT NOT NULL, line INTEGER NOT NULL, en TEXT NOT NULL, ja TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (file, line, en)
) STRICT, WITHOUT ROWID;
CREATE TABLE consent_event (
    id BLOB PRIMARY KEY, subject INTEGER NOT NULL, effective INTEGER NOT NULL, recorded INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_event_subject ON consent_event (subject, effective, recorded);
CREATE TABLE consent_document (
    source TEXT NOT NULL, name TEXT NOT NULL, subject INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE person (user TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE bundle (
    seq INTEGER PRIMARY KEY, digest BLOB NOT NULL, bytes BLOB NOT NULL, approvals TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE module (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE kept_paper (
    seq INTEGER PRIMARY KEY, paper TEXT NOT NULL, until INTEGER, digest BLOB NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE TABLE form_correction (
    form TEXT NOT NULL, item TEXT NOT NULL, words TEXT NOT NULL, bundle BLOB NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (form, item, words)
) STRICT, WITHOUT ROWID;
CREATE TABLE question (
    id TEXT PRIMARY KEY, subject INTEGER, ja TEXT NOT NULL, en TEXT NOT NULL, at INTEGER NOT NULL,
    settled INTEGER, settled_by TEXT, note TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE bank_identity (id BLOB NOT NULL) STRICT;
CREATE TABLE bank_head (n INTEGER PRIMARY KEY, head BLOB NOT NULL) STRICT;
CREATE TABLE bank_witness (file TEXT PRIMARY KEY, n INTEGER NOT NULL, head BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE settled (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;
CREATE TABLE verified (
    one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, digest BLOB NOT NULL, reached INTEGER
) STRICT;
CREATE TABLE outside_mark (one INTEGER PRIMARY KEY CHECK (one = 1), place BLOB NOT NULL) STRICT;
CREATE TABLE backup (at INTEGER NOT NULL) STRICT;
CREATE TRIGGER beside_comes AFTER INSERT ON record BEGIN
    UPDATE beside SET stale = stale + 1 WHERE kind = NEW.kind AND id = NEW.source_id;
    UPDATE beside SET stale = stale + 1 WHERE (kind, id) IN (
        SELECT r.kind, r.source_id FROM beside b JOIN record r ON r.row = b.row
        WHERE b.kind = NEW.kind AND b.id = NEW.source_id);
END;
CREATE TRIGGER beside_changes AFTER UPDATE OF superseded, out_since ON record BEGIN
    UPDATE beside SET stale = stale + 1 WHERE kind = NEW.kind AND id = NEW.source_id;
    UPDATE beside SET stale = stale + 1 WHERE (kind, id) IN (
        SELECT r.kind, r.source_id FROM beside b JOIN record r ON r.row = b.row
        WHERE b.kind = NEW.kind AND b.id = NEW.source_id);
END;
CREATE TRIGGER beside_is_named AFTER INSERT ON alias BEGIN
    UPDATE beside SET stale = stale + 1 WHERE kind = 'urn' AND id = NEW.urn;
END;
CREATE TRIGGER beside_is_named_anew AFTER UPDATE ON alias BEGIN
    UPDATE beside SET stale = stale + 1 WHERE kind = 'urn' AND id = NEW.urn;
END;
";

/// A `claim` is a number by which a record names the person it is about, beside the reference to them:
/// should another person turn out to have it, whom that record is about is in doubt.
///
/// `kind` is `resource` (system = resource type, value = its id) or `identifier`. A `held_number` is
/// what a version of a Patient says of a number, and for when; `version` is that version's digest. A secret stands
/// while it has bytes, wrapped by that generation of that key; what is left of a destroyed one is
/// that it was there, and since `noted` the ledger says so. Many of a scope may have ended, one stands.
pub const VAULT: &str = "
CREATE TABLE subject (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
CREATE TABLE identity (
    value TEXT NOT NULL, kind TEXT NOT NULL, system TEXT NOT NULL,
    subject INTEGER NOT NULL REFERENCES subject (id),
    PRIMARY KEY (value, kind, system, subject)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identity_resource ON identity (system, value) WHERE kind = 'resource';
CREATE INDEX identity_subject ON identity (subject, kind, system, value);
CREATE TABLE claim (
    value TEXT NOT NULL, system TEXT NOT NULL, subject INTEGER NOT NULL, kind TEXT NOT NULL, source_id TEXT NOT NULL,
    PRIMARY KEY (value, system, subject, kind, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_record ON claim (kind, source_id);
CREATE TABLE held_number (
    value TEXT NOT NULL, system TEXT NOT NULL, subject INTEGER NOT NULL REFERENCES subject (id),
    version BLOB NOT NULL, old INTEGER NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
    PRIMARY KEY (value, subject, version, system, old, starts, ends)
) STRICT, WITHOUT ROWID;
CREATE TABLE secret (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, key TEXT NOT NULL, generation INTEGER NOT NULL,
    wrapped BLOB, made INTEGER NOT NULL,
    ended INTEGER, ended_by TEXT, ending TEXT, noted INTEGER
) STRICT;
CREATE UNIQUE INDEX secret_standing ON secret (scope) WHERE wrapped IS NOT NULL;
CREATE TABLE vault_identity (id BLOB NOT NULL) STRICT;
CREATE TABLE vault_head (n INTEGER PRIMARY KEY, head BLOB NOT NULL) STRICT;
CREATE TABLE vault_witness (file TEXT PRIMARY KEY, n INTEGER NOT NULL, head BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// Beside the entries: what was told to whom and what of it counts no longer (`untold`), what an
/// entry still owes the bank (`owed`), copies whose recalls are not settled yet (`unsettled`), and
/// where a delivery is or was staged. Of an entry only these may be written later, never the entry.
pub const LEDGER: &str = "
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, facts TEXT NOT NULL,
    subjects BLOB NOT NULL, subject_count INTEGER NOT NULL, previous BLOB NOT NULL, digest BLOB NOT NULL
) STRICT;
CREATE TABLE entry_subject (
    seq INTEGER NOT NULL REFERENCES entry (seq), subject INTEGER NOT NULL, PRIMARY KEY (seq, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_subject_subject ON entry_subject (subject, seq);
CREATE TABLE released (
    guard TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES entry (seq), cell INTEGER NOT NULL,
    marks BLOB NOT NULL, whole INTEGER NOT NULL, PRIMARY KEY (guard, seq, cell)
) STRICT, WITHOUT ROWID;
CREATE TABLE bank_time (only INTEGER PRIMARY KEY CHECK (only = 1), at INTEGER NOT NULL) STRICT;
CREATE TABLE answer (
    guard TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES entry (seq), question TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (guard, question, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE guard_cleared (
    guard TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES entry (seq), PRIMARY KEY (guard, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE untold (seq INTEGER PRIMARY KEY REFERENCES entry (seq)) STRICT;
CREATE TABLE owed (seq INTEGER PRIMARY KEY REFERENCES entry (seq), json TEXT NOT NULL) STRICT;
CREATE TABLE unsettled (seq INTEGER PRIMARY KEY REFERENCES entry (seq)) STRICT;
CREATE TABLE staging (
    permit INTEGER PRIMARY KEY REFERENCES entry (seq), place BLOB NOT NULL, destination BLOB NOT NULL,
    swept INTEGER NOT NULL
) STRICT;
CREATE TABLE ledger_identity (id BLOB NOT NULL) STRICT;
CREATE TABLE ledger_witness (file TEXT PRIMARY KEY, n INTEGER NOT NULL, head BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
";

/// What the ledger is looked up by (see `lookup.rs`): derived from the entries, and made where it is
/// not there. `recall`: a recall's or a deviation's name.
pub const LOOKUPS: &str = "
ALTER TABLE entry ADD COLUMN act ANY GENERATED ALWAYS AS (CASE WHEN json_valid(facts) THEN json_extract(facts, '$.act') END) VIRTUAL;
ALTER TABLE entry ADD COLUMN delivery ANY GENERATED ALWAYS AS (CASE WHEN json_valid(facts) THEN json_extract(facts, '$.delivery') END) VIRTUAL;
ALTER TABLE entry ADD COLUMN permit ANY GENERATED ALWAYS AS (CASE WHEN json_valid(facts) THEN json_extract(facts, '$.permit') END) VIRTUAL;
ALTER TABLE entry ADD COLUMN recall ANY GENERATED ALWAYS AS (CASE WHEN json_valid(facts) THEN json_extract(facts, '$.id') END) VIRTUAL;
ALTER TABLE entry ADD COLUMN removal ANY GENERATED ALWAYS AS (CASE WHEN json_valid(facts) THEN json_extract(facts, '$.removal') END) VIRTUAL;
ALTER TABLE entry ADD COLUMN scope ANY GENERATED ALWAYS AS (CASE WHEN json_valid(facts) THEN json_extract(facts, '$.scope') END) VIRTUAL;
CREATE INDEX entry_kind ON entry (kind);
CREATE INDEX entry_delivery ON entry (delivery, kind) WHERE delivery IS NOT NULL;
CREATE INDEX entry_permit ON entry (permit, kind) WHERE permit IS NOT NULL;
CREATE INDEX entry_recall ON entry (recall) WHERE recall IS NOT NULL;
CREATE INDEX entry_removal ON entry (removal, kind) WHERE removal IS NOT NULL;
CREATE INDEX entry_scope ON entry (scope, kind) WHERE scope IS NOT NULL;
CREATE INDEX staging_left ON staging (permit) WHERE swept = 0;
CREATE TABLE tally (kind TEXT PRIMARY KEY, entries INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO tally (kind, entries) SELECT kind, count(*) FROM entry GROUP BY kind;
CREATE TABLE open_permit (seq INTEGER PRIMARY KEY REFERENCES entry (seq)) STRICT;
CREATE VIEW open_by_entries AS SELECT p.seq FROM entry AS p WHERE p.kind = '\"permit\"' AND p.act = 'extract'
    AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.permit = p.seq
        AND e.kind IN ('\"delivered\"', '\"aborted\"', '\"may_have_left\"'));
INSERT INTO open_permit (seq) SELECT seq FROM open_by_entries;
";

/// Whether a list beside the entries says otherwise than they do.
pub const LOOKUPS_DIFFER: &str = "
SELECT EXISTS (SELECT kind, count(*) FROM entry GROUP BY kind EXCEPT SELECT kind, entries FROM tally)
    OR EXISTS (SELECT kind, entries FROM tally EXCEPT SELECT kind, count(*) FROM entry GROUP BY kind)
    OR EXISTS (SELECT seq FROM open_by_entries EXCEPT SELECT seq FROM open_permit)
    OR EXISTS (SELECT seq FROM open_permit EXCEPT SELECT seq FROM open_by_entries)
";

/// The hash tree over the entries (see `tree.rs`): by entry what hides its leaf, every full subtree,
/// and by how many entries they are over the checkpoints that were signed.
pub const TREE: &str = "
CREATE TABLE leaf (
    seq INTEGER PRIMARY KEY REFERENCES entry (seq), nonce BLOB NOT NULL, people BLOB NOT NULL
) STRICT;
CREATE TABLE node (
    level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (entries INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
";
