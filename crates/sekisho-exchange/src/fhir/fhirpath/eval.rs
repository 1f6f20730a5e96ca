//! A path over a record. Elements are handed on one by one, so `exists()` and `first()` stop early
//! and nothing is gathered that nobody keeps.

use std::borrow::Cow;
use std::cmp::Ordering;

use sekisho_model::ucum::Unit;

use super::expr::{Expr, Order, Strings, Sum};
use super::parse::CHOICE_TYPES;
use super::{At, Item, Number, boundary};
use crate::fhir::project::tree::Tree;

/// Takes an element; false = no more are wanted.
type Sink<'s, 't, 'a> = &'s mut dyn FnMut(Item<'t, 'a>) -> bool;

/// Hands on every element of `expr` at `this`; false if the sink said no.
pub(super) fn walk<'t, 'a>(
    expr: &'t Expr,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
    sink: Sink<'_, 't, 'a>,
) -> bool {
    let truth = |value: Option<bool>| value.map(Item::Bool);
    let value =
        match expr {
            Expr::This => Some(this.clone()),
            Expr::Resource => Some(Item::Node(at.resource)),
            Expr::Row => Some(Item::Number(Number::whole(at.row as i64))),
            Expr::Nothing => None,
            Expr::Text(text) => Some(Item::Text(Cow::Borrowed(text))),
            Expr::Bool(value) => Some(Item::Bool(*value)),
            Expr::Number(digits) => Number::parse(digits).map(Item::Number),
            Expr::Member(of, name) => {
                return walk(of, this, at, &mut |item| member(&item, name, sink));
            }
            Expr::Choice(of, key) => {
                return walk(of, this, at, &mut |item| open(get(&item, key), sink));
            }
            Expr::OfResource(of, name) => {
                return walk(of, this, at, &mut |item| {
                    let kind = get(&item, "resourceType").and_then(Tree::text);
                    kind != Some(name) || sink(item)
                });
            }
            Expr::Extension(of, url) => {
                return walk(of, this, at, &mut |item| {
                    open(get(&item, "extension"), &mut |extension| {
                        get(&extension, "url").and_then(Tree::text) != Some(url) || sink(extension)
                    })
                });
            }
            Expr::Where(of, test) => {
                return walk(of, this, at, &mut |item| {
                    boolean(test, &item, at) != Some(true) || sink(item)
                });
            }
            Expr::Select(of, what) => {
                return walk(of, this, at, &mut |item| {
                    all(what, &item, at).into_iter().all(&mut *sink)
                });
            }
            Expr::Union(left, right) => {
                return walk(left, this, at, sink) && walk(right, this, at, sink);
            }
            Expr::Index(of, n) => nth(of, *n, this, at),
            Expr::Last(of) => {
                let mut last = None;
                walk(of, this, at, &mut |item| {
                    last = Some(item);
                    true
                });
                last
            }
            Expr::Exists(of) => Some(Item::Bool(nth(of, 0, this, at).is_some())),
            Expr::Empty(of) => Some(Item::Bool(nth(of, 0, this, at).is_none())),
            Expr::All(of, test) => Some(Item::Bool(walk(of, this, at, &mut |item| {
                boolean(test, &item, at) == Some(true)
            }))),
            Expr::Not(of) => truth(boolean(of, this, at).map(|value| !value)),
            Expr::Count(of) => {
                let mut count = 0;
                walk(of, this, at, &mut |_| {
                    count += 1;
                    true
                });
                Some(Item::Number(Number::whole(count)))
            }
            Expr::Join(of, between) => join(of, between, this, at),
            Expr::Strings(what, of, with) => truth(strings(*what, of, with, this, at)),
            Expr::IsUnit(of) => {
                single(of, this, at).map(|item| Item::Bool(item.text().is_some_and(is_unit)))
            }
            Expr::ResourceKey(of) => single(of, this, at).and_then(|item| resource_key(&item)),
            Expr::ReferenceKey(of, kind) => {
                return walk(of, this, at, &mut |item| {
                    reference_key(&item, kind.as_deref()).is_none_or(&mut *sink)
                });
            }
            Expr::Boundary(of, end, precise) => {
                single(of, this, at).and_then(|item| boundary::of(&item, *end, *precise))
            }
            Expr::Is(of, text) => is(of, text, this, at).map(Item::Bool),
            Expr::OneOf(of, texts) => single(of, this, at).map(|item| {
                Item::Bool(item.text().is_some_and(|text| {
                    texts.binary_search_by(|one| one.as_str().cmp(text)).is_ok()
                }))
            }),
            Expr::In(of, all) => single(of, this, at).map(|item| {
                Item::Bool(!walk(all, this, at, &mut |one| {
                    same(&item, &one) != Some(true)
                }))
            }),
            Expr::Equal(left, right, wanted) => {
                truth(equal(left, right, this, at).map(|equal| equal == *wanted))
            }
            Expr::Order(order, left, right) => truth(ordered(*order, left, right, this, at)),
            Expr::Sum(sum, left, right) => summed(*sum, left, right, this, at),
            Expr::And(left, right) => truth(match boolean(left, this, at) {
                Some(false) => Some(false),
                left => match (left, boolean(right, this, at)) {
                    (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                },
            }),
            Expr::Or(left, right) => truth(match boolean(left, this, at) {
                Some(true) => Some(true),
                left => match (left, boolean(right, this, at)) {
                    (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                },
            }),
        };
    value.is_none_or(sink)
}

/// A unit symbol of the list, or one that can be read: no annotation, for that is free text.
fn is_unit(text: &str) -> bool {
    sekisho_model::catalog::r4().is_unit(text) || !text.contains('{') && Unit::read(text).is_some()
}

/// A truth value; one element that is no boolean counts as true, as FHIRPath has it, and so does the
/// first of several.
fn boolean<'t, 'a>(expr: &'t Expr, this: &Item<'t, 'a>, at: At<'t, 'a>) -> Option<bool> {
    nth(expr, 0, this, at).map(|item| item.bool().unwrap_or(true))
}

fn nth<'t, 'a>(
    expr: &'t Expr,
    n: usize,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
) -> Option<Item<'t, 'a>> {
    let (mut left, mut found) = (n, None);
    walk(expr, this, at, &mut |item| {
        if left == 0 {
            found = Some(item);
            return false;
        }
        left -= 1;
        true
    });
    found
}

/// The one element; several are none.
fn single<'t, 'a>(expr: &'t Expr, this: &Item<'t, 'a>, at: At<'t, 'a>) -> Option<Item<'t, 'a>> {
    let (mut found, mut several) = (None, false);
    walk(expr, this, at, &mut |item| {
        several = found.is_some();
        found = Some(item);
        !several
    });
    found.filter(|_| !several)
}

fn all<'t, 'a>(expr: &'t Expr, this: &Item<'t, 'a>, at: At<'t, 'a>) -> Vec<Item<'t, 'a>> {
    let mut items = Vec::new();
    walk(expr, this, at, &mut |item| {
        items.push(item);
        true
    });
    items
}

/// `= 'text'`; several elements equal no single text.
fn is<'t, 'a>(of: &'t Expr, text: &str, this: &Item<'t, 'a>, at: At<'t, 'a>) -> Option<bool> {
    let mut answer = None;
    walk(of, this, at, &mut |item| {
        let first = answer.is_none();
        answer = Some(first && item.text() == Some(text));
        first
    });
    answer
}

fn equal<'t, 'a>(
    left: &'t Expr,
    right: &'t Expr,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
) -> Option<bool> {
    let (left, right) = (all(left, this, at), all(right, this, at));
    if left.is_empty() || right.is_empty() {
        return None;
    }
    if left.len() != right.len() {
        return Some(false);
    }
    let mut pairs = left.iter().zip(&right);
    Some(pairs.all(|(left, right)| same(left, right) == Some(true)))
}

fn same(left: &Item<'_, '_>, right: &Item<'_, '_>) -> Option<bool> {
    if let (Some(left), Some(right)) = (left.text(), right.text()) {
        return Some(left == right);
    }
    if let (Some(left), Some(right)) = (left.bool(), right.bool()) {
        return Some(left == right);
    }
    match (left.number(), right.number()) {
        (Some(left), Some(right)) => left.compare(right).map(Ordering::is_eq),
        _ => Some(false),
    }
}

fn ordered<'t, 'a>(
    order: Order,
    left: &'t Expr,
    right: &'t Expr,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
) -> Option<bool> {
    let (left, right) = (single(left, this, at)?, single(right, this, at)?);
    let found = match (left.number(), right.number()) {
        (Some(left), Some(right)) => left.compare(right)?,
        _ => left.text()?.cmp(right.text()?),
    };
    Some(match order {
        Order::Less => found.is_lt(),
        Order::LessOrEqual => found.is_le(),
        Order::Greater => found.is_gt(),
        Order::GreaterOrEqual => found.is_ge(),
    })
}

fn summed<'t, 'a>(
    sum: Sum,
    left: &'t Expr,
    right: &'t Expr,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
) -> Option<Item<'t, 'a>> {
    let (left, right) = (single(left, this, at)?, single(right, this, at)?);
    if let (Sum::Plus, Some(left), Some(right)) = (sum, left.text(), right.text()) {
        return Some(Item::Text(Cow::Owned(format!("{left}{right}"))));
    }
    let (left, right) = (left.number()?, right.number()?);
    let found = match sum {
        Sum::Plus => left.plus(right),
        Sum::Minus => left.minus(right),
        Sum::Times => left.times(right),
        Sum::Over => left.over(right),
    };
    found.map(Item::Number)
}

fn strings<'t, 'a>(
    what: Strings,
    of: &'t Expr,
    with: &'t Expr,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
) -> Option<bool> {
    let (of, with) = (single(of, this, at)?, single(with, this, at)?);
    let (of, with) = (of.text()?, with.text()?);
    Some(match what {
        Strings::StartsWith => of.starts_with(with),
        Strings::EndsWith => of.ends_with(with),
        Strings::Contains => of.contains(with),
    })
}

fn join<'t, 'a>(
    of: &'t Expr,
    between: &str,
    this: &Item<'t, 'a>,
    at: At<'t, 'a>,
) -> Option<Item<'t, 'a>> {
    let items = all(of, this, at);
    let texts: Vec<&str> = items.iter().filter_map(Item::text).collect();
    (!texts.is_empty()).then(|| Item::Text(Cow::Owned(texts.join(between))))
}

/// `Type/id`, the same for a resource and a relative reference to it.
fn resource_key<'t, 'a>(item: &Item<'t, 'a>) -> Option<Item<'t, 'a>> {
    let kind = get(item, "resourceType")?.text()?;
    let id = get(item, "id")?.text()?;
    Some(Item::Text(Cow::Owned(format!("{kind}/{id}"))))
}

fn reference_key<'t, 'a>(item: &Item<'t, 'a>, kind: Option<&str>) -> Option<Item<'t, 'a>> {
    let reference = get(item, "reference")?.text()?;
    let key = reference
        .split_once("/_history/")
        .map_or(reference, |(key, _)| key);
    match kind {
        Some(kind) if key.rsplit('/').nth(1) != Some(kind) => None,
        _ => Some(Item::Text(Cow::Borrowed(key))),
    }
}

fn get<'t, 'a>(item: &Item<'t, 'a>, key: &str) -> Option<&'t Tree<'a>> {
    match item {
        Item::Node(tree) => tree.get(key),
        _ => None,
    }
}

/// A member by its name in FHIR: the key, or the one choice key `nameType` that stands there.
fn member<'t, 'a>(item: &Item<'t, 'a>, name: &str, sink: Sink<'_, 't, 'a>) -> bool {
    let Item::Node(Tree::Object(members)) = item else {
        return true;
    };
    let mut choice = None;
    for (key, value) in members {
        match key.strip_prefix(name) {
            Some("") => return open(Some(value), sink),
            Some(suffix) if choice.is_none() && CHOICE_TYPES.binary_search(&suffix).is_ok() => {
                choice = Some(value);
            }
            _ => {}
        }
    }
    open(choice, sink)
}

/// An element, its array opened.
fn open<'t, 'a>(found: Option<&'t Tree<'a>>, sink: Sink<'_, 't, 'a>) -> bool {
    match found {
        None | Some(Tree::Null) => true,
        Some(Tree::Array(items)) => items
            .iter()
            .filter(|item| !matches!(item, Tree::Null))
            .all(|item| sink(Item::Node(item))),
        Some(tree) => sink(Item::Node(tree)),
    }
}
