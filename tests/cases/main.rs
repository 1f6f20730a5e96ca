//! Stories told from outside, one concern a file.

mod agreement;
mod arrows;
mod cli;
mod consent_import;
mod decided;
mod explain;
mod field_actions;
mod ingest;
mod keys;
mod leaks;
mod ledger;
mod main_path;
mod matrix;
mod modules;
mod not_yet;
mod patient_page;
mod plugins;
mod problem_pages;
mod recall;
mod release_control;
mod seals;
mod sql_on_fhir;
mod test_blocks;
mod validity;
mod views;
