//! Consent files: the good rows load, the others are named, the same row twice is one event.

use sekisho_tests::banks::{Bank, Event};

#[test]
fn rows_that_name_nobody_are_set_aside_and_the_others_load() {
    let bank = Bank::small();
    let rows = [
        Event::signed("pt-hanako-0001"),
        Event::signed("nobody-9999"),
        Event::signed("pt-taro-0002"),
    ];
    let said = bank.import_consents(&rows).refused().said();
    assert!(
        said.contains('3'),
        "the row (line 3 of the file) is named:\n{said}"
    );
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 2);
}

#[test]
fn a_patient_may_be_named_by_an_identifier() {
    let bank = Bank::small();
    bank.import_consents(&[
        Event::signed("MRN-558301"),
        Event::signed("Patient/pt-taro-0002"),
    ])
    .done();
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 2);
}

#[test]
fn unknown_forms_items_events_and_dates_are_set_aside() {
    let bank = Bank::small();
    let good = Event::signed("pt-hanako-0001");
    for bad in [
        Event {
            form: "no_such_form",
            ..good
        },
        Event { item: "9", ..good },
        Event {
            event: "promised",
            ..good
        },
        Event {
            date: "2020-02-31",
            ..good
        },
        Event { date: "", ..good },
        Event {
            patient: "",
            ..good
        },
    ] {
        bank.import_consents(&[bad]).refused();
    }
    let (ran, _) = bank.extract("sinusitis_broad", "sato");
    ran.refused();
}

#[test]
fn the_same_row_twice_is_one_event() {
    let bank = Bank::small();
    let row = [Event::signed("pt-hanako-0001")];
    bank.import_consents(&row).done();
    let before = bank
        .run(["audit"], ["patient", "pt-hanako-0001", "--format", "json"])
        .done()
        .out;
    bank.import_consents(&row).done();
    bank.import_consents(&[row[0], row[0]]).done();
    let consents = |out: &str| out.matches("signed").count();
    let after = bank
        .run(["audit"], ["patient", "pt-hanako-0001", "--format", "json"])
        .done()
        .out;
    assert_eq!(
        consents(&before),
        consents(&after),
        "before:\n{before}\nafter:\n{after}"
    );
}

#[test]
fn signed_and_withdrawn_on_one_day_is_withdrawn() {
    let bank = Bank::small();
    let signed = Event::signed("pt-hanako-0001");
    let withdrawn = Event {
        event: "withdrawn",
        ..signed
    };
    bank.import_consents(&[withdrawn, signed, Event::signed("pt-taro-0002")])
        .done();
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 1);
}

#[test]
fn an_empty_item_of_a_withdrawal_is_all_of_the_form() {
    let bank = Bank::small_consented();
    let all = Event {
        event: "withdrawn",
        item: "",
        date: "2021-01-01",
        ..Event::signed("pt-hanako-0001")
    };
    bank.import_consents(&[all]).done();
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 1);
}

#[test]
fn a_decline_is_not_silence() {
    let bank = Bank::small_consented();
    let declined = Event {
        event: "declined",
        date: "2021-05-05",
        ..Event::signed("pt-taro-0002")
    };
    bank.import_consents(&[declined]).done();
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 1);
}

#[test]
fn one_event_at_a_time_at_the_counter() {
    let bank = Bank::small();
    let sign = [
        "--patient",
        "pt-hanako-0001",
        "--form",
        "broad_2020",
        "--item",
        "1",
        "--event",
        "signed",
        "--date",
        "2020-06-01",
    ];
    bank.run(["consent", "record"], sign).done();
    assert_eq!(bank.delivered("sinusitis_broad", "sato").patients(), 1);
    bank.run(
        ["consent", "withdraw"],
        [
            "--patient",
            "pt-hanako-0001",
            "--form",
            "broad_2020",
            "--date",
            "2021-06-01",
        ],
    )
    .done();
    let (ran, _) = bank.extract("sinusitis_broad", "sato");
    ran.refused();
}

#[test]
fn a_file_that_is_no_consent_file_is_wrong_usage() {
    let bank = Bank::small();
    let file = bank.scratch.file("wrong.csv", "name,phone\nx,y\n");
    let ran = bank.run(["consent", "import"], [file]);
    assert!(ran.code == 1 || ran.code == 2, "{}", ran.said());
    bank.run(["consent", "import"], [bank.scratch.path("absent.csv")])
        .misused();
}
