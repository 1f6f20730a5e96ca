//! How a name is written. `kanji_variants.tsv` says which characters are forms of one another and
//! by which source; the same family is written 齋藤 in one register and 斎藤 in another.

use std::sync::OnceLock;

use super::kana::{is_katakana, katakana};
use super::letters::clean;

/// As it is written, without blanks.
pub fn written(text: &str) -> Option<String> {
    let text: String = clean(text)?.chars().filter(|c| !is_blank(*c)).collect();
    (!text.is_empty()).then_some(text)
}

/// The same with every character in its common form, 々 written out, kana as katakana.
pub fn folded(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    for c in written.chars() {
        match c {
            '々' | '〻' => out.extend(out.chars().next_back()),
            c => out.push(common(katakana(c))),
        }
    }
    out
}

/// The common form of a character: itself where the table names no other.
pub fn common(c: char) -> char {
    if is_katakana(c) {
        return if matches!(c, 'ヶ' | 'ヵ' | 'ガ') {
            'ケ'
        } else {
            c
        };
    }
    let table = variants();
    let found = table.binary_search_by_key(&c, |(variant, _)| *variant);
    found
        .ok()
        .and_then(|at| table.get(at))
        .map_or(c, |(_, common)| *common)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '・' | '^' | '.' | ',' | '\'')
}

/// Variant and common form, in the order of the variants.
fn variants() -> &'static [(char, char)] {
    static TABLE: OnceLock<Vec<(char, char)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("kanji_variants.tsv").lines();
        let mut table: Vec<(char, char)> = lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(pairs, _)| pairs.split_once('='))
            .filter_map(|(variants, common)| Some((variants, common.chars().next()?)))
            .flat_map(|(variants, common)| variants.chars().map(move |v| (v, common)))
            .collect();
        table.sort_unstable();
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        folded(&written(text).expect("a name"))
    }

    #[test]
    fn forms_of_one_character_are_one() {
        for (a, b) in [
            ("齋藤", "斎藤"),
            ("齊藤", "斉藤"),
            ("斉藤", "斎藤"),
            ("渡邊", "渡辺"),
            ("渡邉", "渡辺"),
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("中嶋", "中島"),
            ("澤田", "沢田"),
            ("廣瀨", "広瀬"),
            ("濵田", "浜田"),
            ("𠮷田", "吉田"),
            ("眞理", "真理"),
            ("佐々木", "佐佐木"),
            ("惠子", "恵子"),
            ("さくら", "サクラ"),
            ("龍ヶ崎", "竜ケ崎"),
            ("神", "\u{fa19}"),
            ("山田 太郎", "山田太郎"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(written("齋藤"), written("斎藤"));
        assert_ne!(fold("太田"), fold("大田"));
        assert_ne!(fold("太郎"), fold("太朗"));
        assert_eq!(fold("々"), "");
    }

    #[test]
    fn the_table_leads_each_variant_to_one_form_in_one_step() {
        let table = variants();
        assert!(table.len() > 300);
        for pair in table.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{:?} twice", pair[1].0);
        }
        for (variant, form) in table {
            assert_ne!(variant, form);
            assert_eq!(common(*form), *form, "{variant} leads on from {form}");
            assert_eq!(
                clean(&variant.to_string()),
                Some(variant.to_string()),
                "NFKC takes {variant}"
            );
        }
        let all = include_str!("kanji_variants.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for line in all {
            let (pair, source) = line.split_once('\t').expect("two columns");
            assert!(
                !source.is_empty()
                    && pair
                        .split_once('=')
                        .is_some_and(|(_, c)| c.chars().count() == 1),
                "{line}"
            );
        }
    }
}
