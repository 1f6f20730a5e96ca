//! Small stories of two records, among a population that gives the weights.

use std::sync::OnceLock;

use crate::population::Population;
use sekisho_linkage::{Band, Doubt, Key, Name, Pair, Person, Refused, Settings, link};

const FIRST: u64 = 1_000_000;

/// The people among whom the two of a story are.
fn others() -> &'static [Person] {
    static OTHERS: OnceLock<Vec<Person>> = OnceLock::new();
    OTHERS.get_or_init(|| Population::new(1_000, 77).records)
}

fn pair(a: Person, b: Person) -> Option<Pair> {
    let two = [Person { id: FIRST, ..a }, Person { id: FIRST + 1, ..b }];
    linked(&two)
        .into_iter()
        .find(|pair| (pair.a, pair.b) == (FIRST, FIRST + 1))
}

fn linked(records: &[Person]) -> Vec<Pair> {
    let settings = Settings {
        random_pairs: 50_000,
        ..Settings::default()
    };
    link(&[others(), records].concat(), &settings)
        .expect("distinct ids")
        .pairs
}

fn told(pair: &Option<Pair>) -> (Band, Option<Doubt>) {
    pair.as_ref()
        .map_or((Band::No, None), |pair| (pair.band, pair.doubt))
}

fn person() -> Person {
    Person {
        kanji: Name::new("渡辺", "恵子"),
        kana: Name::new("ワタナベ", "ケイコ"),
        birth: Some("1980-03-02".into()),
        sex: Some("female".into()),
        postal_code: Some("104-0045".into()),
        address: Some("東京都中央区築地5-1-1".into()),
        telephones: vec!["03-1234-5678".into()],
        keys: vec![Key {
            assigner: "hospital-a".into(),
            value: "4711".into(),
        }],
        ..Person::default()
    }
}

fn with(change: impl FnOnce(&mut Person)) -> Person {
    let mut one = Person {
        keys: Vec::new(),
        ..person()
    };
    change(&mut one);
    one
}

#[test]
fn one_person_in_two_writings() {
    let story = |change: fn(&mut Person)| {
        let found = pair(person(), with(change));
        assert_eq!(told(&found), (Band::Certain, None), "{found:?}");
    };
    story(|_| {});
    story(|p| p.kanji = Name::new("渡邊", "惠子"));
    story(|p| {
        p.kanji = Name {
            family: Some("渡辺恵子".into()),
            given: None,
        }
    });
    story(|p| p.kanji = Name::new("恵子", "渡辺"));
    story(|p| (p.kanji, p.kana) = (Name::default(), Name::new("ﾜﾀﾅﾍﾞ", "ｹｲｺ")));
    story(|p| p.kanji = Name::new("渡辺", "景子"));
    story(|p| p.birth = Some("昭和55年3月2日".into()));
    story(|p| p.birth = Some("1980-02-03".into()));
    story(|p| p.birth = Some("1980-03-12".into()));
    story(|p| p.address = Some("中央区築地五丁目１番１号".into()));
    story(|p| p.telephones = vec!["+81 3 1234 5678".into()]);
    // A name of marriage, at the same address and telephone.
    story(|p| {
        (p.kanji, p.kana) = (
            Name::new("勅使河原", "恵子"),
            Name::new("テシガワラ", "ケイコ"),
        )
    });
    // Moved, with another telephone: the name is not rare, and the birth date is the same.
    story(|p| {
        p.address = Some("大阪府大阪市北区中之島1-1-1".into());
        p.postal_code = Some("530-0005".into());
        p.telephones = vec!["06-9876-5432".into()];
    });
}

#[test]
fn one_wrong_field_loses_nobody() {
    let story = |change: fn(&mut Person)| {
        let mut other = person();
        change(&mut other);
        let found = pair(person(), other);
        assert_ne!(told(&found).0, Band::No, "{found:?}");
    };
    story(|p| p.kanji = Name::new("鈴木", "一郎"));
    story(|p| (p.kanji, p.kana) = (Name::new("鈴木", "一郎"), Name::new("スズキ", "イチロウ")));
    story(|p| p.birth = Some("1955-12-24".into()));
    story(|p| p.sex = Some("male".into()));
    story(|p| p.address = Some("北海道札幌市中央区北1条西2丁目3".into()));
    story(|p| p.telephones = vec!["011-222-3333".into()]);
    story(|p| {
        p.keys = vec![Key {
            assigner: "hospital-a".into(),
            value: "1".into(),
        }]
    });
}

#[test]
fn twins_are_never_certain() {
    let twin = |kanji: &str, kana: &str| {
        let found = pair(
            person(),
            with(|p| (p.kanji, p.kana) = (Name::new("渡辺", kanji), Name::new("ワタナベ", kana))),
        );
        assert_eq!(
            told(&found),
            (Band::Ask, Some(Doubt::Given)),
            "{kanji} {found:?}"
        );
    };
    twin("陽子", "ヨウコ");
    twin("恵美", "ケイミ");
    twin("恵", "ケイ");
    // One letter apart, and one long vowel apart, in kana alone.
    let kana =
        |given: &str| with(|p| (p.kanji, p.kana) = (Name::default(), Name::new("ワタナベ", given)));
    for (a, b) in [("ユウカ", "ユカ"), ("ユウカ", "ユウキ"), ("マイ", "メイ")] {
        let found = pair(kana(a), kana(b));
        assert_eq!(
            told(&found),
            (Band::Ask, Some(Doubt::Given)),
            "{a} {b} {found:?}"
        );
    }
    // A given name that is not said can be either twin's.
    let found = pair(
        person(),
        with(|p| {
            p.kanji.given = None;
            p.kana.given = None;
        }),
    );
    assert_ne!(told(&found).0, Band::Certain, "{found:?}");
}

#[test]
fn father_and_son_of_one_name_are_never_certain() {
    for birth in [
        "2008-07-11",
        "2010-03-02",
        "1955-03-02",
        "S22.3.2",
        "H55.3.2",
        "2000-03-02",
        "1920-03-02",
        "1980",
        "",
    ] {
        let found = pair(person(), with(|p| p.birth = Some(birth.into())));
        assert_eq!(
            told(&found),
            (Band::Ask, Some(Doubt::Birth)),
            "{birth} {found:?}"
        );
    }
    // The number of the household, too.
    let found = pair(
        person(),
        Person {
            birth: Some("2010-03-02".into()),
            ..person()
        },
    );
    assert_eq!(told(&found).1, Some(Doubt::Birth), "{found:?}");
}

#[test]
fn a_number_given_again_joins_nobody() {
    let other = Person {
        kanji: Name::new("鈴木", "一郎"),
        kana: Name::new("スズキ", "イチロウ"),
        birth: Some("1950-11-30".into()),
        sex: Some("male".into()),
        address: Some("大阪府大阪市北区中之島1-1-1".into()),
        postal_code: Some("530-0005".into()),
        telephones: vec!["06-9876-5432".into()],
        ..person()
    };
    let found = pair(person(), other);
    assert_ne!(told(&found).0, Band::Certain, "{found:?}");
    // With the same given name and no more, neither.
    let namesake = Person {
        birth: None,
        address: None,
        telephones: Vec::new(),
        ..person()
    };
    assert_ne!(told(&pair(person(), namesake)).0, Band::Certain);
}

#[test]
fn what_is_absent_says_nothing() {
    let full = pair(person(), person()).expect("a pair");
    let bare = pair(
        person(),
        with(|p| {
            p.telephones.clear();
            p.address = None;
            p.postal_code = None;
            p.sex = Some("unknown".into());
        }),
    );
    let bare = bare.expect("a pair");
    let weights = |pair: &Pair| pair.reasons().map(|reason| reason.bits).collect::<Vec<_>>();
    assert_eq!(weights(&bare)[3..], [0.0; 4]);
    for (a, b) in weights(&full).iter().zip(weights(&bare)).take(3) {
        assert!((a - b).abs() < 0.5, "{a} {b}");
    }
    assert_eq!(pair(Person::default(), Person::default()), None);
    // A rare name is stronger evidence than a common one.
    let named = |family: &str| {
        let of = |_: ()| with(|p| p.kanji.family = Some(family.into()));
        weights(&pair(of(()), of(())).expect("a pair"))[0]
    };
    assert!(named("勅使河原") > named("佐藤") + 2.0);
}

#[test]
fn a_steward_reads_why_in_both_languages() {
    let found = pair(person(), with(|p| p.kanji = Name::new("渡邊", "恵子"))).expect("a pair");
    let reasons: Vec<_> = found.reasons().map(|reason| reason.told()).collect();
    assert!(
        reasons[0].ja.starts_with("姓: 異体字で書かれた同じ字（+"),
        "{reasons:?}"
    );
    assert!(
        reasons[0]
            .en
            .starts_with("family name: the same characters in other forms (+")
    );
    assert!(found.probability() > 0.99 && found.weight() > 10.0);
    for doubt in [Doubt::Given, Doubt::Birth, Doubt::Family, Doubt::Third] {
        assert!(!doubt.told().ja.is_empty() && !doubt.told().en.is_empty());
    }
}

/// The third record is a slip away from either; these two were born on other days.
#[test]
fn a_record_between_two_people_is_certain_with_neither() {
    let born = |id: u64, birth: &str| Person {
        id,
        ..with(|p| p.birth = Some(birth.into()))
    };
    let between = born(FIRST + 1, "1980-03-12");
    let told = |records: &[Person], with: u64| {
        let found = linked(records)
            .into_iter()
            .find(|pair| (pair.a, pair.b) == (with.min(FIRST + 1), with.max(FIRST + 1)));
        found.map(|pair| (pair.band, pair.doubt))
    };
    let (one, other) = (born(FIRST, "1980-03-02"), born(FIRST + 2, "1980-03-13"));
    let torn = Some((Band::Ask, Some(Doubt::Third)));
    assert_eq!(
        told(&[one.clone(), between.clone()], FIRST),
        Some((Band::Certain, None))
    );
    assert_eq!(
        told(&[other.clone(), between.clone()], FIRST + 2),
        Some((Band::Certain, None))
    );
    let all = [one, between, other];
    assert_eq!((told(&all, FIRST), told(&all, FIRST + 2)), (torn, torn));
}

#[test]
fn hostile_records_cost_little_and_say_nothing() {
    let long = "山".repeat(1_000_000);
    let noise = "\u{0}\u{1b}[2J\u{202e}\u{200b}\u{fffd}";
    let hostile = |id: u64, text: &str| Person {
        id,
        kanji: Name::new(text, text),
        kana: Name::new(text, text),
        birth: Some(text.into()),
        sex: Some(text.into()),
        postal_code: Some(text.into()),
        address: Some(text.into()),
        telephones: vec![text.into(); 100],
        keys: vec![
            Key {
                assigner: "a".into(),
                value: text.into()
            };
            100
        ],
    };
    let records = [
        hostile(1, &long),
        hostile(2, &long),
        hostile(3, noise),
        hostile(4, noise),
    ];
    let answer = link(&records, &Settings::default()).expect("distinct ids");
    assert_eq!((answer.pairs.len(), answer.compared), (0, 0));
    assert_eq!(
        link(&[hostile(1, "a"), hostile(1, "b")], &Settings::default()),
        Err(Refused::SameId)
    );
    assert!(!Refused::SameId.told().ja.is_empty() && !Refused::TooMany.told().en.is_empty());
    assert_eq!(
        link(&[], &Settings::default()).expect("nobody").pairs,
        Vec::new()
    );
}

/// Ten thousand people who share name, birth date, address and telephone: pairs stay as many as
/// records times keys times what each meets.
#[test]
fn one_block_of_ten_thousand_is_bounded() {
    let records: Vec<Person> = (0..10_000)
        .map(|id| Person {
            id,
            keys: Vec::new(),
            ..person()
        })
        .collect();
    let settings = Settings {
        random_pairs: 10_000,
        pairs_learnt_max: 10_000,
        ..Settings::default()
    };
    let answer = link(&records, &settings).expect("distinct ids");
    let most = 10_000 * 10 * u64::try_from(sekisho_linkage::block::WINDOW).expect("small");
    assert!(answer.compared <= most, "{}", answer.compared);
    assert!(answer.compared >= 10_000 * 60);
}
