//! The outside view: everything these tests do goes through the `sekisho` binary and the files it
//! reads and writes. This library runs the binary, builds banks with it, reads deliveries and
//! looks for leaks in them; the stories themselves stand in `cases/`.

pub mod banks;
pub mod canaries;
pub mod chance;
pub mod command;
pub mod dates;
pub mod delivery;
pub mod json;
pub mod leaks;
pub mod places;
pub mod planted;
pub mod r4;
pub mod samples;
pub mod wasm;

pub use banks::{Bank, Scratch};
pub use command::{Ran, sekisho};
pub use json::Json;
