//! A definition over one resource.

use super::{Cell, Column, Over, Row, Scalar, Select, ViewDefinition, ViewError};
use crate::fhir::fhirpath::{At, Item, Path};
use crate::fhir::project::tree::Tree;

/// More rows than this out of one resource are a mistake of the definition, or an attack.
const ROWS_MAX: usize = 1 << 20;

static NOTHING: Tree<'static> = Tree::Object(Vec::new());

type Ran<T> = Result<T, ViewError>;

pub(super) fn rows(view: &ViewDefinition, resource: &Tree<'_>) -> Ran<Vec<Row>> {
    let kind = resource.get("resourceType").and_then(Tree::text);
    if kind != Some(&view.resource) {
        return Ok(Vec::new());
    }
    let root = At::root(resource);
    for filter in &view.filters {
        if !holds(filter, root)? {
            return Ok(Vec::new());
        }
    }
    select(&view.select, root)
}

/// True, false, or nothing, which is false.
fn holds(filter: &Path, at: At<'_, '_>) -> Ran<bool> {
    match filter.items(at).as_slice() {
        [] => Ok(false),
        [one] => one.bool().ok_or(ViewError::NotABoolean),
        _ => Err(ViewError::NotABoolean),
    }
}

fn select<'t, 'a>(of: &'t Select, at: At<'t, 'a>) -> Ran<Vec<Row>> {
    let mut rows = Vec::new();
    let elements = match &of.over {
        Over::Here => return at_element(of, at),
        Over::Each(path) => elements(path, at),
        Over::EachOrNull(path) => match elements(path, at) {
            found if found.is_empty() => return at_element(of, nothing(at)),
            found => found,
        },
        Over::Repeat(paths) => {
            let mut found = Vec::new();
            repeat(paths, at, &mut found);
            found
        }
    };
    for (row, element) in elements.into_iter().enumerate() {
        rows.extend(at_element(of, At { element, row, ..at })?);
        if rows.len() > ROWS_MAX {
            return Err(ViewError::NotAValue("(rows)".to_owned()));
        }
    }
    Ok(rows)
}

/// An element that has no members. Trees are covariant, so the shared one does for every record.
fn nothing<'t, 'a>(at: At<'t, 'a>) -> At<'t, 'a> {
    let element: &'t Tree<'a> = &NOTHING;
    At {
        element,
        row: 0,
        ..at
    }
}

fn elements<'t, 'a>(path: &'t Path, at: At<'t, 'a>) -> Vec<&'t Tree<'a>> {
    let nodes = path.items(at).into_iter().filter_map(|item| match item {
        Item::Node(tree) => Some(tree),
        _ => None,
    });
    nodes.collect()
}

/// Parents before children; the depth of a record bounds it.
fn repeat<'t, 'a>(paths: &'t [Path], at: At<'t, 'a>, found: &mut Vec<&'t Tree<'a>>) {
    for element in paths.iter().flat_map(|path| elements(path, at)) {
        found.push(element);
        repeat(paths, At { element, ..at }, found);
    }
}

/// Its own columns, each row of them with each row of what stands below, with each row of the union.
fn at_element<'t, 'a>(of: &'t Select, at: At<'t, 'a>) -> Ran<Vec<Row>> {
    let own = of.columns.iter().map(|column| cell(column, at));
    let mut rows = vec![own.collect::<Ran<Row>>()?];
    for below in &of.selects {
        rows = product(rows, &select(below, at)?)?;
    }
    if !of.unions.is_empty() {
        let mut union = Vec::new();
        for branch in &of.unions {
            union.extend(select(branch, at)?);
        }
        rows = product(rows, &union)?;
    }
    Ok(rows)
}

fn product(left: Vec<Row>, right: &[Row]) -> Ran<Vec<Row>> {
    if left.len().saturating_mul(right.len()) > ROWS_MAX {
        return Err(ViewError::NotAValue("(rows)".to_owned()));
    }
    let pairs = left.iter().flat_map(|left| {
        right
            .iter()
            .map(move |right| left.iter().chain(right).cloned().collect())
    });
    Ok(pairs.collect())
}

fn cell(column: &Column, at: At<'_, '_>) -> Ran<Cell> {
    let values = column.path.items(at);
    let values = values
        .iter()
        .map(|item| scalar(item).ok_or_else(|| ViewError::NotAValue(column.name.clone())));
    let mut values: Vec<Scalar> = values.collect::<Ran<_>>()?;
    Ok(match (column.collection, values.len()) {
        (true, _) => Cell::Many(values),
        (false, 0) => Cell::Null,
        (false, 1) => Cell::One(values.remove(0)),
        (false, _) => return Err(ViewError::SeveralValues(column.name.clone())),
    })
}

fn scalar(item: &Item<'_, '_>) -> Option<Scalar> {
    if let Some(text) = item.text() {
        return Some(Scalar::Text(text.to_owned()));
    }
    match item {
        Item::Bool(value) | Item::Node(Tree::Bool(value)) => Some(Scalar::Bool(*value)),
        Item::Node(Tree::Number(digits)) => Some(Scalar::Number((*digits).to_owned())),
        Item::Number(number) => Some(Scalar::Number(number.to_string())),
        _ => None,
    }
}
