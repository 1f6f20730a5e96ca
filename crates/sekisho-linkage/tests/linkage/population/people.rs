//! Who lives: households of one family name, address and telephone; twins; parents and children of
//! one name.

use sekisho_linkage::draw::Draw;

use super::names::{self, Half};

#[derive(Clone, Debug)]
pub struct Truth {
    pub family: Half,
    /// The name before a marriage.
    pub maiden: Option<Half>,
    pub given: Half,
    pub is_male: bool,
    /// Year, month, day.
    pub birth: (u32, u32, u32),
    pub home: Home,
    /// Where they lived before.
    pub before: Option<Home>,
    pub mobile: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Home {
    pub postal: String,
    pub city: &'static str,
    pub town: String,
    pub number: [usize; 3],
    pub room: Option<usize>,
    pub landline: String,
}

const CITIES: [(&str, &str, &str); 10] = [
    ("東京都世田谷区", "154", "03"),
    ("東京都中央区", "104", "03"),
    ("神奈川県横浜市港北区", "222", "045"),
    ("大阪府大阪市北区", "530", "06"),
    ("愛知県名古屋市千種区", "464", "052"),
    ("北海道札幌市中央区", "060", "011"),
    ("福岡県福岡市博多区", "812", "092"),
    ("千葉県柏市", "277", "04"),
    ("埼玉県川越市", "350", "049"),
    ("兵庫県神戸市中央区", "650", "078"),
];
const TOWNS: [&str; 20] = [
    "本町",
    "中央",
    "栄町",
    "緑ケ丘",
    "桜台",
    "旭町",
    "新町",
    "若葉",
    "東町",
    "西町",
    "北沢",
    "南沢",
    "八千代台",
    "三ツ沢",
    "六角橋",
    "豊町",
    "大和町",
    "日吉",
    "菊名",
    "柏の葉",
];

pub fn people(many: usize, seed: u64) -> Vec<Truth> {
    let mut draw = Draw::new(seed);
    let mut people = Vec::with_capacity(many + 5);
    while people.len() < many {
        household(&mut draw, &mut people);
    }
    people.truncate(many);
    people
}

/// One to five people: somebody, most often with a partner, children after both. One birth in a
/// hundred is of twins; one son in sixty is named after his father.
fn household(draw: &mut Draw, people: &mut Vec<Truth>) {
    let (family, home) = (names::family(draw), home(draw));
    let is_male = draw.below(2) == 0;
    let year = 1930 + draw.below(75);
    let first = person(draw, &family, &home, is_male, year as u32);
    let has_partner = year < 1998 && draw.below(10) < 6;
    let children = if has_partner { draw.below(4) } else { 0 };
    let father = first.given.clone();
    people.push(first);
    if has_partner {
        let year = (year + draw.below(7)) as u32;
        let mut partner = person(draw, &family, &home, !is_male, year);
        partner.maiden = (!partner.is_male).then(|| names::family(draw));
        people.push(partner);
    }
    let mut born = year + 22;
    for _ in 0..children {
        born += 1 + draw.below(6);
        if born > 2024 {
            break;
        }
        let is_boy = draw.below(2) == 0;
        let mut child = person(draw, &family, &home, is_boy, born as u32);
        if is_boy && is_male && draw.below(60) == 0 {
            child.given = father.clone();
        }
        people.push(child.clone());
        if draw.below(60) == 0 {
            let given = match draw.below(2) {
                0 => names::akin(draw, &child.given, is_boy),
                _ => names::another(draw, &child.given, is_boy),
            };
            people.push(Truth {
                given,
                mobile: mobile(draw),
                ..child
            });
        }
    }
}

fn person(draw: &mut Draw, family: &Half, home: &Home, is_male: bool, year: u32) -> Truth {
    Truth {
        family: family.clone(),
        maiden: None,
        given: names::given(draw, is_male),
        is_male,
        birth: (year, 1 + draw.below(12) as u32, 1 + draw.below(28) as u32),
        home: home.clone(),
        before: (draw.below(100) < 20).then(|| self::home(draw)),
        mobile: mobile(draw),
    }
}

fn mobile(draw: &mut Draw) -> Option<String> {
    (draw.below(10) < 7).then(|| format!("090{:08}", draw.below(100_000_000)))
}

fn home(draw: &mut Draw) -> Home {
    let (city, code, area) = CITIES[draw.below(CITIES.len())];
    let town = draw.below(TOWNS.len());
    let local = 10 - area.len();
    Home {
        postal: format!("{code}{:04}", town),
        city,
        town: TOWNS[town].into(),
        number: [1 + draw.below(6), 1 + draw.below(30), 1 + draw.below(20)],
        room: (draw.below(10) < 4).then(|| 101 + draw.below(9) * 100 + draw.below(9)),
        landline: format!("{area}{:0local$}", draw.below(10_usize.pow(local as u32))),
    }
}
