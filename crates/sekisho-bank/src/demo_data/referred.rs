//! People referred from elsewhere with advanced disease, many of whom relapsed: enough of them that
//! a table for a company has groups of five, and a few whose age or home stands alone.
//!
//! Made by rule, so that the list stays short: who they are follows from their number.

use sekisho_model::Day;

use super::people::{Disease, Person};

const FIRST_NUMBER: u32 = 25;
const PEOPLE: u32 = 72;
/// The day the first of them was diagnosed; the others follow every eleven days.
const FIRST_DAY: &str = "2023-05-10";
/// From diagnosis to relapse, at least.
const RELAPSE_DAYS: i32 = 210;

/// Family name and its reading.
const FAMILIES: [(&str, &str); 16] = [
    ("藤田", "フジタ"),
    ("岡田", "オカダ"),
    ("後藤", "ゴトウ"),
    ("長谷川", "ハセガワ"),
    ("村上", "ムラカミ"),
    ("坂本", "サカモト"),
    ("青木", "アオキ"),
    ("藤井", "フジイ"),
    ("西村", "ニシムラ"),
    ("福田", "フクダ"),
    ("太田", "オオタ"),
    ("三浦", "ミウラ"),
    ("岡本", "オカモト"),
    ("松田", "マツダ"),
    ("中川", "ナカガワ"),
    ("中野", "ナカノ"),
];
const WOMEN: [(&str, &str); 9] = [
    ("久美子", "クミコ"),
    ("順子", "ジュンコ"),
    ("悦子", "エツコ"),
    ("弘子", "ヒロコ"),
    ("君江", "キミエ"),
    ("澄子", "スミコ"),
    ("光代", "ミツヨ"),
    ("春江", "ハルエ"),
    ("信子", "ノブコ"),
];
const MEN: [(&str, &str); 7] = [
    ("修", "オサム"),
    ("武", "タケシ"),
    ("誠", "マコト"),
    ("敏夫", "トシオ"),
    ("和夫", "カズオ"),
    ("忠", "タダシ"),
    ("義雄", "ヨシオ"),
];
const STAGES: [&str; 6] = ["IIIA", "IV", "IIIB", "IV", "IB", "IVA"];
const SITES: [&str; 3] = ["C34.1", "C34.3", "C34.2"];

pub(super) fn people(addresses: &[[&'static str; 4]; 8]) -> Vec<Person> {
    (0..PEOPLE).map(|n| person(n, addresses)).collect()
}

fn person(n: u32, addresses: &[[&'static str; 4]; 8]) -> Person {
    let at = n as usize;
    let female = !n.is_multiple_of(3);
    let (family, family_kana) = FAMILIES[at * 5 % FAMILIES.len()];
    let (given, given_kana) = if female {
        WOMEN[at % WOMEN.len()]
    } else {
        MEN[at / 3 % MEN.len()]
    };
    let disease = if n % 6 == 3 {
        Disease::Squamous
    } else {
        Disease::Adenocarcinoma
    };
    let diagnosed = Day(Day::parse(FIRST_DAY).expect("a day").0 + 11 * n as i32);
    let egfr = disease == Disease::Adenocarcinoma && n % 7 != 6;
    let relapsed = egfr && n % 5 != 4;
    Person {
        number: FIRST_NUMBER + n,
        family,
        given,
        family_kana,
        given_kana,
        female,
        birth: birth(n),
        died: None,
        address: addresses[home(at)],
        disease,
        diagnosed: diagnosed.to_string(),
        stage: STAGES[at % STAGES.len()],
        site: Some(SITES[at / 2 % SITES.len()]),
        egfr,
        relapsed: relapsed.then(|| Day(diagnosed.0 + RELAPSE_DAYS + 3 * (n as i32 % 11))),
        visits_max: 8,
    }
}

/// In their sixties or seventies in 2026, but for a few who are much younger.
fn birth(n: u32) -> String {
    let year = match n % 12 {
        5 => 1978,
        n if n.is_multiple_of(2) => 1958 + n / 2,
        n => 1948 + n / 2,
    };
    format!("{year}-{:02}-{:02}", 1 + n * 5 % 12, 1 + n * 7 % 28)
}

/// Around Tokyo, but for a few.
fn home(at: usize) -> usize {
    match at % 12 {
        4 => 5,
        9 => 6 + at / 12 % 2,
        _ => at % 5,
    }
}
