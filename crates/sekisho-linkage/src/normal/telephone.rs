//! Telephone numbers by the digits that are dialled within Japan (電気通信番号計画, 令和元年総務省告示
//! 第6号): 0 and nine or ten digits; `+81` and `0081` stand for that 0.

use super::letters::clean;

/// The number, or `None` where it is none or one that nobody has (`000…`, `999…`).
pub fn telephone(text: &str) -> Option<String> {
    let text = clean(text)?;
    let dialled = text.split(['内', '#', 'X', ';']).next()?;
    let digits: String = dialled.chars().filter(char::is_ascii_digit).collect();
    let abroad = ["0081", "81"].into_iter().find_map(|code| {
        let rest = digits.strip_prefix(code)?;
        (text.starts_with('+') || code == "0081").then(|| rest.trim_start_matches('0').to_owned())
    });
    let number = abroad.map_or(digits, |rest| format!("0{rest}"));
    let varies = |digits: &str| digits.bytes().any(|b| Some(b) != digits.bytes().next());
    let is_one = (10..=11).contains(&number.len())
        && number.starts_with('0')
        && number.get(3..).is_some_and(varies);
    is_one.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_however_it_is_dialled() {
        for text in [
            "03-1234-5678",
            "０３（１２３４）５６７８",
            "+81-3-1234-5678",
            "+81 (0)3 1234 5678",
            "0081 3 1234 5678",
            "03 1234 5678 内線 12",
            "03‐1234‐5678",
        ] {
            assert_eq!(telephone(text).as_deref(), Some("0312345678"), "{text}");
        }
        assert_eq!(telephone("090-1111-2222").as_deref(), Some("09011112222"));
        for none in [
            "",
            "1234",
            "なし",
            "000-0000-0000",
            "090-0000-0000",
            "03-9999-9999",
            "1234567890",
        ] {
            assert_eq!(telephone(none), None, "{none}");
        }
    }
}
