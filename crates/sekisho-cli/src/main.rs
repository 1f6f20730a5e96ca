//! The `sekisho` command. It knows words, the terminal and exit codes; the work is the bank's.
//!
//! Exit 0: done. 1: problems or a refusal, said in words. 2: wrong usage, one line of help.

mod account;
mod actor;
mod args;
mod clock;
mod commands;
mod diff;
mod passphrase;
mod problems;
mod rewrite;
mod show;
mod trial;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
use crate::show::{Ended, Show};

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == trial::WORD)
    {
        let words: Vec<String> = std::env::args().skip(2).collect();
        return trial::run(&words);
    }
    trial::begin();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return show::usage(&error),
    };
    let show = Show { lang: cli.lang };
    passphrase::named(cli.key_file);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return show.end(Err(Ended::failed(format!("{error}"), format!("{error}")))),
    };
    let ended = runtime.block_on(async {
        let ended = commands::run(cli.command, &show).await;
        commands::leave().await;
        ended
    });
    show.end(ended)
}
