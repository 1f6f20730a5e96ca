use super::*;
use sekisho_model::Day;
use sekisho_model::Origin;
use sekisho_model::consent::{Actor, AfterDeath, Duration, Form, Item, Optout};

const NOW: Instant = Instant(1_800_000_000_000);

/// One form `第3版`, printed `IC-LUNG-03`, with items 1 to 3, and one notice.
fn policy() -> Policy {
    let item = |name: &str| Item {
        name: name.into(),
        says: Text::default(),
        purposes: vec!["予後予測研究".into()],
        later: vec![],
        classes: vec!["clinical".into()],
        acts: vec![],
        recipients: vec![],
        countries: vec![],
        requires: None,
        origin: Origin::built_in(),
    };
    let form = Form {
        name: "第3版".into(),
        label: Text::default(),
        number: "IC-LUNG-03".into(),
        effective: Day::parse("2023-04-01").unwrap(),
        until: None,
        document: None,
        replaces: None,
        items: vec![item("1"), item("2"), item("3")],
        collected_since: None,
        collected_until: None,
        includes_gap: false,
        expires: None,
        after_death: AfterDeath::Keep,
        minor: None,
        incapacity: None,
        includes_later: vec![],
        fhir: Default::default(),
        withdrawals: vec![],
        earlier: vec![],
        origin: Origin::built_in(),
    };
    let optout = Optout {
        name: "通知".into(),
        label: Text::default(),
        purposes: vec![],
        classes: vec![],
        recipients: vec![],
        countries: vec![],
        notice: Duration::Days(30),
        effective: None,
        only_as: None,
        only_under: Vec::new(),
        spares_permits: false,
        taken_back: None,
        bereaved: None,
        receipt: None,
        earlier: vec![],
        origin: Origin::built_in(),
    };
    Policy {
        forms: vec![form],
        optouts: vec![optout],
        ..Policy::default()
    }
}

/// Everybody's `patient_id` is `p` and their number.
fn settle(csv: &str, known: &[ConsentEvent]) -> (Vec<ConsentEvent>, ImportReport) {
    let policy = policy();
    let mut reading = Reading::default();
    for line in table::read(csv.as_bytes()).unwrap() {
        let said = line.cells.and_then(|row| {
            let subject = Subject(row.patient.trim_start_matches('p').parse().unwrap());
            Ok((subject, statement::read(&row, &policy, Zone::TOKYO, NOW)?))
        });
        reading.told(line.line, said);
    }
    let mut stored: BTreeMap<Subject, Vec<ConsentEvent>> = BTreeMap::new();
    known
        .iter()
        .for_each(|event| stored.entry(event.subject).or_default().push(event.clone()));
    let (events, _, report) = reading.settle(&stored);
    (events, report)
}

fn lines(report: &ImportReport) -> Vec<u64> {
    report.quarantined.iter().map(|row| row.line).collect()
}

#[test]
fn who_can_and_cannot_judge_is_told_without_a_paper() {
    let csv = "patient_id,form,item,event,date\np1,,,incapacitated,2024-06-01\np1,,,restored,2025-01-01\n\
        p1,,,correction:restored,2025-01-01\np1,,,incapable,2025-02-01\n";
    let (events, report) = settle(csv, &[]);
    let kinds: Vec<&EventKind> = events.iter().map(|event| &event.kind).collect();
    assert_eq!(kinds, [&EventKind::Incapacitated, &EventKind::Restored]);
    // A recovery taken back may let a proxy's word stand: a steward does it.
    assert_eq!((report.added, lines(&report)), (2, vec![5, 4]));
}

#[test]
fn a_table_with_its_columns_in_any_order() {
    let csv = "\u{feff}date,event,patient_id,item,form\r\n2024-02-01,signed,p1,1 2,第3版\r\n2025-06-01T12:00:00+09:00,withdrawn,p1,2,IC-LUNG-03\r\n";
    let (events, report) = settle(csv, &[]);
    assert_eq!(
        (report.added, report.same, report.quarantined.len()),
        (2, 0, 0)
    );
    let items = vec!["1".into(), "2".into()];
    assert_eq!(
        events[0].kind,
        EventKind::Signed {
            form: "第3版".into(),
            items,
            until: None,
        }
    );
    assert_eq!(
        events[0].effective.iso(Zone::TOKYO),
        "2024-02-01T00:00:00.000+09:00"
    );
    assert_eq!((events[0].recorded, &events[0].by), (NOW, &Actor::Self_));
    assert_eq!(
        events[1].kind,
        EventKind::Withdrawn {
            form: "第3版".into(),
            item: Some("2".into())
        }
    );
}

#[test]
fn the_same_row_twice_is_one_event_also_on_another_day() {
    let csv = "patient_id,form,item,event,date\np1,第3版,1;2,signed,2024-02-01\np1,第3版,2 1,signed,2024-02-01\n";
    let (events, first) = settle(csv, &[]);
    assert_eq!((first.added, first.same), (1, 1));
    let (again, second) = settle(csv, &events);
    assert_eq!((again.len(), second.added, second.same), (0, 0, 2));
}

#[test]
fn an_empty_item_is_all_of_a_withdrawal_and_nothing_else() {
    let csv = "patient_id,form,item,event,date\np1,第3版,,withdrawn,2025-01-01\np2,第3版,1 3,withdrawn,2025-01-01\n\
               p3,第3版,,signed,2025-01-01\np4,第3版,,declined,2025-01-01\n";
    let (events, report) = settle(csv, &[]);
    assert_eq!(
        events[0].kind,
        EventKind::Withdrawn {
            form: "第3版".into(),
            item: None
        }
    );
    assert_eq!(events.len(), 3, "two items withdrawn are two events");
    assert_eq!(lines(&report), [4, 5]);
    assert!(
        report.quarantined[0].reason.ja.contains("項目: 1, 2, 3"),
        "the reason lists the items of the form"
    );
}

#[test]
fn every_kind_of_event_and_speaker() {
    let csv = "patient_id,form,item,event,date,by,relation,recorded\n\
        p1,第3版,1,signed,2024-01-01,proxy,母,2024-01-05\n\
        p1,第3版,,assented,2024-01-01,,,\n\
        p1,第3版,,refused,2024-02-01,,,\n\
        p2,通知,,notified,2024-01-01,,,\n\
        p2,通知,,objected,2024-02-01,self,,\n\
        p3,第3版,2,declined,2024-01-01,,,\n\
        p3,,,died,2024-05-01,,,\n\
        p3,第3版,,objected,2024-06-01,bereaved,妻,\n";
    let (events, report) = settle(csv, &[]);
    assert_eq!((events.len(), report.quarantined.len()), (8, 0));
    assert_eq!(events[0].by, Actor::Proxy("母".into()));
    assert_eq!(
        events[0].recorded.iso(Zone::TOKYO),
        "2024-01-05T00:00:00.000+09:00"
    );
    assert_eq!(events[7].by, Actor::Bereaved("妻".into()));
    assert_eq!(
        events[7].kind,
        EventKind::Objected {
            optout: "第3版".into()
        }
    );
    assert_eq!(by_kind(&events)["objected"], 2);
}

#[test]
fn what_can_not_be_told_is_put_aside_with_its_line_and_the_others_load() {
    let bad = [
        "p1,第9版,1,signed,2024-01-01,,,",
        "p1,第3版,7,signed,2024-01-01,,,",
        "p1,第3版,1,agreed,2024-01-01,,,",
        "p1,第3版,1,signed,2024/01/01,,,",
        "p1,第3版,1,signed,2024-02-30,,,",
        "p1,第3版,1,signed,,,,",
        "p1,通知,1,signed,2024-01-01,,,",
        "p1,第3版,,notified,2024-01-01,,,",
        "p1,第3版,,objected,2024-01-01,,,",
        "p1,第3版,1,refused,2024-01-01,,,",
        "p1,第3版,1,signed,2024-01-01,uncle,,",
        "p1,第3版,1,signed,2024-01-01,,母,",
        "p1,第3版,1,signed,2024-01-01,,,yesterday",
        "p1,第3版,1,signed,2024-01-01",
    ];
    let csv = format!(
        "patient_id,form,item,event,date,by,relation,recorded\n{}\np2,第3版,1,signed,2024-01-01,,,\n",
        bad.join("\n")
    );
    let (events, report) = settle(&csv, &[]);
    assert_eq!(
        lines(&report),
        (2..2 + bad.len() as u64).collect::<Vec<_>>()
    );
    assert_eq!((events.len(), events[0].subject), (1, Subject(2)));
    assert!(
        report
            .quarantined
            .iter()
            .all(|row| !row.reason.ja.is_empty() && !row.reason.en.is_empty())
    );
    assert!(
        report
            .quarantined
            .iter()
            .all(|row| !row.reason.en.contains("yesterday") && !row.reason.en.contains("agreed"))
    );
}

#[test]
fn a_correction_names_exactly_one_event() {
    let csv = "patient_id,form,item,event,date\np1,第3版,,correction,2025-01-01\np1,第3版,1,signed,2024-02-01\np1,第3版,2,signed,2025-01-01\n";
    let (events, report) = settle(csv, &[]);
    assert_eq!(report.quarantined, []);
    assert_eq!(
        events[2].kind,
        EventKind::Correction {
            voids: events[1].id()
        }
    );
    let (again, _) = settle(csv, &events);
    assert_eq!(
        again,
        [],
        "a correction is as repeatable as what it corrects"
    );

    let two = "patient_id,form,item,event,date\np1,第3版,1,signed,2024-02-01\np1,第3版,2,declined,2024-02-01\n\
               p1,第3版,,correction,2024-02-01\np1,第3版,,correction:signed,2024-02-01\np1,第3版,,correction,2020-02-01\n\
               p1,第3版,,correction:declined,2024-02-01\n";
    let (events, report) = settle(two, &[]);
    assert_eq!(
        lines(&report),
        [4, 6, 7],
        "the first fits two events, the third none, and no table voids a no"
    );
    assert_eq!(
        events[2].kind,
        EventKind::Correction {
            voids: events[0].id()
        }
    );
    assert!(
        report.quarantined[2]
            .reason
            .en
            .contains("sekisho consent void")
    );
}

#[test]
fn a_table_that_is_none_says_what_to_do() {
    let refused = |bytes: &[u8]| {
        table::read(bytes)
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default()
    };
    assert!(refused(b"patient_id,form,item,event,date,name\n").contains("column 'name'"));
    assert!(refused(b"patient_id,form,item,event\n").contains("no column 'date'"));
    assert!(refused(b"patient_id,form,form,item,event,date\n").contains("stands twice"));
    assert!(refused("patient_id,form,item,event,date\n".as_bytes()).is_empty());
    assert!(refused(b"patient_id,form,item,event,date\n\x91\xe6,x,,,\n").contains("UTF-8"));
}
