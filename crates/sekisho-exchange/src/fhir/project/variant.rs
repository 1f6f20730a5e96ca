//! Whether a text is written as a gene or a variant is: HGVS, dbSNP, ClinVar, COSMIC, HGNC.
//!
//! A result that says `NM_000059.3:c.68_69del` tells the genome, whatever code stands beside it and
//! whatever system its code claims.

use super::folded::folded;

/// Any word of the text. Words are parted by blanks and marks that no such name holds.
pub fn names_a_variant(text: &str) -> bool {
    // Every such name has a digit.
    if !text.chars().any(char::is_numeric) {
        return false;
    }
    let parts = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '、' | '，' | '；' | '/' | '|' | '"' | '\'')
    };
    text.split(parts).any(|word| {
        let word = folded(word);
        // `(p.Val600Glu)`, `[NM_…]`: brackets around a word.
        let bare = word.trim_matches(|c: char| {
            matches!(
                c,
                '(' | ')' | '[' | ']' | '{' | '}' | '.' | '「' | '」' | '（' | '）'
            )
        });
        is_number(bare) || is_hgvs(bare)
    })
}

/// `rs121913529`, `hgnc:1100`, `vcv000013961.12`, `cosv56056643`.
fn is_number(word: &str) -> bool {
    const NUMBERS: [(&str, usize); 8] = [
        ("rs", 3),
        ("hgnc:", 1),
        ("vcv", 6),
        ("rcv", 6),
        ("scv", 6),
        ("cosm", 2),
        ("cosv", 5),
        ("cosn", 5),
    ];
    NUMBERS.iter().any(|(prefix, digits_min)| {
        word.strip_prefix(prefix).is_some_and(|rest| {
            let digits = rest.split_once('.').map_or(rest, |(digits, _)| digits);
            digits.len() >= *digits_min && digits.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// `nm_000059.3:c.68_69del`, `braf:p.val600glu`, `p.(v600e)`, `g.43045712t>c`: a level, a place, a change.
fn is_hgvs(word: &str) -> bool {
    let change = word.rsplit_once(':').map_or(word, |(_, change)| change);
    let Some((level, rest)) = change.split_once('.') else {
        return false;
    };
    let rest = rest.trim_start_matches(['(', '[']);
    match level {
        // An amino acid, then its place: `v600e`, `val600glu`.
        "p" => {
            let acid = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let place = rest
                .bytes()
                .skip(acid)
                .take_while(u8::is_ascii_digit)
                .count();
            (1..=3).contains(&acid) && place > 0 && rest.len() > acid + place
        }
        "c" | "g" | "m" | "n" | "o" | "r" => {
            let rest = rest.trim_start_matches(['-', '*', '?', '(']);
            let place = rest.bytes().take_while(u8::is_ascii_digit).count();
            let next = rest.as_bytes().get(place);
            place > 0
                && next.is_some_and(|b| {
                    matches!(
                        b,
                        b'_' | b'+'
                            | b'-'
                            | b'>'
                            | b'='
                            | b'*'
                            | b'('
                            | b')'
                            | b'a'
                            | b'c'
                            | b'g'
                            | b't'
                            | b'u'
                            | b'd'
                            | b'i'
                    )
                })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_a_variant_is_one() {
        for text in [
            "NM_000059.3:c.68_69delAG",
            "BRAF p.V600E",
            "EGFR (p.Leu858Arg) 陽性",
            "NC_000017.11:g.43045712T>C",
            "rs121913529",
            "hgnc:1100",
            "VCV000013961.12",
            "COSM476",
            "c.5266dup、病的",
            "ｐ.Ｖ６００Ｅ",
        ] {
            assert!(names_a_variant(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_is_not() {
        for text in [
            "",
            "陽性",
            "5.3",
            "p.o. 3x",
            "s.c. 10 mg",
            "No.5",
            "c. 10 mg",
            "rs",
            "T2N0M0",
            "120/80",
            "2020-01-01T00:00:00Z",
            "http://loinc.org",
        ] {
            assert!(!names_a_variant(text), "{text}");
        }
    }
}
