//! Who holds a lock on the bank's files: told by number and name, so that a stranger's lock is no
//! riddle. Linux alone tells (`/proc/locks`); elsewhere nobody is named.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use sekisho_model::Text;

/// A process, as the machine's list of processes has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    pub process: u32,
    /// Empty where it ended meanwhile, or belongs to somebody else.
    pub name: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => write!(f, "{}", self.process),
            name => write!(f, "{} ({name})", self.process),
        }
    }
}

/// The other processes that hold a lock on one of these files; those that write before those that
/// read, and no reader where somebody writes.
pub fn holders<'p>(files: impl IntoIterator<Item = &'p Path>) -> Vec<Holder> {
    let files: Vec<u64> = files
        .into_iter()
        .filter_map(|file| fs::metadata(file).ok())
        .map(|file| file.ino())
        .collect();
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let mut found = of(&locks, &files, std::process::id());
    found.iter_mut().for_each(|holder| {
        let name = fs::read_to_string(format!("/proc/{}/comm", holder.process));
        holder.name = name.unwrap_or_default().trim().to_owned();
    });
    found
}

/// Of the databases that this process has open.
pub(crate) fn of_open_databases() -> Vec<Holder> {
    let Ok(open) = fs::read_dir("/proc/self/fd") else {
        return Vec::new();
    };
    let files = open
        .flatten()
        .filter_map(|fd| fs::read_link(fd.path()).ok());
    let files: Vec<PathBuf> = files.filter(|file| is_database(file)).collect();
    holders(files.iter().map(PathBuf::as_path))
}

/// A database and what it keeps beside it.
pub(crate) fn of_database(file: &Path) -> Vec<Holder> {
    let beside = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let files = [beside(""), beside("-shm"), beside("-wal")];
    holders(files.iter().map(PathBuf::as_path))
}

fn is_database(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.trim_end_matches("-shm").trim_end_matches("-wal");
    name.ends_with(".sqlite")
}

/// `1: POSIX ADVISORY WRITE 4711 fd:01:1234567 0 EOF`, one line a lock; `->` waits for one.
fn of(locks: &str, files: &[u64], own: u32) -> Vec<Holder> {
    let mut found: Vec<(bool, Holder)> = Vec::new();
    for line in locks.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, _, _, access, process, place, ..] = words[..] else {
            continue;
        };
        let Some(inode) = place.rsplit(':').next().and_then(|n| n.parse::<u64>().ok()) else {
            continue;
        };
        let Ok(process) = process.parse::<u32>() else {
            continue;
        };
        // Where files are stacked on others, the device named there is not the file's own.
        if process != own && process > 0 && files.contains(&inode) {
            let name = String::new();
            found.push((access != "WRITE", Holder { process, name }));
        }
    }
    found.sort();
    let writes = found.iter().any(|(reads, _)| !reads);
    let mut holders: Vec<Holder> = found
        .into_iter()
        .filter(|(reads, _)| !(writes && *reads))
        .map(|(_, holder)| holder)
        .collect();
    holders.dedup();
    holders
}

/// That the bank's files are held, by whom, and what to do.
pub fn text(by: &[Holder], seconds: u64) -> Text {
    let named: Vec<String> = by.iter().map(Holder::to_string).collect();
    let (ja, en) = match named.is_empty() {
        true => (String::new(), String::new()),
        false => (
            format!("（プロセス {}）", named.join("、")),
            format!(" (process {})", named.join(", ")),
        ),
    };
    Text::new(
        format!(
            "銀行のファイルを別のプロセスが押さえていて{ja}、{seconds} 秒待っても空きませんでした。終わるのを待つか、そのプロセスを終わらせてから、もう一度実行してください"
        ),
        format!(
            "another process holds the bank's files{en} and did not let go within {seconds} seconds; wait until it has ended, or end it, and run the command again"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCKS: &str = "\
1: POSIX  ADVISORY  READ  10 fd:01:77 128 128
2: POSIX  ADVISORY  WRITE 11 fd:01:77 120 120
2: -> POSIX  ADVISORY  WRITE 12 fd:01:77 120 120
3: FLOCK  ADVISORY  WRITE 13 00:30:99 0 EOF
4: OFDLCK ADVISORY  WRITE -1 fd:01:77 0 EOF
";

    fn processes(file: u64, own: u32) -> Vec<u32> {
        let found = of(LOCKS, &[file], own);
        found.into_iter().map(|holder| holder.process).collect()
    }

    #[test]
    fn who_writes_is_named_before_who_reads_and_who_waits_is_not() {
        assert_eq!(processes(77, 1), [11]);
        assert_eq!(processes(77, 11), [10]);
        assert_eq!(processes(99, 1), [13]);
        assert_eq!(processes(5, 1), [0; 0]);
    }
}
