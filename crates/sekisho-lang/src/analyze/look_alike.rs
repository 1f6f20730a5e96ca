//! Names that an eye can't tell apart: kana and kanji of one shape, letters of other alphabets.
//!
//! Shapes after Unicode Technical Standard 39 (confusables), cut down to what Japanese and Western
//! input methods and text recognition really mix up.

/// (looks like, the kanji or Latin letter whose shape it shares)
const SHAPES: [(&str, char); 44] = [
    ("ロ", '口'),
    ("カ", '力'),
    ("ニ", '二'),
    ("ハ", '八'),
    ("タ", '夕'),
    ("エ", '工'),
    ("ト", '卜'),
    ("チ", '千'),
    ("オ", '才'),
    ("ミ", '三'),
    ("ヒ", '匕'),
    ("ノ", '丿'),
    ("ム", '厶'),
    ("ー―‐‑‒–—−─⼀ㅡ", '一'),
    ("へ", 'ヘ'),
    ("べ", 'ベ'),
    ("ぺ", 'ペ'),
    ("リ", 'り'),
    ("ヶ", 'ケ'),
    ("O〇οОоΟ", '0'),
    ("lIІіΙ", '1'),
    ("аα", 'a'),
    ("еҽ", 'e'),
    ("рρ", 'p'),
    ("сϲ", 'c'),
    ("хχ", 'x'),
    ("у", 'y'),
    ("ѕ", 's'),
    ("ј", 'j'),
    ("ν", 'v'),
    ("АΑ", 'A'),
    ("ВΒ", 'B'),
    ("ЕΕ", 'E'),
    ("КΚ", 'K'),
    ("МΜ", 'M'),
    ("НΗ", 'H'),
    ("РΡ", 'P'),
    ("СϹ", 'C'),
    ("ТΤ", 'T'),
    ("ХΧ", 'X'),
    ("ΥҮ", 'Y'),
    ("ΖᏃ", 'Z'),
    ("Ν", 'N'),
    ("Ѕ", 'S'),
];

/// The name with characters that look alike folded together.
pub fn skeleton(name: &str) -> String {
    if name
        .bytes()
        .all(|b| b.is_ascii() && !matches!(b, b'O' | b'l' | b'I'))
    {
        return name.to_owned();
    }
    name.chars().map(shape).collect()
}

fn shape(c: char) -> char {
    let found = SHAPES.iter().find(|(alike, _)| alike.contains(c));
    found.map_or(c, |(_, shape)| *shape)
}

/// The name as it was meant, where a kanji stands among katakana in the place of a kana of its shape.
pub fn meant(name: &str) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let katakana = |i: usize| letters.get(i).is_some_and(|c| is_katakana(*c));
    let mend = |(i, c): (usize, &char)| {
        let inside = i > 0 && katakana(i - 1) && katakana(i + 1);
        let at_start = i == 0 && *c != '一' && katakana(1) && katakana(2);
        let kana = kana_of(*c).filter(|_| inside || at_start);
        kana.unwrap_or(*c)
    };
    let mended: String = letters.iter().enumerate().map(mend).collect();
    (mended != name).then_some(mended)
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー')
}

/// The katakana that a kanji of the table is mistaken for.
fn kana_of(kanji: char) -> Option<char> {
    let (alike, _) = SHAPES.iter().find(|(_, shape)| *shape == kanji)?;
    alike.chars().next().filter(|c| is_katakana(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_shape_have_one_skeleton() {
        for (a, b) in [
            ("カルテ", "力ルテ"),
            ("データ", "デ一夕"),
            ("へその緒", "ヘその緒"),
            ("cohort", "сohort"),
            ("study1", "studyl"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
        }
        assert_ne!(skeleton("研究1"), skeleton("研究2"));
    }

    #[test]
    fn a_kanji_among_katakana_is_seen_and_one_among_kanji_is_not() {
        let meant = |name| meant(name).unwrap_or_default();
        assert_eq!(meant("力ルテ"), "カルテ");
        assert_eq!(meant("デ一タ"), "データ");
        assert_eq!(meant("バイオマー力ー"), "バイオマーカー");
        for real in [
            "人工レンズ",
            "口腔がん",
            "一次治療",
            "第二コホート",
            "八王子",
            "力価",
        ] {
            assert_eq!(meant(real), "", "{real}");
        }
    }
}
