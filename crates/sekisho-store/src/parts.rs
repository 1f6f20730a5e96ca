//! What inside a record is judged apart from it, as `record.parts` keeps it: a JSON list of lists,
//! so that the summary for decisions can group over it without reading records.
//!
//! `[place, class, collected, since, until, sealed, foreign, needed, needs, pointers]`

use sekisho_model::DataClass;
use sekisho_model::record::Part;
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};
use crate::records::{collected_columns, collected_of};

#[derive(Serialize, Deserialize)]
struct Kept(
    String,
    DataClass,
    i64,
    Option<i64>,
    Option<i64>,
    u8,
    u8,
    u8,
    Vec<u32>,
    Vec<String>,
);

/// As the column holds them; NULL where nothing stands inside.
pub(crate) fn column(parts: Option<&[Part]>) -> Result<Option<String>> {
    let Some(parts) = parts else { return Ok(None) };
    let kept: Vec<Kept> = parts.iter().map(kept).collect();
    let text = serde_json::to_string(&kept).map_err(|_| StoreError::Damaged("a record's parts"))?;
    Ok(Some(text))
}

pub(crate) fn read(column: Option<&str>) -> Result<Option<Vec<Part>>> {
    let Some(text) = column else { return Ok(None) };
    let kept: Vec<Kept> =
        serde_json::from_str(text).map_err(|_| StoreError::Damaged("a record's parts"))?;
    kept.into_iter()
        .map(part)
        .collect::<Result<Vec<_>>>()
        .map(Some)
}

fn kept(part: &Part) -> Kept {
    let (collected, since, until) = collected_columns(part.collected);
    Kept(
        part.place.clone(),
        part.class.clone(),
        collected,
        since,
        until,
        part.sealed.into(),
        part.foreign.into(),
        part.needed.into(),
        part.needs.clone(),
        part.pointers.clone(),
    )
}

fn part(kept: Kept) -> Result<Part> {
    let Kept(place, class, collected, since, until, sealed, foreign, needed, needs, pointers) =
        kept;
    Ok(Part {
        place,
        class,
        collected: collected_of(collected, since, until)?,
        sealed: sealed != 0,
        foreign: foreign != 0,
        needed: needed != 0,
        needs,
        pointers,
    })
}

#[cfg(test)]
mod tests {
    use sekisho_model::Instant;
    use sekisho_model::record::Collected;

    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_nothing_inside_is_not_an_empty_list() {
        let part = Part {
            place: "contained/0".into(),
            class: DataClass::from("genome"),
            collected: Collected::Between(Instant(1), Instant(2)),
            sealed: true,
            foreign: false,
            needed: true,
            needs: vec![1],
            pointers: vec!["specimen".into()],
        };
        for parts in [None, Some(Vec::new()), Some(vec![part])] {
            let text = column(parts.as_deref()).expect("text");
            assert_eq!(read(text.as_deref()).expect("parts"), parts);
        }
        assert!(read(Some("[[1]]")).is_err());
    }
}
