//! How a name is read. Sources: half-width kana of claims and HL7 messages has no small letters in
//! many systems (JIS X 0201 has them, forms ask for large ones); 現代仮名遣い (昭和61年内閣告示第1号)
//! for ぢ・づ・を and the writing of long vowels.

use super::letters::{clean, is_stroke};

/// A reading in one writing: katakana, no blanks, small letters large, ヂ ヅ ヲ ヰ ヱ ヴ as they
/// sound, a stroke between kana as the long mark. `None`: no kana or Latin letter is there.
pub fn reading(text: &str) -> Option<String> {
    let text = clean(text)?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = large(katakana(c));
        match c {
            'ヽ' | 'ヾ' => out.extend(out.chars().next_back()),
            c if is_stroke(c) => out.push('ー'),
            c if is_katakana(c) || c.is_ascii_alphabetic() => out.push(c),
            // Blanks, middle dots, quotes, and kanji that strayed into the field.
            _ => {}
        }
    }
    let is_read = out.chars().any(|c| c != 'ー');
    (is_read && !text.chars().any(is_ideograph)).then_some(out)
}

/// A reading without its long vowels: オオノ, オウノ, オーノ and オノ are one sound.
pub fn sound(reading: &str) -> String {
    let mut out = String::with_capacity(reading.len());
    let mut vowel = None;
    for c in reading.chars() {
        let lengthens = matches!(
            (vowel, c),
            (Some(_), 'ー')
                | (Some('ア'), 'ア')
                | (Some('イ'), 'イ')
                | (Some('ウ'), 'ウ')
                | (Some('エ'), 'エ' | 'イ')
                | (Some('オ'), 'オ' | 'ウ')
        );
        if lengthens {
            continue;
        }
        out.push(c);
        vowel = vowel_of(c);
    }
    out
}

/// Hiragana as katakana; everything else as it is.
pub fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    }
}

pub fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

pub fn is_ideograph(c: char) -> bool {
    matches!(c, '々' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn large(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' | 'ヰ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' | 'ヱ' => 'エ',
        'ォ' | 'ヲ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        'ヴ' => 'ブ',
        c => c,
    }
}

/// The vowel that a kana ends in, by the table of fifty sounds.
fn vowel_of(c: char) -> Option<char> {
    const ROWS: [(char, &str); 5] = [
        ('ア', "アカサタナハマヤラワガザダバパ"),
        ('イ', "イキシチニヒミリギジビピ"),
        ('ウ', "ウクスツヌフムユルグズブプ"),
        ('エ', "エケセテネヘメレゲゼデベペ"),
        ('オ', "オコソトノホモヨロゴゾドボポ"),
    ];
    let row = ROWS.iter().find(|(_, row)| row.contains(c));
    row.map(|(vowel, _)| *vowel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reading_however_it_is_written() {
        for (a, b) in [
            ("ヤマダ", "ﾔﾏﾀﾞ"),
            ("やまだ", "ヤマダ"),
            ("ハットリ", "ﾊﾂﾄﾘ"),
            ("キョウコ", "キヨウコ"),
            ("じゅんいち", "ジユンイチ"),
            ("ヤマダ　タロウ", "ヤマダタロウ"),
            ("カヅオ", "カズオ"),
            ("みちを", "ミチオ"),
            ("オ-ノ", "オーノ"),
            ("ｵｰﾉ", "オーノ"),
            ("ヰノウヱ", "イノウエ"),
            ("ジョン・スミス", "ジヨンスミス"),
            ("ゝゝみ", "ミ"),
            ("なゝみ", "ナナミ"),
        ] {
            assert_eq!(reading(a), reading(b), "{a} {b}");
            assert!(reading(a).is_some(), "{a}");
        }
        assert_ne!(reading("ハット"), reading("ハト"));
        assert_ne!(reading("カキ"), reading("ガキ"));
        for none in ["", "山田", "ヤマ田", "123", "ー", "・"] {
            assert_eq!(reading(none), None, "{none}");
        }
    }

    #[test]
    fn a_long_vowel_is_no_other_sound() {
        let heard = |text| sound(&reading(text).expect("a reading"));
        for (a, b) in [
            ("オオノ", "オノ"),
            ("オーノ", "オノ"),
            ("オウノ", "オノ"),
            ("ユウコ", "ユーコ"),
            ("ケイコ", "ケーコ"),
            ("キョウコ", "キヨコ"),
            ("シイナ", "シーナ"),
        ] {
            assert_eq!(heard(a), heard(b), "{a} {b}");
        }
        assert_ne!(heard("アイ"), heard("ア"));
        assert_ne!(heard("イノウエ"), heard("イナエ"));
        assert_eq!(heard("ーア"), "ーア");
    }
}
