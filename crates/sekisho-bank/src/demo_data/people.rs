//! The people of the cohort. Names, addresses and numbers are invented.

use sekisho_model::Day;

/// One invented patient. Dates are those of the record; what happened follows from them.
pub(super) struct Person {
    pub number: u32,
    pub family: &'static str,
    pub given: &'static str,
    pub family_kana: &'static str,
    pub given_kana: &'static str,
    pub female: bool,
    pub birth: String,
    pub died: Option<&'static str>,
    /// Prefecture, city, the rest, postal code.
    pub address: [&'static str; 4],
    pub disease: Disease,
    /// As written in the record: a day, or only a month.
    pub diagnosed: String,
    pub stage: &'static str,
    /// The part of the lung, as ICD-10 has it; `None`: what the disease is coded as.
    pub site: Option<&'static str>,
    /// A pathogenic EGFR variant is found when the tumour is tested.
    pub egfr: bool,
    /// The day the disease was found to have come back.
    pub relapsed: Option<Day>,
    /// Followed up to this many visits.
    pub visits_max: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Disease {
    Adenocarcinoma,
    Squamous,
    SmallCell,
    NutCarcinoma,
    /// Not of the cohort.
    Breast,
}

/// Prefectures and cities are real, the rest is not.
const ADDRESSES: [[&str; 4]; 8] = [
    ["東京都", "中央区", "関所町一丁目2番3号", "104-0000"],
    ["東京都", "新宿区", "桜関二丁目8番11号", "160-0000"],
    ["神奈川県", "横浜市", "中区港関町7番地", "231-0000"],
    ["千葉県", "柏市", "松関六丁目15番1号", "277-0000"],
    ["埼玉県", "川口市", "川関二丁目4番6号", "332-0000"],
    ["大阪府", "大阪市", "中央区梅関三丁目9番2号", "541-0000"],
    ["北海道", "札幌市", "北区雪関十条西3丁目", "060-0000"],
    ["福岡県", "福岡市", "博多区海関5番17号", "812-0000"],
];

type Line = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static str,
    Option<&'static str>,
    Disease,
    &'static str,
    &'static str,
);

use Disease::{Adenocarcinoma, Breast, NutCarcinoma, SmallCell, Squamous};

/// family, given, kana, kana, female, birth, died, disease, diagnosed, stage
#[rustfmt::skip]
const PEOPLE: [Line; 24] = [
    ("山田", "太郎", "ヤマダ", "タロウ", false, "1951-03-14", None, Adenocarcinoma, "2023-06-12", "IIIA"),
    ("鈴木", "花子", "スズキ", "ハナコ", true, "1948-11-02", None, Adenocarcinoma, "2023-08-01", "IV"),
    ("佐々木", "健一", "ササキ", "ケンイチ", false, "1955-07-29", None, Squamous, "2022-02-21", "IIB"),
    ("高橋", "恵子", "タカハシ", "ケイコ", true, "1960-01-18", None, Adenocarcinoma, "2024-01-09", "IB"),
    ("伊藤", "正夫", "イトウ", "マサオ", false, "1943-05-05", None, SmallCell, "2023-10-30", "IV"),
    ("渡辺", "由美", "ワタナベ", "ユミ", true, "1966-09-23", None, Adenocarcinoma, "2023-12-04", "IIIB"),
    ("中村", "茂", "ナカムラ", "シゲル", false, "1950-02-11", None, Squamous, "2023-05-17", "IIIA"),
    ("小林", "幸子", "コバヤシ", "サチコ", true, "1957-12-31", None, Adenocarcinoma, "2024-03", "IV"),
    ("加藤", "勇", "カトウ", "イサム", false, "1946-04-16", None, Adenocarcinoma, "2018-11-26", "IA2"),
    ("吉田", "和子", "ヨシダ", "カズコ", true, "1953-08-08", None, Adenocarcinoma, "2019-03-04", "IB"),
    ("山本", "清", "ヤマモト", "キヨシ", false, "1939-10-10", Some("2024-06-18"), SmallCell, "2019-01-15", "IIIA"),
    ("松本", "洋子", "マツモト", "ヨウコ", true, "1962-06-06", None, Adenocarcinoma, "2024-02-13", "IIA"),
    ("井上", "実", "イノウエ", "ミノル", false, "1958-03-27", None, Squamous, "2023-07-20", "IV"),
    ("木村", "明美", "キムラ", "アケミ", true, "1964-02-29", None, Adenocarcinoma, "2023-04-24", "IIIA"),
    ("林", "隆", "ハヤシ", "タカシ", false, "1949-09-01", None, Adenocarcinoma, "2023-09-11", "IV"),
    ("斎藤", "美智子", "サイトウ", "ミチコ", true, "1956-05-20", None, Adenocarcinoma, "2025-10-06", "IB"),
    ("清水", "進", "シミズ", "ススム", false, "1952-12-12", None, Squamous, "2025-09-16", "IIB"),
    ("山口", "節子", "ヤマグチ", "セツコ", true, "1944-07-07", Some("2025-05-09"), SmallCell, "2024-05-27", "IV"),
    ("森", "昭二", "モリ", "ショウジ", false, "1941-01-30", Some("2025-08-21"), Adenocarcinoma, "2024-04-08", "IV"),
    ("池田", "文子", "イケダ", "フミコ", true, "1959-10-15", None, Adenocarcinoma, "2024-07-01", "IA3"),
    ("橋本", "翼", "ハシモト", "ツバサ", false, "2009-06-03", Some("2025-12-14"), NutCarcinoma, "2025-03-10", "IV"),
    ("阿部", "葵", "アベ", "アオイ", true, "2011-08-19", Some("2026-01-25"), NutCarcinoma, "2025-06-23", "IV"),
    ("石川", "博", "イシカワ", "ヒロシ", false, "1954-11-11", None, Adenocarcinoma, "2023-11-13", "IIIB"),
    ("前田", "京子", "マエダ", "キョウコ", true, "1963-04-04", None, Breast, "2023-06-05", "IIA"),
];

pub(super) fn people() -> Vec<Person> {
    let person = |(index, line): (usize, &Line)| Person {
        number: index as u32 + 1,
        family: line.0,
        given: line.1,
        family_kana: line.2,
        given_kana: line.3,
        female: line.4,
        birth: line.5.to_owned(),
        died: line.6,
        address: ADDRESSES[index * 5 % ADDRESSES.len()],
        disease: line.7,
        diagnosed: line.8.to_owned(),
        stage: line.9,
        site: None,
        egfr: line.7 == Adenocarcinoma && !index.is_multiple_of(2),
        relapsed: None,
        visits_max: 24,
    };
    let mut people: Vec<Person> = PEOPLE.iter().enumerate().map(person).collect();
    people.extend(super::referred::people(&ADDRESSES));
    people
}

impl Person {
    /// The record number that hospitals and consent tables use.
    pub fn mrn(&self) -> String {
        format!("LC-{:04}", self.number)
    }

    pub fn id(&self) -> String {
        format!("lung-{:04}", self.number)
    }

    /// ICD-10, the MEDIS exchange code, the name of the disease.
    pub fn codes(&self) -> [&'static str; 3] {
        let [icd10, medis, name] = self.disease.codes();
        [self.site.unwrap_or(icd10), medis, name]
    }
}

impl Disease {
    fn codes(self) -> [&'static str; 3] {
        match self {
            Self::Adenocarcinoma => ["C34.1", "L9JR", "肺腺癌"],
            Self::Squamous => ["C34.3", "H7G5", "肺扁平上皮癌"],
            Self::SmallCell => ["C34.9", "UQ6J", "小細胞肺癌"],
            Self::NutCarcinoma => ["C34.0", "S5TE", "NUT癌"],
            Self::Breast => ["C50.4", "B2UD", "乳癌"],
        }
    }

    /// ICD-O-3 morphology.
    pub fn histology(self) -> &'static str {
        match self {
            Self::Adenocarcinoma => "8140/3",
            Self::Squamous => "8070/3",
            Self::SmallCell => "8041/3",
            Self::NutCarcinoma => "8023/3",
            Self::Breast => "8500/3",
        }
    }

    /// The drug's ATC code.
    pub fn atc(self) -> &'static str {
        match self {
            Self::Adenocarcinoma => "L01EB04",
            Self::Squamous => "L01FF02",
            Self::SmallCell => "L01CB01",
            Self::NutCarcinoma => "L01XA01",
            Self::Breast => "L02BA01",
        }
    }

    /// YJ code, HOT9 code, the drug, the dose in mg (digits as they are written).
    pub fn drug(self) -> [&'static str; 4] {
        match self {
            Self::Adenocarcinoma => ["4291045F2025", "124992002", "オシメルチニブ錠80mg", "80.0"],
            Self::Squamous => [
                "4291435A2020",
                "125134501",
                "ペムブロリズマブ点滴静注100mg",
                "200",
            ],
            Self::SmallCell => [
                "4240404D2031",
                "113846001",
                "エトポシド点滴静注液100mg",
                "160.50",
            ],
            Self::NutCarcinoma => [
                "4291401A1090",
                "112378903",
                "シスプラチン点滴静注50mg",
                "75.0",
            ],
            Self::Breast => ["4291010F1166", "107355802", "タモキシフェン錠20mg", "20"],
        }
    }
}
