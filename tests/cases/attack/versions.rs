//! Versions in order: by `lastUpdated` where both have it, else as they came.

use sekisho_tests::banks::Bank;

use super::feed::*;

fn with_one_patient() -> Bank {
    let bank = bank();
    send(&bank, &[patient("p1", ""), sinusitis("c1", "p1")]).done();
    agreed(&bank, &["p1"]);
    bank
}

/// The value that leaves, of the laboratory result that comes in versions.
fn shown(bank: &Bank) -> String {
    let left = leaving(bank);
    let at = left
        .find(r#""valueQuantity":{"value":"#)
        .expect("a value leaves");
    left[at + 25..].chars().take_while(|c| *c != ',').collect()
}

#[test]
fn going_back_to_an_earlier_content_is_a_new_version_even_by_the_same_file() {
    let bank = with_one_patient();
    let a = bank.scratch.file("a.ndjson", &lab("o", "p1", "1.10", ""));
    let b = bank.scratch.file("b.ndjson", &lab("o", "p1", "2.20", ""));
    for (file, value) in [
        (&a, "1.10"),
        (&b, "2.20"),
        (&a, "1.10"),
        (&b, "2.20"),
        (&a, "1.10"),
    ] {
        bank.run(["ingest"], [file]).done();
        assert_eq!(shown(&bank), value);
    }
    // The same run again is no news.
    bank.run(["ingest"], [&a])
        .done()
        .says(&["0 new", "0 updated"]);
    bank.run(["ingest"], [&b, &a]).done();
    bank.run(["ingest"], [&b, &a])
        .done()
        .says(&["0 new", "0 updated"]);
    assert_eq!(shown(&bank), "1.10");
}

#[test]
fn the_later_last_updated_stands_whichever_came_last() {
    let bank = with_one_patient();
    let version = |value: &str, at: &str| lab("o", "p1", value, &updated(at));
    send(&bank, &[version("2.20", "2026-02-01T00:00:00Z")]).done();
    send(&bank, &[version("1.10", "2026-01-01T09:00:00+09:00")])
        .done()
        .says(&["older than the current one"]);
    assert_eq!(shown(&bank), "2.20");
    send(&bank, &[version("3.30", "2026-03-01T00:00:00Z")]).done();
    assert_eq!(shown(&bank), "3.30");
}

#[test]
fn a_last_updated_in_the_future_or_on_one_side_only_orders_nothing() {
    let bank = with_one_patient();
    let version = |value: &str, at: &str| lab("o", "p1", value, &updated(at));
    send(&bank, &[version("1.10", "2999-01-01T00:00:00Z")]).done();
    // A wrong clock at the source does not freeze the record.
    send(&bank, &[version("2.20", "2020-01-01T00:00:00Z")]).done();
    assert_eq!(shown(&bank), "2.20");
    send(&bank, &[lab("o", "p1", "3.30", "")]).done();
    assert_eq!(shown(&bank), "3.30");
    send(&bank, &[version("4.40", "2019-01-01T00:00:00Z")]).done();
    assert_eq!(shown(&bank), "4.40");
    // A day alone tells no order.
    send(&bank, &[version("5.50", "2018-01-01")]).done();
    assert_eq!(shown(&bank), "5.50");
}
