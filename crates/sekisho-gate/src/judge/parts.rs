//! What stays of a record that leaves: the parts inside it that a decision does not let out, and
//! what can't leave without them.

use sekisho_model::record::{Part, RecordHead};
use sekisho_model::transform::Held;

/// Takes from the withheld parts those that may leave. A part stays that is about somebody else,
/// that `allowed` does not let out, or that can't leave without one that stays. `Err`: the record
/// itself can't leave without one that stays.
pub(crate) fn narrow(head: &mut RecordHead, allowed: impl Fn(&Part) -> bool) -> Result<(), Held> {
    let Some(parts) = head.withheld.as_mut().filter(|parts| !parts.is_empty()) else {
        return Ok(());
    };
    let stay = staying(parts, allowed);
    if parts
        .iter()
        .zip(&stay)
        .any(|(part, stays)| *stays && part.needed)
    {
        return Err(Held::Part);
    }
    let mut stay = stay.into_iter();
    parts.retain(|_| stay.next().unwrap_or(true));
    Ok(())
}

fn staying(parts: &[Part], allowed: impl Fn(&Part) -> bool) -> Vec<bool> {
    let mut stay: Vec<bool> = parts
        .iter()
        .map(|part| part.foreign || !allowed(part))
        .collect();
    loop {
        let lacking = |part: &Part| {
            let mut needs = part.needs.iter();
            // A number that the list does not have is a part that nobody judged.
            needs.any(|n| stay.get(*n as usize).copied().unwrap_or(true))
        };
        let more: Vec<usize> = (0..parts.len())
            .filter(|n| !stay[*n] && lacking(&parts[*n]))
            .collect();
        if more.is_empty() {
            return stay;
        }
        for n in more {
            stay[n] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use sekisho_model::record::Collected;
    use sekisho_model::{DataClass, Digest};

    use super::*;

    fn part(place: &str, class: &str, needs: &[u32]) -> Part {
        Part {
            place: place.into(),
            class: DataClass::from(class),
            collected: Collected::Timeless,
            sealed: false,
            foreign: false,
            needed: false,
            needs: needs.to_vec(),
            pointers: Vec::new(),
        }
    }

    fn left(parts: Vec<Part>) -> Result<Vec<String>, Held> {
        let mut head = RecordHead {
            row: 1,
            subject: None,
            kind: "Encounter".into(),
            source_id: "e".into(),
            class: DataClass::from("clinical"),
            collected: Collected::Timeless,
            sealed: false,
            digest: Digest::of(b""),
            withheld: Some(parts),
        };
        narrow(&mut head, |part| part.class.as_str() == "clinical")?;
        Ok(head.parts().iter().map(|part| part.place.clone()).collect())
    }

    #[test]
    fn what_needs_a_part_that_stays_stays_too_along_the_chain() {
        let genome = part("contained/0", "genome", &[]);
        let report = part("contained/1", "clinical", &[0]);
        let summary = part("contained/2", "clinical", &[1]);
        let other = part("contained/3", "clinical", &[]);
        let all = vec![genome, report, summary, other];
        let stays = ["contained/0", "contained/1", "contained/2"].map(str::to_owned);
        assert_eq!(left(all), Ok(stays.to_vec()));
    }

    #[test]
    fn a_record_that_needs_one_that_stays_stays_whole() {
        let needed = Part {
            needed: true,
            ..part("contained/0", "genome", &[])
        };
        assert_eq!(left(vec![needed.clone()]), Err(Held::Part));
        let allowed = Part {
            class: DataClass::from("clinical"),
            ..needed
        };
        assert_eq!(left(vec![allowed.clone()]), Ok(Vec::new()));
        let foreign = Part {
            foreign: true,
            ..allowed
        };
        assert_eq!(left(vec![foreign]), Err(Held::Part));
    }
}
