//! Stories of a few people, and generated ones with their seed.

mod mondrian;
mod textbook;

use sekisho_model::Origin;
use sekisho_model::identity::Subject;
use sekisho_model::release::{GroupFate, KAnonymity, LDiversity, Release, ReleasedField, Singular};

use super::{Control, Measure, Stopped, Survey, Surveying, control};

fn field(name: &str) -> ReleasedField {
    let (view, column) = name.split_once('.').expect("view.column");
    ReleasedField {
        view: view.into(),
        column: column.into(),
    }
}

fn k(k: u32, on: &[&str], fate: GroupFate) -> Release {
    Release {
        k: Some(KAnonymity {
            k,
            on: on.iter().map(|name| field(name)).collect(),
            fate,
            origin: Origin::built_in(),
        }),
        ..Release::default()
    }
}

fn and_l(release: Release, l: u32, on: &str, stop: bool) -> Release {
    let line = LDiversity {
        l,
        on: field(on),
        stop,
        origin: Origin::built_in(),
    };
    Release {
        l: vec![line],
        ..release
    }
}

/// People 1, 2, … with a value, or `""` for none, in each field.
fn people(fields: &[(&str, Measure)], rows: &[&[&str]]) -> Survey {
    let named = fields.iter().map(|(name, measure)| (field(name), *measure));
    let subjects = (1..=rows.len() as i64).map(Subject);
    let mut surveying = Surveying::of(subjects, named);
    for (row, subject) in rows.iter().zip(1..) {
        surveying.saw(Subject(subject));
        for (at, value) in row.iter().enumerate() {
            surveying.add(Subject(subject), at, value);
        }
    }
    surveying.finish()
}

const AGE_AND_CODE: [(&str, Measure); 2] = [
    ("patient.age", Measure::Number),
    ("diagnosis.code", Measure::Word),
];

const SIX: [&[&str]; 6] = [
    &["34", "C34"],
    &["34", "C50"],
    &["57", "C34"],
    &["57", "C34"],
    &["57", "C34"],
    &["80", "C50"],
];

fn stay(done: &Control) -> Vec<i64> {
    done.people().map(|subject| subject.0).collect()
}

#[test]
fn k_leaves_small_groups_out_and_l_those_that_tell() {
    let survey = people(&AGE_AND_CODE, &SIX);
    let two = k(2, &["patient.age"], GroupFate::Suppress);
    let done = control(&survey, &two, &[]).expect("it goes on");
    assert_eq!(stay(&done), [1, 2, 3, 4, 5]);
    let report = done.report.k.clone().expect("k was asked");
    let figures = (
        report.groups_before,
        report.groups_after,
        report.people_left_out,
    );
    assert_eq!(figures, (3, 2, 1));
    assert_eq!((report.smallest_before, report.smallest_after), (1, 2));

    let both = and_l(two, 2, "diagnosis.code", false);
    let done = control(&survey, &both, &[]).expect("it goes on");
    assert_eq!(stay(&done), [1, 2]);
    let l = &done.report.l[0];
    assert_eq!(
        (l.least_before, l.least_after, l.people_left_out),
        (1, 2, 3)
    );
}

#[test]
fn stop_names_the_line_and_how_many_it_is_about() {
    let survey = people(&AGE_AND_CODE, &SIX);
    let stopped = |release: &Release, on: &[ReleasedField]| -> Stopped {
        control(&survey, release, on).expect_err("it stops")
    };
    let three = stopped(&k(3, &["patient.age"], GroupFate::Stop), &[]);
    assert_eq!((three.rule, three.people), ("k", 3));
    assert_eq!(three.line, "k 3 on patient.age stop");
    let l = and_l(
        k(2, &["patient.age"], GroupFate::Suppress),
        2,
        "diagnosis.code",
        true,
    );
    assert_eq!((stopped(&l, &[]).rule, stopped(&l, &[]).people), ("l", 3));
    let singular = Release {
        singular: Some(Singular::Stop),
        ..Release::default()
    };
    // The youngest two and the three of 57 share; 80 is one person's alone.
    let stopped = stopped(&singular, &[field("patient.age")]);
    assert_eq!((stopped.rule, stopped.people), ("singular", 1));
}

/// Whoever asked may be the recipient: the sentence has no figure that two attempts differ by.
#[test]
fn a_stop_is_said_with_its_place_and_without_a_small_figure() {
    let survey = people(&AGE_AND_CODE, &SIX);
    let stop = k(3, &["patient.age"], GroupFate::Stop);
    let said = control(&survey, &stop, &[]).expect_err("it stops").text();
    let place = Origin::built_in();
    let place = format!("'k 3 on patient.age stop ({}:{})'", place.file, place.line);
    assert!(said.en.starts_with(&place), "{}", said.en);
    assert!(
        said.en
            .contains("fewer than 10 people stand in groups that are too small")
    );
    assert!(
        said.ja
            .contains("10 人未満が、同じ値の人が足りない組にいます"),
        "{}",
        said.ja
    );
}

#[test]
fn a_singular_value_becomes_absent_and_its_person_may_stay() {
    let rows: [&[&str]; 7] = [
        &["34", "C34"],
        &["34", "C34"],
        &["57", "C34"],
        &["57", "D45"],
        &["57", "E70"],
        &["80", ""],
        &["80", "C34"],
    ];
    let survey = people(&AGE_AND_CODE, &rows);
    let release = Release {
        singular: Some(Singular::Suppress),
        ..k(2, &["diagnosis.code"], GroupFate::Suppress)
    };
    let done = control(&survey, &release, &[field("diagnosis.code")]).expect("it goes on");
    // Whose code went stands with whoever had none.
    assert_eq!(stay(&done), [1, 2, 3, 4, 5, 6, 7]);
    let code = done
        .field(&field("diagnosis.code"))
        .expect("it is governed");
    assert_eq!(done.cell(code, Subject(4), Some("D45")), None);
    assert_eq!(done.cell(code, Subject(3), Some("C34")), Some("C34"));
    assert_eq!(
        done.field(&field("patient.age")),
        None,
        "nothing becomes of ages"
    );
    let singular = done.report.singular.expect("it was asked");
    assert_eq!(
        (
            singular.below,
            singular.fields[0].values,
            singular.fields[0].people
        ),
        (2, 2, 2)
    );
}

#[test]
fn who_leaves_may_make_a_value_singular() {
    let rows: [&[&str]; 5] = [
        &["34", "C34"],
        &["34", "C34"],
        &["34", "C50"],
        &["57", "C50"],
        &["", "C34"],
    ];
    let survey = people(&AGE_AND_CODE, &rows);
    let release = Release {
        singular: Some(Singular::Suppress),
        ..k(3, &["patient.age"], GroupFate::Suppress)
    };
    let done = control(&survey, &release, &[field("diagnosis.code")]).expect("it goes on");
    assert_eq!(stay(&done), [1, 2, 3]);
    let code = done
        .field(&field("diagnosis.code"))
        .expect("it is governed");
    // Three people show each code at first; of C34 two are left, of C50 one.
    assert_eq!(done.cell(code, Subject(1), Some("C34")), None);
    assert_eq!(done.cell(code, Subject(3), Some("C50")), None);
}

#[test]
fn of_whom_nothing_leaves_nobody_hides_behind() {
    let named = [(field("patient.age"), Measure::Number)];
    let mut surveying = Surveying::of((1..=5).map(Subject), named);
    for subject in [1, 2] {
        surveying.saw(Subject(subject));
    }
    let survey = surveying.finish();
    assert_eq!(survey.len(), 2);
    let three = k(3, &["patient.age"], GroupFate::Suppress);
    let done = control(&survey, &three, &[]).expect("it goes on");
    assert!(stay(&done).is_empty() && !done.stays(Subject(3)));
}

#[test]
fn nothing_in_debug_is_anybodys() {
    let survey = people(&AGE_AND_CODE, &SIX);
    let done = control(&survey, &k(2, &["patient.age"], GroupFate::Suppress), &[]);
    let said = format!("{survey:?} {done:?}");
    assert_eq!(said, "Survey(6 people, 2 fields) Ok(Control(6 people))");
}
