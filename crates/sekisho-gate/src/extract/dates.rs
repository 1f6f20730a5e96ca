//! What a delivery's people share of their dates, counted over all of them before the first byte.

use sekisho_model::dates::{PEOPLE_LEAST, SharedDates};
use sekisho_model::identity::Subject;
use sekisho_model::transform::DateSurvey;
use sekisho_store::Store;

use super::permitted;
use crate::{GateError, Permit};

/// Reads every permitted record once more, without the parts of it that stay. So many people as
/// share a date must be there at all.
pub(super) async fn shared(
    store: &Store,
    permit: &Permit,
    order: &[Subject],
    survey: Option<&mut dyn DateSurvey>,
) -> Result<SharedDates, GateError> {
    let Some(survey) = survey.filter(|_| order.len() as u64 >= PEOPLE_LEAST) else {
        return Ok(SharedDates::default());
    };
    for subject in order {
        let (records, _) = permitted(store, permit, *subject).await?;
        for record in &records {
            survey.record(record);
        }
        survey.end_of_person();
    }
    Ok(survey.shared())
}
