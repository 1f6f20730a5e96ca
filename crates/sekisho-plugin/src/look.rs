//! A look at a component before any compiler sees it: how large it is, and how much work a few of
//! its bytes could ask for. Nothing here takes longer than reading the bytes once.
//!
//! The bounds lie far above what people write: the JavaScript engine that ComponentizeJS puts into a
//! component, the largest that was met, has 12 MB and is let through (`docs/DESIGN.md`).

use sekisho_model::Text;
use wasmparser::{FunctionBody, Operator, Parser, Payload};

use crate::engine::COMPONENT_BYTES_MAX;
use crate::load::LoadError;

/// What a component may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Of the whole file.
    pub bytes: u64,
    pub functions: u64,
    /// Of one function's body: what a compiler does with one grows faster than its length.
    pub body_bytes: u64,
    /// Parameters and locals of one function, and of all together: six bytes declare 50,000.
    pub locals: u64,
    pub locals_in_all: u64,
    /// Blocks inside each other.
    pub nesting: u64,
    /// Targets of one `br_table`.
    pub targets: u64,
    /// Types, imports, exports, instances, aliases and lifted functions.
    pub items: u64,
    /// Modules and components, inside each other or beside.
    pub parts: u64,
}

impl Bounds {
    /// Of a component, in whatever language it was written.
    pub const MOST: Self = Self {
        bytes: COMPONENT_BYTES_MAX as u64,
        functions: 40_000,
        body_bytes: 1 << 20,
        locals: 10_000,
        locals_in_all: 2_000_000,
        nesting: 2_000,
        targets: 20_000,
        items: 100_000,
        parts: 64,
    };
}

/// What a component has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Much {
    Functions,
    BodyBytes,
    Locals,
    LocalsInAll,
    Nesting,
    Targets,
    Items,
    Parts,
}

impl Much {
    /// What it is, and of what.
    pub fn text(self) -> Text {
        let (ja, en) = match self {
            Self::Functions => ("関数の数", "functions"),
            Self::BodyBytes => ("一つの関数のバイト数", "bytes of one function"),
            Self::Locals => ("一つの関数の変数の数", "locals of one function"),
            Self::LocalsInAll => ("変数の総数", "locals in all"),
            Self::Nesting => ("ブロックの入れ子の深さ", "blocks inside each other"),
            Self::Targets => ("一つの br_table の行き先の数", "targets of one br_table"),
            Self::Items => ("型や輸出入などの数", "types, imports, exports and the like"),
            Self::Parts => ("中のモジュールの数", "modules inside"),
        };
        Text::new(ja, en)
    }
}

/// `Ok`: compiling it is a matter of its size. Whether it is valid is the compiler's to say.
pub fn look(bytes: &[u8], bounds: &Bounds) -> Result<(), LoadError> {
    if bytes.len() as u64 > bounds.bytes {
        return Err(LoadError::TooLarge {
            bytes: bytes.len() as u64,
            most: bounds.bytes,
        });
    }
    if !Parser::is_component(bytes) {
        return Err(LoadError::NoComponent);
    }
    let mut seen = Seen::new(bounds);
    for payload in Parser::new(0).parse_all(bytes) {
        seen.payload(payload.map_err(unreadable)?)?;
    }
    Ok(())
}

fn unreadable(_: wasmparser::BinaryReaderError) -> LoadError {
    LoadError::NoComponent
}

struct Seen<'b> {
    bounds: &'b Bounds,
    functions: u64,
    locals: u64,
    items: u64,
    parts: u64,
    /// Of the module that is open, and those around it: parameters and results of each type.
    types: Vec<Vec<u64>>,
}

impl<'b> Seen<'b> {
    fn new(bounds: &'b Bounds) -> Self {
        Self {
            bounds,
            functions: 0,
            locals: 0,
            items: 0,
            parts: 0,
            types: Vec::new(),
        }
    }

    fn payload(&mut self, payload: Payload<'_>) -> Result<(), LoadError> {
        match payload {
            Payload::Version { .. } => self.open(),
            Payload::End(_) => {
                self.types.pop();
                Ok(())
            }
            Payload::TypeSection(types) => {
                self.items(types.count())?;
                for ty in types.into_iter_err_on_gc_types() {
                    let ty = ty.map_err(unreadable)?;
                    let width = ty.params().len() + ty.results().len();
                    if let Some(known) = self.types.last_mut() {
                        known.push(width as u64);
                    }
                }
                Ok(())
            }
            Payload::FunctionSection(functions) => {
                self.functions += u64::from(functions.count());
                within(Much::Functions, self.functions, self.bounds.functions)?;
                for ty in functions {
                    let ty = ty.map_err(unreadable)?;
                    let known = self.types.last().and_then(|types| types.get(ty as usize));
                    // A type that is not there is the compiler's to refuse.
                    self.locals(known.copied().unwrap_or_default())?;
                }
                Ok(())
            }
            Payload::CodeSectionEntry(body) => self.body(&body),
            Payload::ImportSection(items) => self.items(items.count()),
            Payload::ExportSection(items) => self.items(items.count()),
            Payload::TableSection(items) => self.items(items.count()),
            Payload::MemorySection(items) => self.items(items.count()),
            Payload::GlobalSection(items) => self.items(items.count()),
            Payload::TagSection(items) => self.items(items.count()),
            Payload::ElementSection(items) => self.items(items.count()),
            Payload::DataSection(items) => self.items(items.count()),
            Payload::InstanceSection(items) => self.items(items.count()),
            Payload::CoreTypeSection(items) => self.items(items.count()),
            Payload::ComponentInstanceSection(items) => self.items(items.count()),
            Payload::ComponentAliasSection(items) => self.items(items.count()),
            Payload::ComponentTypeSection(items) => self.items(items.count()),
            Payload::ComponentCanonicalSection(items) => self.items(items.count()),
            Payload::ComponentImportSection(items) => self.items(items.count()),
            Payload::ComponentExportSection(items) => self.items(items.count()),
            _ => Ok(()),
        }
    }

    fn open(&mut self) -> Result<(), LoadError> {
        self.types.push(Vec::new());
        self.parts += 1;
        within(Much::Parts, self.parts, self.bounds.parts)
    }

    fn items(&mut self, count: u32) -> Result<(), LoadError> {
        self.items += u64::from(count);
        within(Much::Items, self.items, self.bounds.items)
    }

    fn locals(&mut self, count: u64) -> Result<(), LoadError> {
        self.locals += count;
        within(Much::LocalsInAll, self.locals, self.bounds.locals_in_all)
    }

    fn body(&mut self, body: &FunctionBody<'_>) -> Result<(), LoadError> {
        let length = body.range().len() as u64;
        within(Much::BodyBytes, length, self.bounds.body_bytes)?;
        let mut own = 0;
        for local in body.get_locals_reader().map_err(unreadable)? {
            let (count, _) = local.map_err(unreadable)?;
            own += u64::from(count);
            within(Much::Locals, own, self.bounds.locals)?;
        }
        self.locals(own)?;
        self.blocks(body)
    }

    fn blocks(&self, body: &FunctionBody<'_>) -> Result<(), LoadError> {
        let mut depth: u64 = 0;
        for operator in body.get_operators_reader().map_err(unreadable)? {
            match operator.map_err(unreadable)? {
                Operator::Block { .. }
                | Operator::Loop { .. }
                | Operator::If { .. }
                | Operator::Try { .. }
                | Operator::TryTable { .. } => {
                    depth += 1;
                    within(Much::Nesting, depth, self.bounds.nesting)?;
                }
                Operator::End => depth = depth.saturating_sub(1),
                Operator::BrTable { targets } => {
                    within(Much::Targets, u64::from(targets.len()), self.bounds.targets)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn within(what: Much, found: u64, most: u64) -> Result<(), LoadError> {
    match found <= most {
        true => Ok(()),
        false => Err(LoadError::TooMuch { what, found, most }),
    }
}
