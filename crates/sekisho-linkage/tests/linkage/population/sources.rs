//! What five sources wrote of the people: two hospitals, claims, a registry, samples. Each has its
//! own writing, holds an older state of some people, and slips.

use sekisho_linkage::draw::Draw;
use sekisho_linkage::{Key, Name, Person};

use super::names::{self, Half};
use super::people::{Home, Truth};

/// One in so many, by the slip.
mod rate {
    pub const VARIANT: usize = 6;
    pub const OTHER_KANJI: usize = 40;
    pub const KANA_TYPO: usize = 50;
    pub const LONG_VOWEL: usize = 15;
    pub const SWAPPED: usize = 150;
    pub const DIGIT: usize = 100;
    pub const DAY_MONTH: usize = 200;
    pub const ERA: usize = 200;
    pub const SEX: usize = 200;
    pub const PHONE_DIGIT: usize = 100;
    pub const MISSING: usize = 20;
    pub const YEAR_ONLY: usize = 200;
    pub const OLD_STATE: usize = 3;
    pub const TWICE: usize = 50;
    pub const REUSED: usize = 100;
}

struct Clerk<'a> {
    draw: Draw,
    people: &'a [Truth],
    records: Vec<Person>,
    about: Vec<usize>,
    /// Numbers of the first hospital that it gave away: one in a hundred is given again.
    numbers: Vec<usize>,
}

pub fn entered(people: &[Truth], seed: u64) -> (Vec<Person>, Vec<usize>) {
    let mut clerk = Clerk {
        draw: Draw::new(seed),
        people,
        records: Vec::new(),
        about: Vec::new(),
        numbers: Vec::new(),
    };
    for at in 0..people.len() {
        clerk.enter(at);
    }
    (clerk.records, clerk.about)
}

impl Clerk<'_> {
    fn one_in(&mut self, many: usize) -> bool {
        self.draw.below(many) == 0
    }

    fn percent(&mut self, share: usize) -> bool {
        self.draw.below(100) < share
    }

    fn enter(&mut self, at: usize) {
        let before = self.records.len();
        if self.percent(70) {
            let number = self.hospital_number();
            self.hospital_a(at, number);
            if self.one_in(rate::TWICE) {
                let second = self.hospital_number();
                self.hospital_a(at, second);
            }
            if self.percent(35) {
                self.sample(at, number);
            }
        }
        if self.percent(50) {
            self.hospital_b(at);
        }
        if self.percent(60) {
            self.claims(at);
        }
        if self.percent(30) || self.records.len() == before {
            self.registry(at);
        }
    }

    /// The next number, or one that somebody had.
    fn hospital_number(&mut self) -> usize {
        let reused = self.one_in(rate::REUSED) && !self.numbers.is_empty();
        let number = match reused {
            true => self.numbers[self.draw.below(self.numbers.len())],
            false => 100_000 + self.numbers.len(),
        };
        self.numbers.push(number);
        number
    }

    /// FHIR of a hospital: everything, in full-width kana.
    fn hospital_a(&mut self, at: usize, number: usize) {
        let (mut record, home) = self.begin(at, true);
        self.says_home(&mut record, &home, false);
        self.says_telephones(&mut record, at, &home);
        record.keys.push(key("hospital-a", number));
        self.put(record, at);
    }

    /// SS-MIX2 of another: half-width kana, dates without strokes.
    fn hospital_b(&mut self, at: usize) {
        let (mut record, home) = self.begin(at, true);
        half_width(&mut record.kana);
        record.birth = record.birth.map(|date| date.replace('-', ""));
        self.says_home(&mut record, &home, true);
        self.says_telephones(&mut record, at, &home);
        record
            .keys
            .push(key("hospital-b", 7_000_000 + self.records.len()));
        self.put(record, at);
    }

    /// Claims: half-width kana in large letters, dates by era, neither address nor telephone.
    fn claims(&mut self, at: usize) {
        let has_kanji = self.percent(50);
        let (mut record, _) = self.begin(at, has_kanji);
        half_width(&mut record.kana);
        for half in [&mut record.kana.family, &mut record.kana.given]
            .into_iter()
            .flatten()
        {
            for (small, large) in [('ｬ', "ﾔ"), ('ｭ', "ﾕ"), ('ｮ', "ﾖ"), ('ｯ', "ﾂ")] {
                *half = half.replace(small, large);
            }
        }
        record.sex = record
            .sex
            .map(|sex| if sex == "male" { "1" } else { "2" }.into());
        record.birth = record.birth.map(|date| era(&date, false));
        record
            .keys
            .push(key("insurer-1", 30_000_000 + self.records.len()));
        self.put(record, at);
    }

    /// A registry: dates by era in words, address, no telephone.
    fn registry(&mut self, at: usize) {
        let (mut record, home) = self.begin(at, true);
        record.birth = record.birth.map(|date| era(&date, true));
        self.says_home(&mut record, &home, true);
        record.sex = record
            .sex
            .map(|sex| if sex == "male" { "男" } else { "女" }.into());
        self.put(record, at);
    }

    /// A biobank's sample: the name in one piece, the hospital's number.
    fn sample(&mut self, at: usize, number: usize) {
        let (mut record, _) = self.begin(at, true);
        let Name { family, given } = &record.kanji;
        let whole = format!(
            "{}{}",
            family.as_deref().unwrap_or(""),
            given.as_deref().unwrap_or("")
        );
        record.kanji = Name {
            family: Some(whole),
            given: None,
        };
        record.kana = Name::default();
        if !self.one_in(5) {
            record.keys.push(key("hospital-a", number));
        }
        self.put(record, at);
    }

    fn put(&mut self, mut record: Person, at: usize) {
        record.id = self.records.len() as u64;
        self.records.push(record);
        self.about.push(at);
    }

    /// Names, birth date and sex, slips among them, and the home that this source knows.
    fn begin(&mut self, at: usize, has_kanji: bool) -> (Person, Home) {
        let truth = &self.people[at];
        let is_old = self.one_in(rate::OLD_STATE);
        let old_name = truth.maiden.as_ref().filter(|_| is_old);
        let family = old_name.unwrap_or(&truth.family).clone();
        let (mut kanji, mut kana) = self.names(&family, truth);
        if self.one_in(rate::SWAPPED) {
            std::mem::swap(&mut kanji.family, &mut kanji.given);
            std::mem::swap(&mut kana.family, &mut kana.given);
        }
        let sex = truth.is_male != self.one_in(rate::SEX);
        let mut record = Person {
            kanji: if has_kanji { kanji } else { Name::default() },
            kana,
            birth: Some(self.birth(truth.birth)),
            sex: Some(if sex { "male" } else { "female" }.into()),
            ..Person::default()
        };
        if self.one_in(rate::MISSING) && has_kanji {
            record.kana = Name::default();
        }
        if self.one_in(rate::MISSING) {
            record.birth = None;
        }
        if self.one_in(rate::MISSING) {
            record.sex = None;
        }
        let home = truth
            .before
            .as_ref()
            .filter(|_| is_old)
            .unwrap_or(&truth.home);
        (record, home.clone())
    }

    fn names(&mut self, family: &Half, truth: &Truth) -> (Name, Name) {
        let written = |clerk: &mut Self, half: &Half| match names::variant(&half.0) {
            Some(variant) if clerk.one_in(rate::VARIANT) => variant,
            _ => half.0.clone(),
        };
        let mut given = written(self, &truth.given);
        if self.one_in(rate::OTHER_KANJI) {
            given =
                names::same_reading(&mut self.draw, &truth.given, truth.is_male).unwrap_or(given);
        }
        let kanji = Name::new(written(self, family), given);
        let kana = Name::new(self.read(&family.1), self.read(&truth.given.1));
        (kanji, kana)
    }

    fn read(&mut self, kana: &str) -> String {
        let mut letters: Vec<char> = kana.chars().collect();
        if self.one_in(rate::LONG_VOWEL) {
            let long = letters.windows(2).position(|two| {
                matches!(
                    two,
                    [
                        'オ' | 'ト' | 'ヨ' | 'ユ' | 'ョ' | 'ュ' | 'ロ' | 'コ' | 'ソ',
                        'オ' | 'ウ'
                    ]
                )
            });
            if let Some(at) = long {
                match self.draw.below(2) {
                    0 => letters[at + 1] = 'ー',
                    _ => drop(letters.remove(at + 1)),
                }
            }
        }
        if self.one_in(rate::KANA_TYPO) {
            let at = self.draw.below(letters.len());
            match self.draw.below(3) {
                0 if letters.len() > 2 => drop(letters.remove(at)),
                1 if at + 1 < letters.len() => letters.swap(at, at + 1),
                _ => letters[at] = ['ア', 'キ', 'ス', 'テ', 'ノ', 'マ', 'リ'][self.draw.below(7)],
            }
        }
        letters.into_iter().collect()
    }

    fn birth(&mut self, (mut year, mut month, mut day): (u32, u32, u32)) -> String {
        if self.one_in(rate::DAY_MONTH) && day <= 12 {
            std::mem::swap(&mut month, &mut day);
        }
        if self.one_in(rate::DIGIT) {
            match self.draw.below(3) {
                0 => year = year / 10 * 10 + self.draw.below(10) as u32,
                1 => month = 1 + self.draw.below(12) as u32,
                _ => day = day / 10 * 10 + 1 + self.draw.below(8) as u32,
            }
        }
        if self.one_in(rate::ERA) {
            year = match year {
                ..=1988 => year + 63,
                1989..=2018 => year + 30,
                _ => year - 30,
            };
        }
        match self.one_in(rate::YEAR_ONLY) {
            true => format!("{year}"),
            false => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn says_home(&mut self, record: &mut Person, home: &Home, in_words: bool) {
        let [a, b, c] = home.number;
        let number = match in_words {
            true => format!("{a}丁目{b}番{c}号"),
            false => format!("{a}-{b}-{c}"),
        };
        let room = match home.room {
            Some(room) if !self.one_in(4) => format!("　{room}"),
            _ => String::new(),
        };
        let city = match self.one_in(4) {
            true => home
                .city
                .split_once(['都', '道', '府', '県'])
                .map_or(home.city, |(_, rest)| rest),
            false => home.city,
        };
        if !self.one_in(rate::MISSING) {
            record.address = Some(format!("{city}{}{number}{room}", home.town));
            record.postal_code = Some(home.postal.clone());
        }
    }

    fn says_telephones(&mut self, record: &mut Person, at: usize, home: &Home) {
        let mobile = self.people[at].mobile.clone().filter(|_| !self.one_in(3));
        let mut number = mobile.unwrap_or_else(|| home.landline.clone());
        if self.one_in(rate::PHONE_DIGIT) {
            let place = 3 + self.draw.below(number.len() - 3);
            let digit = self.draw.below(10).to_string();
            number.replace_range(place..=place, &digit);
        }
        let written = match self.draw.below(3) {
            0 => format!("+81-{}", &number[1..]),
            1 => format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]),
            _ => number,
        };
        if !self.one_in(rate::MISSING) {
            record.telephones.push(written);
        }
    }
}

fn key(assigner: &str, number: usize) -> Key {
    Key {
        assigner: assigner.into(),
        value: number.to_string(),
    }
}

/// A date by its era: `昭和55年3月2日`, or `3550302` as claims have it.
fn era(date: &str, in_words: bool) -> String {
    let mut parts = date
        .split('-')
        .map(|part| part.parse::<u32>().expect("a number"));
    let year = parts.next().expect("a year");
    let (code, name, base) = match year {
        ..=1911 => (1, "明治", 1867),
        1912..=1925 => (2, "大正", 1911),
        1926..=1988 => (3, "昭和", 1925),
        1989..=2018 => (4, "平成", 1988),
        _ => (5, "令和", 2018),
    };
    let (month, day) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    match (in_words, month) {
        (true, 0) => format!("{name}{}年", year - base),
        (true, _) => format!("{name}{}年{month}月{day}日", year - base),
        (false, _) => format!("{code}{:02}{month:02}{day:02}", year - base),
    }
}

fn half_width(name: &mut Name) {
    for half in [&mut name.family, &mut name.given].into_iter().flatten() {
        *half = half.chars().map(narrow).collect();
    }
}

fn narrow(c: char) -> String {
    const WIDE: &str = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンャュョッー";
    const NARROW: &str = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｬｭｮｯｰ";
    let plain = |c: char| {
        let at = WIDE.chars().position(|wide| wide == c);
        at.and_then(|at| NARROW.chars().nth(at))
    };
    if let Some(narrow) = plain(c) {
        return narrow.into();
    }
    // Voiced kana stand one or two after the plain ones (UAX #44, names of U+30A1–U+30FA).
    for (back, mark) in [(1, 'ﾞ'), (2, 'ﾟ')] {
        let base = char::from_u32(u32::from(c) - back).and_then(plain);
        if let Some(base) = base {
            return format!("{base}{mark}");
        }
    }
    c.into()
}
