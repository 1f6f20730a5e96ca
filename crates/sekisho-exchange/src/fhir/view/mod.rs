//! ViewDefinitions of SQL on FHIR v2: a table drawn from the resources of one type.
//!
//! A definition is read and checked once and run resource by resource, over the same paths as the
//! views of the data model. Whatever it says that is not understood is an error when it is read; a
//! value that does not fit its column is an error when it is run. It never guesses.

mod read;
mod run;

#[cfg(test)]
mod tests;

use super::fhirpath::{Path, PathError};
use super::project::tree::Tree;

/// A definition that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewDefinition {
    resource: String,
    filters: Vec<Path>,
    select: Select,
    columns: Vec<String>,
}

/// What is wrong with a definition or does not fit it. Words of the definition only, no patient's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewError {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} is not what it must be")]
    NotOfItsType(&'static str),
    #[error("{0} is not understood here")]
    NotUnderstood(String),
    #[error(transparent)]
    Path(#[from] PathError),
    #[error("a column may not be called {0:?}")]
    ColumnName(String),
    #[error("the column {0} stands twice")]
    ColumnTwice(String),
    #[error("the branches of a unionAll have different columns")]
    UnionColumns,
    #[error("forEach, forEachOrNull and repeat exclude each other")]
    SeveralIterations,
    #[error("a constant has a name and one value of a primitive type")]
    Constant,
    #[error("a where does not come to true or false")]
    NotABoolean,
    #[error("the column {0} finds several values and is no collection")]
    SeveralValues(String),
    #[error("the column {0} finds something that is no single value")]
    NotAValue(String),
}

/// A value as it stands in the resource, or worked out.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Text(String),
    Bool(bool),
    /// Digits as written.
    Number(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    One(Scalar),
    /// Of a column that is a collection.
    Many(Vec<Scalar>),
}

/// One to one with the definition's columns.
pub type Row = Vec<Cell>;

impl ViewDefinition {
    /// Reads and checks a definition.
    pub fn read(definition: &Tree<'_>) -> Result<Self, ViewError> {
        read::definition(definition)
    }

    /// The resource type it draws from.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// In the order of the definition.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows that a resource gives; one of another type gives none.
    pub fn rows(&self, resource: &Tree<'_>) -> Result<Vec<Row>, ViewError> {
        run::rows(self, resource)
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Select {
    over: Over,
    columns: Vec<Column>,
    selects: Vec<Select>,
    unions: Vec<Select>,
}

/// What a select repeats over.
#[derive(Clone, Debug, PartialEq)]
enum Over {
    Here,
    Each(Path),
    /// One row of nothing where there is none.
    EachOrNull(Path),
    /// Down every path as long as it leads somewhere, parents first.
    Repeat(Vec<Path>),
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    name: String,
    path: Path,
    collection: bool,
}
