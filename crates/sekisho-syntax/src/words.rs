//! Rule names in words a nurse understands, and the nearest word to a misspelt one.

use crate::grammar::Rule;

/// What may stand somewhere: a keyword of the language, or a kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    Key(String),
    Kind { ja: &'static str, en: &'static str },
}

const END_JA: &str = "行の終わり";
const END_EN: &str = "the end of the line";

impl Word {
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Kind { en, .. } if *en == END_EN)
    }
}

/// The words for what a rule starts with.
pub fn words_of(rule: Rule) -> Vec<Word> {
    let kind = |ja, en| vec![Word::Kind { ja, en }];
    let keys = |words: &[&str]| words.iter().map(|w| Word::Key((*w).to_owned())).collect();
    match rule {
        Rule::EOI => kind(END_JA, END_EN),
        Rule::name | Rule::path | Rule::names => kind("名前", "a name"),
        Rule::word | Rule::argument | Rule::parameter => kind("語", "a word"),
        Rule::str | Rule::strs | Rule::clause | Rule::codes | Rule::sel_path => {
            kind("\" で囲んだ文字", "text in \"quotes\"")
        }
        Rule::int => kind("整数", "a whole number"),
        Rule::num | Rule::measured => kind("数", "a number"),
        Rule::version => kind("版（2026.1 など）", "a version such as 2026.1"),
        Rule::date => kind("日付（2026-04-01 など）", "a date such as 2026-04-01"),
        Rule::moment => kind("日付か日時", "a date or a time"),
        Rule::unit => kind(
            "単位（days, months, years など）",
            "a unit such as days, months or years",
        ),
        Rule::qty => kind("長さや量（90 days など）", "an amount such as 90 days"),
        Rule::bool => keys(&["yes", "no"]),
        Rule::list => kind("[ ] で囲んだ並び", "a list in [ ]"),
        Rule::tagno => kind("タグ番号（0010,0020 など）", "a tag such as 0010,0020"),
        Rule::sign | Rule::symbol => kind("= や <= などの比較", "a comparison such as = or <="),
        Rule::operand | Rule::reference | Rule::fact_value => kind("値か名前", "a value or a name"),
        Rule::expr | Rule::conj | Rule::factor | Rule::compare | Rule::group => {
            kind("条件", "a condition")
        }
        Rule::events => keys(&["some", "no", "every", "at least"]),
        Rule::at_least => keys(&["at least"]),
        Rule::window => keys(&["within", "before", "after", "around"]),
        Rule::arguments => kind("( )", "( )"),
        Rule::format => kind("形式（fhir R4 など）", "a format such as fhir R4"),
        Rule::verb | Rule::call => kind(
            "処理（keep, drop, blank, pseudonym, remap, shift, year, month, cap, first, round, band, map, replace）",
            "an action: keep, drop, blank, pseudonym, remap, shift, year, month, cap, first, round, band, map, replace",
        ),
        Rule::field_kind => keys(&[
            "direct",
            "code",
            "linking",
            "quasi",
            "singular",
            "free",
            "pixel",
            "face",
            "genome",
            "sensitive",
            "technical",
            "open",
            "dates",
            "ages",
            "areas",
            "individual_number",
            "insured_number",
        ]),
        Rule::allowance => keys(&[
            "nothing",
            "linking(study)",
            "issued(study)",
            "coarse",
            "shifted",
            "cleaned",
            "year",
            "any",
        ]),
        Rule::regime => keys(&["pseudonymized", "anonymized", "coded", "identified"]),
        Rule::fewer => keys(&["fewer than"]),
        Rule::in_k => keys(&["in k"]),
        Rule::kept_apart => keys(&["kept apart"]),
        Rule::destroyed => keys(&["destroyed after delivery"]),
        Rule::new_below => keys(&["new below"]),
        Rule::condition => keys(&["when", "unless"]),
        Rule::other_requirement => kind("要件", "a requirement"),
        Rule::stops => keys(&["at once", "within"]),
        Rule::sel_type => keys(&["type"]),
        Rule::sel_extension => keys(&["extension"]),
        Rule::sel_tag => keys(&["tag"]),
        Rule::sel_segment => kind("PID-5 などの項目", "a field such as PID-5"),
        Rule::close => keys(&[")"]),
        Rule::colon => keys(&[":"]),
        Rule::equals => keys(&["="]),
        Rule::reserved => Vec::new(),
        Rule::use_model => keys(&["model"]),
        _ => keyword_of(rule).map_or_else(
            || kind("続き", "something else"),
            |word| vec![Word::Key(word)],
        ),
    }
}

/// Rules that are a keyword, or start with one that names them.
fn keyword_of(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    let word = match rule {
        Rule::k_reconsent | Rule::reconsent => "re-consent",
        Rule::not_in | Rule::not_in_cohort => "not in",
        Rule::in_ | Rule::in_countries | Rule::in_cohort => "in",
        Rule::is_not | Rule::is => "is",
        Rule::starts_with => "starts with",
        Rule::at_event => "at",
        Rule::within => "within",
        Rule::as_profile => "as",
        Rule::on_classes => "on",
        Rule::to_kinds => "to",
        Rule::with_acts => "acts",
        Rule::requires_item => "requires item",
        Rule::and_below => "and below",
        Rule::in_group => "group",
        Rule::until_restored => "until restored",
        Rule::and_person => "and person",
        Rule::until_date | Rule::collected_until => "until",
        Rule::includes_gap => "includes gap",
        Rule::of_codelist => "codelist",
        Rule::approval_by => "approval by",
        Rule::require_profile => "profile",
        Rule::require_fee => "fee",
        Rule::each_row => "each row",
        Rule::from_org => "from org",
        Rule::of_group => "group",
        Rule::from_date => "from",
        Rule::claimed_of => "to",
        Rule::claimed_role => "role",
        Rule::as_regime => "as regime",
        Rule::not_commercial => "not commercial",
        Rule::where_ => "where",
        Rule::any_item => "any item",
        Rule::one_item => "item",
        Rule::keep_unless => "keep unless bereaved object",
        Rule::unless_kind => "unless",
        Rule::because_rule => "because",
        Rule::limit_patients => "patients",
        Rule::limit_other => "rows",
        Rule::stops_because => "stops because",
        Rule::ja
        | Rule::en
        | Rule::under
        | Rule::extends
        | Rule::since
        | Rule::says
        | Rule::because
        | Rule::cites
        | Rule::linking
        | Rule::require => &name,
        Rule::justification
        | Rule::log
        | Rule::trained
        | Rule::kind
        | Rule::country
        | Rule::endpoint
        | Rule::has => &name,
        Rule::unknown
        | Rule::between
        | Rule::cap
        | Rule::first
        | Rule::round
        | Rule::band
        | Rule::map
        | Rule::replace => &name,
        Rule::allowed | Rule::denied | Rule::output | Rule::delivery | Rule::rows | Rule::by => {
            &name
        }
        _ => name.strip_prefix("k_")?,
    };
    Some(word.to_owned())
}

/// The closest of some words, if it is close enough to be a slip of the hand.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length == 0 || length > 64 {
        return None;
    }
    let allowed = if length <= 2 {
        1
    } else {
        (length / 3).clamp(1, 3)
    };
    among
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance > 0 && *distance <= allowed && *distance < candidate.chars().count()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

const SHOWN_MAX: usize = 6;

pub fn list_ja(words: &[Word]) -> String {
    let shown: Vec<String> = words
        .iter()
        .take(SHOWN_MAX)
        .map(|w| match w {
            Word::Key(key) => key.clone(),
            Word::Kind { ja, .. } => (*ja).to_owned(),
        })
        .collect();
    join(&shown, "、", " か ", words.len() > SHOWN_MAX, " など")
}

pub fn list_en(words: &[Word]) -> String {
    let shown: Vec<String> = words
        .iter()
        .take(SHOWN_MAX)
        .map(|w| match w {
            Word::Key(key) => format!("'{key}'"),
            Word::Kind { en, .. } => (*en).to_owned(),
        })
        .collect();
    join(&shown, ", ", " or ", words.len() > SHOWN_MAX, " …")
}

fn join(words: &[String], comma: &str, or: &str, more: bool, rest: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        _ if more => format!("{}{rest}", words.join(comma)),
        [first @ .., last] => format!("{}{or}{last}", first.join(comma)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_finds_none() {
        assert_eq!(
            nearest("betwen", ["between", "before", "is"]),
            Some("between")
        );
        assert_eq!(nearest("cohrot", ["consent", "cohort"]), Some("cohort"));
        assert_eq!(nearest("xyzzy", ["between", "is"]), None);
        assert_eq!(
            nearest("肺がん予後2025", ["肺がん予後2026", "肺がん創薬A"]),
            Some("肺がん予後2026")
        );
    }
}
