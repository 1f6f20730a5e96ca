//! What became of each leaf of each type, counted from the bytes that came and the bytes that left.
//!
//! What the walk meant to do is not asked: a leaf left where its first byte did, by the edit list that
//! the delivered record was written from. A record that says `masked` somewhere is read as it left.

use std::collections::BTreeMap;

use sekisho_model::catalog::{Catalog, Inside, ShapeId};
use sekisho_model::transform::{Field, FieldCounts};

use super::batch::Op;
use super::rulebook::Rule;
use super::scan::{self, Wrong};
use super::table::{MASKED, Plan, StateId, Table};
use super::walk;
use crate::columns::Columns;

/// A tree of the keys that were met, a root a type. A whole inside one like it (`item.item`) counts as
/// its outer one, so that the tree is no larger than the standard.
#[derive(Default)]
pub(super) struct Tally {
    nodes: Vec<Node>,
    roots: Vec<(ShapeId, NodeId)>,
    edits: Edits,
}

/// The edit list of one record by place, each list read once from its front to its end.
#[derive(Default)]
struct Edits {
    /// Ranges of the record that left as they came.
    copied: Vec<(u32, u32)>,
    /// Which rule changes the value at a place.
    sites: Vec<(u32, Rule)>,
    next_copied: usize,
    next_site: usize,
}

type NodeId = u32;

struct Node {
    /// Of the standard, or a type's name; nobody's own word.
    key: &'static str,
    above: Option<NodeId>,
    inside: Option<Inside>,
    /// What the profile says of this place, where a table of it was built.
    state: Option<StateId>,
    rule: Option<Rule>,
    below: Vec<NodeId>,
    /// Records of one type write their keys in the same order: where in `below` the next one stands.
    next: usize,
    came: u64,
    left: u64,
    masked: u64,
    changed: Vec<(Rule, u64)>,
}

/// Which of the two is read, and what is counted of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// What came, and what of it left.
    Both,
    Came,
    Left,
}

/// The bytes that are read, and against what.
#[derive(Clone, Copy)]
struct Reading<'a> {
    bytes: &'a [u8],
    side: Side,
    table: &'a Table,
    /// The node of the type's keys that the standard does not know.
    unknown: NodeId,
}

impl Tally {
    /// One record as it came and as it left.
    pub fn record(
        &mut self,
        state: StateId,
        (came, left): (&[u8], &[u8]),
        ops: &[Op],
        (table, columns): (&Table, &Columns),
    ) {
        let Ok(shape) = walk::kind_of(came, scan::blank(came, 0), table) else {
            return;
        };
        let root = self.root(shape, state, table.catalog());
        self.edits.read(ops, columns);
        let is_masked = |op: &Op| match op {
            Op::Masked { .. } => true,
            Op::Literal(at) => table.is_masked(*at),
            Op::Copy(..) | Op::Kind(_) | Op::Site { .. } => false,
        };
        let sides = match ops.iter().any(is_masked) {
            false => [Some((came, Side::Both)), None],
            true => [Some((came, Side::Came)), Some((left, Side::Left))],
        };
        for (bytes, side) in sides.into_iter().flatten() {
            let unknown = root + 1;
            let reading = Reading {
                bytes,
                side,
                table,
                unknown,
            };
            // Both were read before: what is not JSON never comes this far.
            let _ = self.value(reading, root, scan::blank(bytes, 0), 0);
        }
    }

    fn root(&mut self, shape: ShapeId, state: StateId, catalog: &Catalog) -> NodeId {
        if let Some((_, root)) = self.roots.iter().find(|(known, _)| *known == shape) {
            return *root;
        }
        let inside = Some(Inside::Shape(shape));
        let root = self.add(catalog.at(shape).path, None, inside);
        self.nodes[root as usize].state = Some(state);
        self.add("", Some(root), None);
        self.roots.push((shape, root));
        root
    }

    fn add(&mut self, key: &'static str, above: Option<NodeId>, inside: Option<Inside>) -> NodeId {
        self.nodes.push(Node {
            key,
            above,
            inside,
            state: None,
            rule: None,
            below: Vec::new(),
            next: 0,
            came: 0,
            left: 0,
            masked: 0,
            changed: Vec::new(),
        });
        (self.nodes.len() - 1) as NodeId
    }

    /// Past a value; counts its leaves.
    fn value(
        &mut self,
        reading: Reading<'_>,
        node: NodeId,
        at: usize,
        depth: usize,
    ) -> Result<usize, Wrong> {
        let bytes = reading.bytes;
        match scan::byte(bytes, at)? {
            b'{' if reading.side == Side::Left && bytes[at..].starts_with(MASKED.as_bytes()) => {
                self.nodes[node as usize].masked += 1;
                Ok(at + MASKED.len())
            }
            b'{' => self.object(reading, node, at, scan::deeper(depth)?),
            b'[' => {
                let depth = scan::deeper(depth)?;
                let mut at = scan::blank(bytes, at + 1);
                while scan::byte(bytes, at)? != b']' {
                    at = scan::blank(bytes, self.value(reading, node, at, depth)?);
                    if scan::byte(bytes, at)? == b',' {
                        at = scan::blank(bytes, at + 1);
                    }
                }
                Ok(at + 1)
            }
            first => {
                let end = scan::skip(bytes, at, depth)?;
                if first != b'n' {
                    self.leaf(reading.side, node, at);
                }
                Ok(end)
            }
        }
    }

    fn leaf(&mut self, side: Side, node: NodeId, at: usize) {
        let node = &mut self.nodes[node as usize];
        if side == Side::Left {
            node.left += 1;
            return;
        }
        node.came += 1;
        let changed = self.edits.site(at as u32);
        node.left +=
            u64::from(side == Side::Both && (changed.is_some() || self.edits.left(at as u32)));
        if let Some(rule) = changed {
            node.change(rule);
        }
    }

    fn object(
        &mut self,
        reading: Reading<'_>,
        node: NodeId,
        open: usize,
        depth: usize,
    ) -> Result<usize, Wrong> {
        let bytes = reading.bytes;
        let node = self.typed(reading, node, open);
        self.nodes[node as usize].next = 0;
        let mut at = scan::blank(bytes, open + 1);
        while scan::byte(bytes, at)? != b'}' {
            let (end, _) = scan::string(bytes, at)?;
            let key = &bytes[at + 1..end - 1];
            let value = scan::blank(bytes, scan::blank(bytes, end) + 1);
            at = match key {
                b"resourceType" => scan::skip(bytes, value, depth)?,
                _ => match self.child(reading, node, key) {
                    Some(child) => self.value(reading, child, value, depth)?,
                    None => {
                        self.leaf(reading.side, reading.unknown, value);
                        scan::skip(bytes, value, depth)?
                    }
                },
            };
            at = scan::blank(bytes, at);
            if scan::byte(bytes, at)? == b',' {
                at = scan::blank(bytes, at + 1);
            }
        }
        Ok(at + 1)
    }

    /// Of a place where any resource may stand, the node of the one that does.
    fn typed(&mut self, reading: Reading<'_>, node: NodeId, open: usize) -> NodeId {
        if self.nodes[node as usize].inside != Some(Inside::Resource) {
            return node;
        }
        let Ok(shape) = walk::kind_of(reading.bytes, open, reading.table) else {
            return reading.unknown;
        };
        let key = reading.table.catalog().at(shape).path;
        match self.known(node, key.as_bytes()) {
            Some(known) => known,
            None => self.hang(node, key, Some(Inside::Shape(shape))),
        }
    }

    /// The node of a key, or of the sibling of its value, `_key`. `None`: the standard has none.
    fn child(&mut self, reading: Reading<'_>, node: NodeId, key: &[u8]) -> Option<NodeId> {
        let key = key.strip_prefix(b"_").unwrap_or(key);
        if let Some(known) = self.known(node, key) {
            return Some(known);
        }
        let Some(Inside::Shape(shape)) = self.nodes[node as usize].inside else {
            // Below a value stands an element: an id and extensions.
            return self.below_value(reading, node, key);
        };
        let fields = &reading.table.catalog().at(shape).fields;
        let field = fields.iter().find(|field| field.key.as_bytes() == key)?;
        let (key, inside) = (field.key, field.inside);
        if let Some(outer) = self.outer(node, key, inside) {
            self.nodes[node as usize].below.push(outer);
            return Some(outer);
        }
        let child = self.hang(node, key, Some(inside));
        if let Some(state) = self.nodes[node as usize].state {
            let state = &reading.table.states[state as usize];
            if let Some(plan) = state.keys.find(key.as_bytes()).map(|n| &state.fields[n]) {
                let child = &mut self.nodes[child as usize];
                child.rule = plan.by;
                child.state = match plan.plan {
                    Plan::Walk(to) => Some(to),
                    _ => None,
                };
            }
        }
        Some(child)
    }

    fn below_value(&mut self, reading: Reading<'_>, node: NodeId, key: &[u8]) -> Option<NodeId> {
        let (_, element) = reading.table.catalog().shape("Element")?;
        let field = element.fields.iter().find(|f| f.key.as_bytes() == key)?;
        let is_value = matches!(self.nodes[node as usize].inside, Some(Inside::Value(_)));
        let (key, inside) = (field.key, field.inside);
        is_value.then(|| match self.outer(node, key, inside) {
            Some(outer) => outer,
            None => self.hang(node, key, Some(inside)),
        })
    }

    fn hang(&mut self, node: NodeId, key: &'static str, inside: Option<Inside>) -> NodeId {
        let child = self.add(key, Some(node), inside);
        self.nodes[node as usize].below.push(child);
        child
    }

    #[inline]
    fn known(&mut self, node: NodeId, key: &[u8]) -> Option<NodeId> {
        let (below, next) = {
            let node = &self.nodes[node as usize];
            (&node.below, node.next)
        };
        let is = |child: &NodeId| self.nodes[*child as usize].key.as_bytes() == key;
        let found = match below.get(next).filter(|child| is(child)) {
            Some(_) => next,
            None => below.iter().position(is)?,
        };
        let child = below[found];
        self.nodes[node as usize].next = found + 1;
        Some(child)
    }

    /// The whole of the same name and kind that this one stands in.
    fn outer(&self, node: NodeId, key: &str, inside: Inside) -> Option<NodeId> {
        if matches!(inside, Inside::Value(_)) {
            return None;
        }
        let mut at = Some(node);
        while let Some(id) = at {
            let node = &self.nodes[id as usize];
            if node.key == key && node.inside == Some(inside) {
                return Some(id);
            }
            at = node.above;
        }
        None
    }

    /// By type and path; what the standard does not know stands together.
    pub fn named(&self) -> BTreeMap<Field, FieldCounts> {
        let mut named = BTreeMap::new();
        for (id, node) in self.nodes.iter().enumerate() {
            if node.came + node.left + node.masked == 0 {
                continue;
            }
            let (form, path) = self.path(id as NodeId);
            let name = Field {
                form: form.to_owned(),
                element: (!path.is_empty()).then_some(path),
            };
            let counts = FieldCounts {
                rule: node.rule,
                left: node.left,
                dropped: node.came.saturating_sub(node.left),
                masked: node.masked,
                changed: node.changed.iter().copied().collect(),
            };
            named.insert(name, counts);
        }
        named
    }

    /// The type, and what stands below it: `name.family`.
    fn path(&self, id: NodeId) -> (&'static str, String) {
        let (mut keys, mut at) = (Vec::new(), &self.nodes[id as usize]);
        while let Some(above) = at.above {
            keys.push(at.key);
            at = &self.nodes[above as usize];
        }
        keys.reverse();
        (at.key, keys.join("."))
    }
}

impl Edits {
    fn read(&mut self, ops: &[Op], columns: &Columns) {
        self.copied.clear();
        self.sites.clear();
        (self.next_copied, self.next_site) = (0, 0);
        for op in ops {
            match op {
                Op::Copy(from, to) => self.copied.push((*from, *to)),
                Op::Site { at, column, .. } => self.sites.push((*at, columns.rule(*column))),
                Op::Literal(_) | Op::Kind(_) | Op::Masked { .. } => {}
            }
        }
        // Almost always they are in order already.
        self.copied.sort_unstable();
        self.sites.sort_unstable();
    }

    /// Whether the byte at a place left. Places are asked for in ascending order.
    fn left(&mut self, at: u32) -> bool {
        while self
            .copied
            .get(self.next_copied)
            .is_some_and(|(_, to)| *to <= at)
        {
            self.next_copied += 1;
        }
        self.copied
            .get(self.next_copied)
            .is_some_and(|(from, _)| *from <= at)
    }

    /// The rule that changes the value at a place; places as above.
    fn site(&mut self, at: u32) -> Option<Rule> {
        while self
            .sites
            .get(self.next_site)
            .is_some_and(|(place, _)| *place < at)
        {
            self.next_site += 1;
        }
        let (place, rule) = *self.sites.get(self.next_site)?;
        (place == at).then_some(rule)
    }
}

impl Node {
    fn change(&mut self, rule: Rule) {
        match self.changed.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, n)) => *n += 1,
            None => self.changed.push((rule, 1)),
        }
    }
}
