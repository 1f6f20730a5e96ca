//! Whom a record is about is certain, or it is set aside: whichever of two records comes first.

use super::feed::*;

/// What a laboratory value of `p1` may point to although it is `p2`'s: the target, and how.
fn targets() -> [(String, String); 6] {
    [
        (encounter("t", "p2"), pointing("encounter", "Encounter/t")),
        (specimen("t", "p2"), pointing("specimen", "Specimen/t")),
        (
            lab("t", "p2", "5.5", ""),
            pointing_list("hasMember", "Observation/t"),
        ),
        (
            lab("t", "p2", "5.5", ""),
            pointing_list("derivedFrom", "Observation/t/_history/2"),
        ),
        (
            condition("t", "p2", "38341003", ""),
            pointing_list("focus", "Condition/t"),
        ),
        (
            encounter("t", "p2"),
            r#","extension":[{"url":"urn:x","valueReference":{"reference":"Encounter/t"}}]"#.into(),
        ),
    ]
}

#[test]
fn what_points_to_another_patients_record_waits_in_both_orders() {
    for (target, pointer) in targets() {
        let record = lab("o", "p1", "9.87", &pointer);
        for target_first in [true, false] {
            let bank = bank();
            two(&bank);
            let (one, other) = match target_first {
                true => (&target, &record),
                false => (&record, &target),
            };
            send(&bank, std::slice::from_ref(one)).done();
            send(&bank, std::slice::from_ref(other)).refused();
            assert!(!leaving(&bank).contains("9.87"), "{pointer} {target_first}");
            let waits = waiting(&bank);
            assert_eq!(waits.len(), 1, "{pointer} {target_first}");
            assert_eq!(waits[0].1, "points");
            decide(&bank, "confirm", waits[0].0);
            assert!(leaving(&bank).contains("9.87"), "{pointer} {target_first}");
        }
    }
}

#[test]
fn in_one_file_the_order_of_lines_makes_no_difference() {
    let record = lab("o", "p1", "9.87", &pointing("encounter", "Encounter/t"));
    for lines in [
        [record.clone(), encounter("t", "p2")],
        [encounter("t", "p2"), record.clone()],
    ] {
        let bank = bank();
        two(&bank);
        send(&bank, &lines).refused().says(&["1 quarantined"]);
        assert!(!leaving(&bank).contains("9.87"));
    }
}

#[test]
fn ones_own_records_and_those_that_never_come_are_no_doubt() {
    let bank = bank();
    two(&bank);
    let lines = [
        lab("o1", "p1", "9.81", &pointing_list("focus", "Condition/c1")),
        lab(
            "o2",
            "p1",
            "9.82",
            &pointing("encounter", "Encounter/never-comes"),
        ),
        lab(
            "o3",
            "p1",
            "9.83",
            &pointing_list("performer", "Organization/h"),
        ),
        lab("o4", "p1", "9.84", &pointing("encounter", "Encounter/mine")),
        encounter("mine", "p1"),
    ];
    send(&bank, &lines).done().says(&["5 new", "0 quarantined"]);
    let left = leaving(&bank);
    for value in ["9.81", "9.82", "9.83", "9.84"] {
        assert!(left.contains(value), "{value}");
    }
    assert!(waiting(&bank).is_empty());
}

#[test]
fn two_patients_in_one_record_are_set_aside() {
    let appointment = r#"{"resourceType":"Appointment","id":"a","status":"booked","participant":[{"actor":{"reference":"Patient/p1"},"status":"accepted"},{"actor":{"reference":"Patient/p2"},"status":"accepted"}]}"#;
    let lines = [
        lab("o1", "p1", "9.81", &pointing_list("focus", "Patient/p2")),
        lab(
            "o2",
            "p1",
            "9.82",
            &pointing_list("focus", "http://elsewhere.example/fhir/Patient/p2"),
        ),
        lab(
            "o3",
            "p1",
            "9.83",
            &pointing_list("performer", "Patient/p2/_history/1"),
        ),
        appointment.to_owned(),
    ];
    let bank = bank();
    two(&bank);
    send(&bank, &lines)
        .refused()
        .says(&["0 new", "4 quarantined"]);
    assert!(!leaving(&bank).contains("9.8"));
    let said = bank.run(["bank", "status"], [""; 0]).done();
    said.says(&["another patient"])
        .keeps_silent_about(&["Patient/p2", "9.8"]);
}

#[test]
fn a_number_of_somebody_else_beside_the_reference_is_a_doubt_in_both_orders() {
    let numbered = |id: &str, number: &str| {
        patient(
            id,
            &format!(r#","identifier":[{{"system":"urn:mrn","value":"{number}"}}]"#),
        )
    };
    let named = |value: &str, number: &str| {
        lab("o", "p1", value, "").replace(
            r#""reference":"Patient/p1""#,
            &format!(
                r#""reference":"Patient/p1","identifier":{{"system":"urn:mrn","value":"{number}"}}"#
            ),
        )
    };
    let people = [
        numbered("p1", "M-1"),
        numbered("p2", "M-2"),
        sinusitis("c1", "p1"),
    ];
    let bank_first = bank();
    send(&bank_first, &people).done();
    agreed(&bank_first, &["p1", "p2"]);
    send(&bank_first, &[named("9.87", "M-2")])
        .refused()
        .says(&["1 quarantined"]);
    assert!(!leaving(&bank_first).contains("9.87"));
    // Mended at the source, it is used.
    send(&bank_first, &[named("9.88", "M-1")]).done();
    assert!(leaving(&bank_first).contains("9.88"));
    assert!(waiting(&bank_first).is_empty());

    let later = bank();
    let [p1, p2, c1] = people;
    send(&later, &[p1, c1, named("9.87", "M-2")]).done();
    agreed(&later, &["p1"]);
    assert!(
        leaving(&later).contains("9.87"),
        "nobody else has that number yet"
    );
    send(&later, &[p2]).refused();
    assert!(!leaving(&later).contains("9.87"));
}

#[test]
fn a_record_that_moves_to_another_patient_waits_and_neither_version_leaves() {
    for (decision, first, second) in [("confirm", false, true), ("reject", true, false)] {
        let bank = bank();
        two(&bank);
        send(&bank, &[lab("o", "p1", "9.81", "")]).done();
        assert!(leaving(&bank).contains("9.81"));
        send(&bank, &[lab("o", "p2", "9.82", "")]).refused();
        let left = leaving(&bank);
        assert!(!left.contains("9.81") && !left.contains("9.82"));
        let waits = waiting(&bank);
        assert_eq!(waits.len(), 1);
        assert_eq!(waits[0].1, "moved");
        let number = waits[0].0.to_string();
        bank.run(
            ["bank", "held"],
            [decision, &number, "--as", "sato", "--justify", "x"],
        )
        .refused();
        decide(&bank, decision, waits[0].0);
        let left = leaving(&bank);
        assert_eq!(
            (left.contains("9.81"), left.contains("9.82")),
            (first, second),
            "{decision}"
        );
        assert!(bank.ledger_kinds().contains(&"waiting_decided".to_owned()));
        // The source sends the rejected version in every export; it asks nobody again.
        send(&bank, &[lab("o", "p2", "9.82", "")]).done();
        assert!(waiting(&bank).is_empty());
        bank.run(["audit"], ["verify"]).done();
    }
}

#[test]
fn a_newer_version_that_names_two_patients_puts_the_older_one_in_doubt() {
    let bank = bank();
    two(&bank);
    send(&bank, &[lab("o", "p1", "9.81", "")]).done();
    let doubtful = lab("o", "p1", "9.82", &pointing_list("focus", "Patient/p2"));
    send(&bank, &[doubtful]).refused();
    assert!(!leaving(&bank).contains("9.8"));
    send(&bank, &[lab("o", "p1", "9.83", "")]).done();
    assert!(leaving(&bank).contains("9.83"));
    assert!(waiting(&bank).is_empty());
}
