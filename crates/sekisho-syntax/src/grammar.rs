//! The pest parser of one line. The grammar is `dsl/sekisho.pest`.

use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "../../../dsl/sekisho.pest"]
pub struct Grammar;
