//! Base64 (RFC 4648): the standard alphabet with padding, and the one for URIs without.

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub fn standard(bytes: &[u8]) -> String {
    let mut text = letters(bytes, STANDARD);
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

pub fn url(bytes: &[u8]) -> String {
    letters(bytes, URL)
}

fn letters(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let letter = bits >> (18 - 6 * place) & 63;
            text.push(char::from(alphabet[letter as usize]));
        }
    }
    text
}

/// The bytes of a text in the standard alphabet, written in the one way they can be; else `None`.
pub fn of_standard(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = STANDARD.iter().position(|known| *known == letter)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 255).ok()?);
        }
    }
    (standard(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 §10.
    #[test]
    fn the_standards_own_words() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(standard(bytes.as_bytes()), text);
            assert_eq!(of_standard(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(
            (standard(&[255, 239]), url(&[255, 239])),
            ("/+8=".into(), "_-8".into())
        );
        for wrong in ["Zg", "Zh==", "Z", "Zm9v=", "Z_==", "Zg==Zg=="] {
            assert_eq!(of_standard(wrong), None, "{wrong}");
        }
    }
}
