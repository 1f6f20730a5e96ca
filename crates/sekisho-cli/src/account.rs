//! Whose files a command makes: once it works on a bank, the account's that runs it, and nobody
//! else's. What the libraries below make beside the bank's own (a database's log, a large object)
//! goes by the process's umask, so that is set here.

use nix::sys::stat::{Mode, umask};

/// From here on no file and no folder of this process is open to anybody else.
pub fn alone() {
    umask(Mode::S_IRWXG | Mode::S_IRWXO);
}
