//! One form for what is written in many ways in Japan. Each file says its source; what can't be
//! read is absent, never a guess.

pub mod address;
pub mod date;
pub mod kana;
pub mod kanji;
pub mod letters;
pub mod sex;
pub mod telephone;
