//! The types of `transform.wit` as they cross into WASM and come back.

use sekisho_model::broken::Reason;
use sekisho_model::transform::{Column, SiteKind};
use wasmtime::component::{ComponentType, Lift, Lower};

/// `record column`
#[derive(ComponentType, Lift, Lower, Clone)]
#[component(record)]
pub(crate) struct Wire {
    pub offsets: Vec<u32>,
    pub data: Vec<u8>,
    pub valid: Vec<u8>,
}

/// `enum site-kind`
#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum Kind {
    #[component(name = "subject-id")]
    SubjectId,
    #[component(name = "other-id")]
    OtherId,
    #[component(name = "value")]
    Value,
}

/// `enum fault`
#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "made by lifting alone")]
pub(crate) enum Fault {
    #[component(name = "undecided")]
    Undecided,
    #[component(name = "no-such-rule")]
    NoSuchRule,
    #[component(name = "malformed")]
    Malformed,
}

impl Wire {
    pub fn of(column: &Column) -> Self {
        Self {
            offsets: column.offsets.clone(),
            data: column.data.clone(),
            valid: column.valid.iter().map(|valid| u8::from(*valid)).collect(),
        }
    }

    /// The column, if it has so many rows and keeps what the interface promises.
    pub fn column(self, rows: usize) -> Result<Column, Reason> {
        let wrong = |what| Err(Reason::Malformed(what));
        if self.valid.len() != rows {
            let came = self.valid.len();
            return Err(Reason::Rows { asked: rows, came });
        }
        if self.offsets.len() != rows + 1 {
            return wrong("offsets are not one more than rows");
        }
        if self.offsets[0] != 0 {
            return wrong("offsets do not begin at 0");
        }
        if !self.offsets.is_sorted() {
            return wrong("offsets do not ascend");
        }
        if self.offsets[rows] as usize != self.data.len() {
            return wrong("offsets do not end where the data ends");
        }
        if self.valid.iter().any(|valid| *valid > 1) {
            return wrong("valid holds a byte that is neither 0 nor 1");
        }
        let absent_has_bytes =
            (0..rows).any(|row| self.valid[row] == 0 && self.offsets[row] != self.offsets[row + 1]);
        if absent_has_bytes {
            return wrong("an absent row holds bytes");
        }
        Ok(Column {
            offsets: self.offsets,
            data: self.data,
            valid: self.valid.into_iter().map(|valid| valid == 1).collect(),
        })
    }
}

impl From<SiteKind> for Kind {
    fn from(kind: SiteKind) -> Self {
        match kind {
            SiteKind::SubjectId => Self::SubjectId,
            SiteKind::OtherId => Self::OtherId,
            SiteKind::Value => Self::Value,
        }
    }
}

impl From<Kind> for SiteKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::SubjectId => Self::SubjectId,
            Kind::OtherId => Self::OtherId,
            Kind::Value => Self::Value,
        }
    }
}

impl From<Fault> for Reason {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Undecided => Self::Undecided,
            Fault::NoSuchRule => Self::NoSuchRule,
            Fault::Malformed => Self::InputRefused,
        }
    }
}
