//! Which classes of records a cohort rests on, and which it must see whole.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::DataClass;
use sekisho_model::cohort::Cohort;
use sekisho_model::oncology::DataModel;
use sekisho_model::release::ReleasedField;

pub(crate) struct Needs {
    /// Of each record type that is read: the classes of the records it reads events from. One of
    /// them must be there to be used.
    pub types: Vec<BTreeSet<DataClass>>,
    /// Where the cohort takes it for an answer that there is nothing, each class must be.
    pub whole: BTreeSet<DataClass>,
}

impl Needs {
    /// Of a cohort, and of the fields that its members are counted by.
    pub fn of(model: &DataModel, cohort: &Cohort, by: &[ReleasedField]) -> Self {
        let asks = cohort.asks();
        let views = asks.keys().chain(by.iter().map(|field| &field.view));
        let sources = views
            .filter_map(|v| model.views.get(v))
            .flat_map(|v| &v.from);
        let mut types: BTreeMap<&str, BTreeSet<DataClass>> = BTreeMap::new();
        for source in sources {
            let of = types.entry(&source.resource).or_default();
            of.extend(model.classes_of_source(source).into_iter().cloned());
        }
        types.retain(|_, classes| !classes.is_empty());
        // A count by Patient columns and one without are refused in the same words.
        let mut types: Vec<(&str, BTreeSet<DataClass>)> = types.into_iter().collect();
        types.sort_by_key(|(name, _)| *name != "Patient");
        let silent = asks.iter().filter(|(_, silence)| **silence);
        let silent = silent.filter_map(|(view, _)| model.views.get(view));
        let whole = silent.flat_map(|view| model.classes_of(view));
        Self {
            types: types.into_iter().map(|(_, classes)| classes).collect(),
            whole: whole.map(|(class, _)| class.clone()).collect(),
        }
    }

    pub fn classes(&self) -> BTreeSet<&DataClass> {
        self.types.iter().flatten().chain(&self.whole).collect()
    }
}
