//! Input whose cost grows with the square of its length: each of these took minutes, or would.

use sekisho_tests::banks::Bank;

use super::feed::*;

/// Two hundred thousand keys, in a line and in an entry of a Bundle; each was compared with every
/// other.
#[test]
fn many_keys_come_in_like_few() {
    let bank = Bank::of_package("examples/synthea");
    let keys: Vec<String> = (0..200_000).map(|n| format!(",\"x{n}\":0")).collect();
    let wide = patient("p1", &keys.concat());
    send(&bank, std::slice::from_ref(&wide)).done();
    let entry = wide.replace("\"p1\"", "\"p2\"");
    let bundle = format!(
        "{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{{\"resource\":{entry}}}]}}"
    );
    let file = bank.scratch.file("wide.json", &bundle);
    bank.run(["ingest"], [file]).done().says(&["1 new"]);
}

/// A number that thousands have, named by thousands of records.
#[test]
fn a_number_that_everybody_has_is_looked_up_once() {
    let bank = Bank::of_package("examples/synthea");
    let number = r#","identifier":[{"system":"urn:n","value":"1"}]"#;
    let mut lines: Vec<String> = (0..4_000)
        .map(|n| patient(&format!("p{n}"), number))
        .collect();
    lines.extend((0..20_000).map(|n| {
        let of = r#""identifier":{"system":"urn:n","value":"1"},"reference":"#;
        sinusitis(&format!("c{n}"), "p1").replacen("\"reference\":", of, 1)
    }));
    send(&bank, &lines).done().says(&["24000 new"]);
}
