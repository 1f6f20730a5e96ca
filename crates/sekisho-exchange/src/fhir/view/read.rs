//! From a definition's JSON to something that can be run.

use std::collections::BTreeSet;

use super::{Column, Over, Select, ViewDefinition, ViewError};
use crate::fhir::fhirpath::{Constant, Constants, Path};
use crate::fhir::project::tree::Tree;

/// Words of a definition that say nothing about its rows.
const ABOUT: [&str; 20] = [
    "contact",
    "copyright",
    "description",
    "experimental",
    "extension",
    "fhirVersion",
    "id",
    "identifier",
    "meta",
    "name",
    "profile",
    "publisher",
    "resourceType",
    "status",
    "text",
    "title",
    "url",
    "useContext",
    "version",
    "versionAlgorithmString",
];
const DEPTH_MAX: usize = 16;

type Read<T> = Result<T, ViewError>;

pub(super) fn definition(tree: &Tree<'_>) -> Read<ViewDefinition> {
    let known = |key: &str| {
        matches!(key, "resource" | "constant" | "select" | "where") || ABOUT.contains(&key)
    };
    only(tree, known)?;
    let resource = text(tree, "resource")?.ok_or(ViewError::Missing("resource"))?;
    let constants = constants(tree)?;
    let reader = Reader {
        constants: &constants,
    };
    let selects = reader.selects(tree, "select", 0)?;
    if selects.is_empty() {
        return Err(ViewError::Missing("select"));
    }
    let select = Select {
        over: Over::Here,
        columns: Vec::new(),
        selects,
        unions: Vec::new(),
    };
    let filters = list(tree, "where")?.iter().map(|one| {
        let path = text(one, "path")?.ok_or(ViewError::Missing("where.path"))?;
        Ok(Path::with(path, &constants)?)
    });
    let columns = names(&select)?;
    let mut seen = BTreeSet::new();
    match columns.iter().find(|name| !seen.insert(name.as_str())) {
        Some(twice) => Err(ViewError::ColumnTwice(twice.clone())),
        None => Ok(ViewDefinition {
            resource: resource.to_owned(),
            filters: filters.collect::<Read<_>>()?,
            select,
            columns,
        }),
    }
}

struct Reader<'c> {
    constants: &'c Constants,
}

impl Reader<'_> {
    fn selects(&self, of: &Tree<'_>, key: &'static str, depth: usize) -> Read<Vec<Select>> {
        if depth > DEPTH_MAX {
            return Err(ViewError::NotOfItsType("select"));
        }
        let all = list(of, key)?.iter();
        all.map(|one| self.select(one, depth)).collect()
    }

    fn select(&self, tree: &Tree<'_>, depth: usize) -> Read<Select> {
        only(tree, |key| {
            matches!(
                key,
                "column" | "select" | "unionAll" | "forEach" | "forEachOrNull" | "repeat"
            )
        })?;
        let columns = list(tree, "column")?.iter();
        let select = Select {
            over: self.over(tree)?,
            columns: columns.map(|one| self.column(one)).collect::<Read<_>>()?,
            selects: self.selects(tree, "select", depth + 1)?,
            unions: self.selects(tree, "unionAll", depth + 1)?,
        };
        if select.columns.is_empty() && select.selects.is_empty() && select.unions.is_empty() {
            return Err(ViewError::Missing("column"));
        }
        Ok(select)
    }

    fn over(&self, tree: &Tree<'_>) -> Read<Over> {
        let path = |key| match text(tree, key)? {
            Some(path) => Ok(Some(Path::with(path, self.constants)?)),
            None => Read::Ok(None),
        };
        let repeat = list(tree, "repeat")?.iter().map(|one| match one {
            Tree::Text(path) => Ok(Path::with(path, self.constants)?),
            _ => Err(ViewError::NotOfItsType("repeat")),
        });
        let repeat: Vec<Path> = repeat.collect::<Read<_>>()?;
        match (path("forEach")?, path("forEachOrNull")?) {
            (None, None) if repeat.is_empty() => Ok(Over::Here),
            (None, None) => Ok(Over::Repeat(repeat)),
            (Some(each), None) if repeat.is_empty() => Ok(Over::Each(each)),
            (None, Some(each)) if repeat.is_empty() => Ok(Over::EachOrNull(each)),
            _ => Err(ViewError::SeveralIterations),
        }
    }

    fn column(&self, tree: &Tree<'_>) -> Read<Column> {
        only(tree, |key| {
            matches!(
                key,
                "name" | "path" | "type" | "collection" | "description" | "tag"
            )
        })?;
        let name = text(tree, "name")?.ok_or(ViewError::Missing("column.name"))?;
        let path = text(tree, "path")?.ok_or(ViewError::Missing("column.path"))?;
        text(tree, "type")?;
        if !is_name(name) {
            return Err(ViewError::ColumnName(name.to_owned()));
        }
        let collection = match tree.get("collection") {
            None => false,
            Some(Tree::Bool(value)) => *value,
            Some(_) => return Err(ViewError::NotOfItsType("collection")),
        };
        Ok(Column {
            name: name.to_owned(),
            path: Path::with(path, self.constants)?,
            collection,
        })
    }
}

/// `^[A-Za-z][A-Za-z0-9_]*$`, as the standard's `sql-name` has it.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The columns of a select in order: its own, then those below it, then those of its union.
fn names(select: &Select) -> Read<Vec<String>> {
    let mut found: Vec<String> = select.columns.iter().map(|c| c.name.clone()).collect();
    for below in &select.selects {
        found.extend(names(below)?);
    }
    let unions = select.unions.iter().map(names);
    let unions: Vec<Vec<String>> = unions.collect::<Read<_>>()?;
    if unions.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(ViewError::UnionColumns);
    }
    found.extend(unions.into_iter().next().unwrap_or_default());
    Ok(found)
}

fn constants(tree: &Tree<'_>) -> Read<Constants> {
    let mut constants = Constants::new();
    for one in list(tree, "constant")? {
        let name = text(one, "name")?.ok_or(ViewError::Constant)?;
        let Tree::Object(members) = one else {
            return Err(ViewError::Constant);
        };
        let mut values = members.iter().filter(|(key, _)| key.starts_with("value"));
        let value = match (values.next(), values.next()) {
            (Some((_, Tree::Text(text))), None) => Constant::Text(text.to_string()),
            (Some((_, Tree::Bool(value))), None) => Constant::Bool(*value),
            (Some((_, Tree::Number(digits))), None) => Constant::Number((*digits).to_owned()),
            _ => return Err(ViewError::Constant),
        };
        if !is_name(name) || constants.insert(name.to_owned(), value).is_some() {
            return Err(ViewError::Constant);
        }
    }
    Ok(constants)
}

fn only(tree: &Tree<'_>, known: impl Fn(&str) -> bool) -> Read<()> {
    let Tree::Object(members) = tree else {
        return Err(ViewError::NotOfItsType("the definition"));
    };
    match members.iter().find(|(key, _)| !known(key)) {
        Some((key, _)) => Err(ViewError::NotUnderstood(key.to_string())),
        None => Ok(()),
    }
}

fn text<'t>(tree: &'t Tree<'_>, key: &'static str) -> Read<Option<&'t str>> {
    match tree.get(key) {
        None => Ok(None),
        Some(Tree::Text(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(ViewError::NotOfItsType(key)),
    }
}

fn list<'t, 'a>(tree: &'t Tree<'a>, key: &'static str) -> Read<&'t [Tree<'a>]> {
    match tree.get(key) {
        None => Ok(&[]),
        Some(Tree::Array(items)) => Ok(items),
        Some(_) => Err(ViewError::NotOfItsType(key)),
    }
}
