//! What can be asked for, an act a file: each is heard, judged and written down before it is told, and
//! ends in its own right or in a refusal.

pub(crate) mod copies;
pub(crate) mod count;
pub(crate) mod deliver;
pub(crate) mod evidence;
pub(crate) mod glass;
pub(crate) mod permit;
pub(crate) mod preview;
pub(crate) mod trace;
