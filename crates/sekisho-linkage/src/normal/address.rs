//! Addresses: 住居表示 (昭和37年法律第119号: 町・街区符号・住居番号) and 地番 in one form, 3-2-5 for
//! 三丁目2番5号. Prefectures are left out by many sources and so by us; 大字 and 字 too.

use super::date::{kanji_digit, value};
use super::kanji::common;
use super::letters::{clean, is_stroke};

/// A place in three parts, the last two empty where they are not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Municipality and town.
    pub town: String,
    /// Up to three numbers: `3-2-5`.
    pub number: String,
    /// Building and room, without blanks and strokes (ー is typed as - and the other way round).
    pub rest: String,
}

/// 47 prefectures by how they begin, without 都道府県 where another ending could stand.
const PREFECTURES: &str = include_str!("prefectures.txt");

impl Address {
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<char> = plain(&clean(text)?);
        let (town, after) = town_of(&letters);
        let (numbers, rest) = numbers_of(after);
        let kept = numbers.len().min(3);
        let number = numbers.get(..kept).unwrap_or_default().join("-");
        let mut beyond: String = numbers.get(kept..).unwrap_or_default().join("-");
        beyond.extend(
            rest.iter()
                .filter(|c| !c.is_whitespace() && !is_stroke(**c)),
        );
        let town = without_prefecture(&town);
        (!town.is_empty()).then_some(Self {
            town,
            number,
            rest: beyond,
        })
    }
}

/// `1234567` for `〒123-4567`; `None` where it is no code of seven digits.
pub fn postal_code(text: &str) -> Option<String> {
    let digits: String = clean(text)?.chars().filter(char::is_ascii_digit).collect();
    let varies = digits.bytes().any(|b| b != b'0' && b != b'9');
    (digits.len() == 7 && varies).then_some(digits)
}

/// Common forms of kanji, numerals before 丁目 and the like as digits, a leading postal code away.
fn plain(text: &str) -> Vec<char> {
    let text = text.trim_start_matches('〒');
    let code = |c: char| c.is_ascii_digit() || is_stroke(c);
    let body = text.trim_start_matches(code).trim_start();
    let letters: Vec<char> = body.chars().map(common).collect();
    let mut out = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(c) = letters.get(at) {
        let run: String = letters
            .iter()
            .skip(at)
            .take_while(|c| kanji_digit(**c).is_some())
            .collect();
        let length = run.chars().count();
        let counts =
            length > 0 && counts_something(letters.get(at + length..).unwrap_or_default(), &out);
        match value(&run).filter(|_| counts) {
            Some(number) => {
                out.extend(number.to_string().chars());
                at += length;
            }
            None => {
                out.push(*c);
                at += 1;
            }
        }
    }
    out
}

/// Whether a kanji numeral is a number: 丁目, 番, 号, 条 after it, a stroke or の beside it.
fn counts_something(after: &[char], before: &[char]) -> bool {
    match after {
        ['丁', '目', ..] | ['番' | '号' | '条', ..] => true,
        [c, ..] if is_stroke(*c) => true,
        ['の' | 'ノ', next, ..] => next.is_ascii_digit() || kanji_digit(*next).is_some(),
        _ => match before {
            [.., d, 'の' | 'ノ'] => d.is_ascii_digit() || *d == '地',
            [.., c] => is_stroke(*c) || matches!(c, '番' | '目' | '地'),
            [] => false,
        },
    }
}

/// Everything before the first number; 北1条西5丁目 keeps its 条.
fn town_of(letters: &[char]) -> (String, &[char]) {
    let mut at = 0;
    while at < letters.len() {
        let rest = letters.get(at..).unwrap_or_default();
        let run = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        if run > 0 && !matches!(rest.get(run), Some('条' | '線')) {
            break;
        }
        at += run.max(1);
    }
    let (town, after) = letters.split_at(at);
    let said: String = town
        .iter()
        .filter(|c| !c.is_whitespace() && !is_stroke(**c))
        .collect();
    (said.replace("大字", "").replace('字', ""), after)
}

/// Numbers joined by strokes, の, 丁目, 番地, 番 and 号, and what stands behind the last.
fn numbers_of(letters: &[char]) -> (Vec<String>, &[char]) {
    let mut numbers = Vec::new();
    let mut at = 0;
    loop {
        let rest = letters.get(at..).unwrap_or_default();
        let number: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
        if number.is_empty() {
            return (numbers, rest);
        }
        at += number.len();
        let trimmed = number.trim_start_matches('0');
        numbers.push(if trimmed.is_empty() {
            "0".into()
        } else {
            trimmed.to_owned()
        });
        at += joint(letters.get(at..).unwrap_or_default());
    }
}

/// How many letters join two numbers here, at the end of a number too.
fn joint(after: &[char]) -> usize {
    let word = match after {
        ['丁', '目', ..] => 2,
        ['番', '地', 'の' | 'ノ', ..] => 3,
        ['番', '地', ..] => 2,
        ['番' | '号', ..] => 1,
        ['の' | 'ノ', c, ..] if c.is_ascii_digit() => 1,
        [c, ..] if is_stroke(*c) => 1,
        _ => 0,
    };
    let blanks = |from: usize| {
        after
            .iter()
            .skip(from)
            .take_while(|c| c.is_whitespace() || is_stroke(**c))
            .count()
    };
    let beyond = word + blanks(word);
    // A blank alone joins nothing: 3-2-5 401 is a number and a room.
    let goes_on = word > 0 && after.get(beyond).is_some_and(char::is_ascii_digit);
    if goes_on { beyond } else { word }
}

fn without_prefecture(town: &str) -> String {
    let ends = ['都', '道', '府', '県'];
    let name = PREFECTURES.lines().find_map(|name| town.strip_prefix(name));
    let rest = name.and_then(|rest| rest.strip_prefix(ends));
    rest.filter(|rest| !rest.is_empty())
        .unwrap_or(town)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(town: &str, number: &str, rest: &str) -> Option<Address> {
        Some(Address {
            town: town.into(),
            number: number.into(),
            rest: rest.into(),
        })
    }

    #[test]
    fn one_place_however_it_is_written() {
        let place = address("中央区築地", "5-1-1", "");
        for text in [
            "東京都中央区築地5-1-1",
            "東京都中央区築地五丁目１番１号",
            "中央区築地５丁目１－１",
            "中央区築地5‐1‐1",
            "中央区築地五丁目一番一号",
            "中央区築地5丁目1番地1",
            "中央区築地5丁目1番地の1",
            "中央区築地五の一の一",
            "〒104-0045 東京都中央区築地5−1−1",
            "中央区 築地 5ー1ー1",
        ] {
            assert_eq!(Address::parse(text), place, "{text}");
        }
        let room = address("中央区築地", "5-1-1", "コポ築地401");
        for text in [
            "中央区築地5-1-1 コーポ築地401",
            "中央区築地5丁目1番1号　コーポ築地４０１",
        ] {
            assert_eq!(Address::parse(text), room, "{text}");
        }
        assert_eq!(
            Address::parse("中央区築地5-1-1-401"),
            address("中央区築地", "5-1-1", "401")
        );
    }

    #[test]
    fn names_of_towns_stay_names() {
        for (text, expect) in [
            ("港区六本木6-10-1", address("港区六本木", "6-10-1", "")),
            (
                "三重県四日市市三滝台二丁目3",
                address("四日市市三滝台", "2-3", ""),
            ),
            ("千葉市中央区八千代", address("千葉市中央区八千代", "", "")),
            ("京都市上京区", address("京都市上京区", "", "")),
            (
                "札幌市北区北十条西5丁目",
                address("札幌市北区北10条西", "5", ""),
            ),
            (
                "龍ヶ崎市大字小通幸谷町12番地",
                address("竜ケ崎市小通幸谷町", "12", ""),
            ),
            (
                "龍ケ崎市小通幸谷町１２",
                address("竜ケ崎市小通幸谷町", "12", ""),
            ),
        ] {
            assert_eq!(Address::parse(text), expect, "{text}");
        }
        for none in ["", "5-1-1", "〒104-0045", "-"] {
            assert_eq!(Address::parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_postal_code_has_seven_digits() {
        assert_eq!(
            postal_code("〒１０４－００４５").as_deref(),
            Some("1040045")
        );
        for none in ["104", "0000000", "999-9999", "", "12345678"] {
            assert_eq!(postal_code(none), None, "{none}");
        }
    }
}
