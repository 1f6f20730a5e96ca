//! Whether a coarser value is coarse: a number rounded to a millionth, an age capped at a billion and
//! a code cut after its ninety-ninth character are what they were.
//!
//! The standard names the finest step of each concept; a step that it does not name counts for
//! nothing, and so does a plugin's own word for what it does.

use sekisho_model::Text;
use sekisho_model::codelist::CodeMap;
use sekisho_model::profile::{Action, ValueKind};
use sekisho_model::standard::{Line, Standard, Step};

use super::super::leaving::Leaving;

/// A category of a classification is written in so many characters (ICD-10 C34, ICD-O C34, ATC L01).
const CATEGORY_CHARACTERS: u32 = 3;
/// Of the codes of a map at most one in so many may stand alone in its group: the island that is a
/// region of its own.
const ALONE_ONE_IN: usize = 10;

pub fn counts_as_coarse(standard: &Standard, field: &Leaving) -> bool {
    let does = |action: &Action| standard.steps().any(|(step, _)| meets(step, action, field));
    let tells_age = tells_age(field);
    field.certain.iter().any(|action| {
        // The year of birth tells an age to the year, however coarse a date it is.
        let year = matches!(action, Action::Year | Action::Month);
        does(action) && !(year && tells_age && names_age_step(standard))
    })
}

fn names_age_step(standard: &Standard) -> bool {
    standard
        .steps()
        .any(|(step, _)| matches!(step, Step::Age { years } if years > 1))
}

fn tells_age(field: &Leaving) -> bool {
    field.concept.as_deref() == Some("birth_date")
}

fn meets(step: Step, action: &Action, field: &Leaving) -> bool {
    match (step, action) {
        (Step::Age { years }, action) if concerns(step, field) => width(action, f64::from(years)),
        (Step::Money { digits }, action) if concerns(step, field) => {
            width(action, 10f64.powi(digits.min(18) as i32))
        }
        (Step::Area { digits }, Action::First(n)) => concerns(step, field) && *n <= digits,
        (Step::Category, Action::First(n)) => {
            field.kind == ValueKind::Code && *n <= CATEGORY_CHARACTERS
        }
        (Step::Category, Action::Map(map)) => !map.keeps_rest && groups_codes(map),
        (Step::Month, Action::Month | Action::Year) | (Step::Year, Action::Year) => true,
        _ => false,
    }
}

/// Whether a step speaks of this field's concept.
fn concerns(step: Step, field: &Leaving) -> bool {
    let concept = field.concept.as_deref().unwrap_or_default();
    match step {
        Step::Age { .. } => matches!(concept, "age" | "birth_date"),
        Step::Money { .. } => concept == "amount",
        Step::Area { .. } => concept == "postal_code",
        Step::Category => field.kind == ValueKind::Code,
        Step::Month | Step::Year => field.is_date,
    }
}

/// Whether an action leaves nothing narrower than this. A cap alone leaves what is below it.
fn width(action: &Action, least: f64) -> bool {
    let number = |text: &String| text.parse::<f64>().ok();
    match action {
        Action::Round(step) => number(step).is_some_and(|step| step >= least),
        Action::Band(bounds) => {
            bounds
                .windows(2)
                .all(|pair| match (number(&pair[0]), number(&pair[1])) {
                    (Some(low), Some(high)) => high - low >= least,
                    _ => false,
                })
        }
        _ => false,
    }
}

/// A map that writes one group for each code is a list of other names.
fn groups_codes(map: &CodeMap) -> bool {
    let whole = |code: &String| code.chars().count() <= CATEGORY_CHARACTERS as usize;
    let mut sizes: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for group in map.exact.values() {
        *sizes.entry(group).or_default() += 1;
    }
    for (code, group) in &map.below {
        // Everything below a category is several codes; below a whole code there is nothing more.
        *sizes.entry(group).or_default() += if whole(code) { 2 } else { 1 };
    }
    let codes: usize = sizes.values().sum();
    let alone = sizes.values().filter(|size| **size == 1).count();
    alone * ALONE_ONE_IN <= codes && sizes.len() * 2 <= codes
}

/// What the rule makes of the value, in the author's own words.
pub fn fine_words(field: &Leaving) -> Text {
    let words: Vec<String> = field.certain.iter().map(written).collect();
    let words = words.join(" then ");
    Text::new(
        format!("粗さの足りない値（{words}）"),
        format!("a value that is not coarse enough ({words})"),
    )
}

fn written(action: &Action) -> String {
    match action {
        Action::First(n) => format!("first {n}"),
        Action::Round(step) => format!("round {step}"),
        Action::Cap(cap) => format!("cap {}", cap.bound),
        Action::Map(map) if map.keeps_rest => format!("map {} else keep", map.name),
        Action::Map(map) => format!("map {}", map.name),
        Action::Call(call) => format!("{}.{}", call.plugin, call.function),
        action => action.word().to_owned(),
    }
}

/// What the standard counts as coarse for this field, and the clause that says so.
pub fn step_words(standard: &Standard, field: &Leaving, line: &Line) -> (Text, String) {
    let mut steps = standard.steps();
    let Some((step, by)) = steps.find(|(step, _)| concerns(*step, field)) else {
        let nothing = Text::new(
            "k で数える値（粗さの段は決めていません）",
            "a value that k counts (it names no step for this)",
        );
        return (nothing, line.clause());
    };
    let clause = if by.cites.is_empty() {
        line.clause()
    } else {
        sekisho_model::law::clause(&by.cites)
    };
    let words = match step {
        Step::Age { years } => Text::new(
            format!("{years} 歳以上の幅にした年齢"),
            format!("an age by {years} years or more"),
        ),
        Step::Money { digits } => Text::new(
            format!("下 {digits} 桁を丸めた金額"),
            format!("an amount whose last {digits} digits are rounded away"),
        ),
        Step::Area { digits } => Text::new(
            format!("先頭の {digits} 桁までの郵便番号"),
            format!("the first {digits} digits of a postal code at most"),
        ),
        Step::Category => Text::new(
            "コードの分類（3 文字まで、または複数のコードをまとめた群）",
            "the category of a code (3 characters at most, or a group of several codes)",
        ),
        Step::Month => Text::new("年月か年", "the month or the year"),
        Step::Year => Text::new("年", "the year"),
    };
    (words, clause)
}

/// What to write in its place.
pub fn steps_that_do(standard: &Standard, field: &Leaving) -> String {
    let mut steps = standard.steps();
    let step = steps.find(|(step, _)| concerns(*step, field));
    let own = match step.map(|(step, _)| step) {
        Some(Step::Age { years }) => format!("band [20, 40, 60, 80], round {years}, "),
        Some(Step::Money { digits }) => format!("round 1{}, ", "0".repeat(digits as usize)),
        Some(Step::Area { digits }) => format!("first {digits}, "),
        Some(Step::Category) => format!("first {CATEGORY_CHARACTERS}, map, "),
        Some(Step::Month) => "month, year, ".to_owned(),
        Some(Step::Year) => "year, ".to_owned(),
        None => String::new(),
    };
    format!("{own}drop, release {{ k … }}")
}
