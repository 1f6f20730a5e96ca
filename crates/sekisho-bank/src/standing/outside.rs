//! A mark outside of the bank's folder: how far its ledger had come.
//!
//! Whoever puts an older folder back in the bank's place puts back all that the bank knows of
//! itself; only what lies elsewhere can tell. The mark is one small file under a key of the bank,
//! replaced in one step after every entry. It can't be made by somebody who only writes that file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use hmac::{Hmac, Mac as _};
use sekisho_model::digest::{hex, unhex};
use sekisho_model::{Digest, Text};
use sekisho_store::{Head, Outside, Part, Store};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::BankError;
use crate::keys::{random_key, read_secret};

const FORMAT: &str = "sekisho-mark-1";
/// Bytes; a mark is shorter.
const LENGTH_MAX: u64 = 4096;
/// Bytes; its key is one line of hexadecimal digits.
const KEY_LENGTH_MAX: usize = 256;

/// Where the mark lies, and by what it is known.
pub struct OutsideMark {
    place: PathBuf,
    key: Zeroizing<[u8; 32]>,
    bank: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    format: String,
    bank: String,
    seq: i64,
    digest: Digest,
    /// HMAC-SHA256, hexadecimal.
    mac: String,
}

/// How the bank stands to its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Good,
    Missing,
    /// It can't be read, or somebody else wrote it.
    NotOurs,
    /// The mark saw more of the ledger than there is: the bank is of an earlier day.
    Ahead {
        seen: i64,
        has: i64,
    },
    /// The mark saw another entry there.
    OtherHistory {
        seq: i64,
    },
}

impl OutsideMark {
    /// The mark of this bank, where one is configured.
    pub(crate) async fn of(store: &Store) -> Result<Option<Self>, BankError> {
        let Some(place) = store.outside_mark().await? else {
            return Ok(None);
        };
        let path = key_file(store.dir());
        let key = match path.exists() {
            true => {
                let text = read_secret(&path, KEY_LENGTH_MAX)?;
                let text = std::str::from_utf8(&text).ok();
                text.and_then(|text| unhex(text.trim_end())?.try_into().ok())
            }
            false => None,
        };
        // Without its key no mark is this bank's.
        let key = match key {
            Some(key) => Zeroizing::new(key),
            None => random_key()?,
        };
        Ok(Some(Self {
            place,
            key,
            bank: store.identity().await?,
        }))
    }

    /// Configures one: its key, its place, the first mark.
    pub(crate) async fn begin(store: &Store, place: &Path) -> Result<Self, BankError> {
        let place = std::path::absolute(place).map_err(|e| BankError::file(place, e))?;
        let path = key_file(store.dir());
        let key = random_key()?;
        let text = Zeroizing::new(format!("{}\n", hex(&key[..])));
        replace(&path, text.as_bytes()).map_err(|e| BankError::file(&path, e))?;
        let mark = Self {
            place,
            key,
            bank: store.identity().await?,
        };
        mark.put(store).await?;
        store.set_outside_mark(&mark.place).await?;
        Ok(mark)
    }

    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Writes where the ledger stands now, whatever the mark said before.
    pub(crate) async fn put(&self, store: &Store) -> Result<(), BankError> {
        if let Some(head) = store.head_of(Part::Ledger).await? {
            self.write(head)
                .map_err(|e| BankError::file(&self.place, e))?;
        }
        Ok(())
    }

    pub async fn standing(&self, store: &Store) -> Result<Standing, BankError> {
        let mark = match self.read() {
            Ok(mark) => mark,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Standing::Missing),
            Err(_) => return Ok(Standing::NotOurs),
        };
        Ok(match store.link(Part::Ledger, mark.n).await? {
            Some(digest) if digest == mark.digest => Standing::Good,
            Some(_) => Standing::OtherHistory { seq: mark.n },
            None => Standing::Ahead {
                seen: mark.n,
                has: store.head_of(Part::Ledger).await?.map_or(0, |head| head.n),
            },
        })
    }

    /// Whether the mark says that the ledger came at least this far.
    pub(crate) fn has_seen(&self, ledger: Head) -> bool {
        self.read().is_ok_and(|mark| mark.n >= ledger.n)
    }

    fn read(&self) -> io::Result<Head> {
        let not_ours = || io::Error::new(io::ErrorKind::InvalidData, "no mark of this bank");
        if fs::metadata(&self.place)?.len() > LENGTH_MAX {
            return Err(not_ours());
        }
        let bytes = fs::read(&self.place)?;
        let mark: Mark = serde_json::from_slice(&bytes).map_err(|_| not_ours())?;
        let head = Head {
            n: mark.seq,
            digest: mark.digest,
        };
        let holds = mark.format == FORMAT
            && mark.bank == self.bank
            && unhex(&mark.mac).is_some_and(|mac| self.mac(head).verify_slice(&mac).is_ok());
        holds.then_some(head).ok_or_else(not_ours)
    }

    fn write(&self, head: Head) -> io::Result<()> {
        let mark = Mark {
            format: FORMAT.into(),
            bank: self.bank.clone(),
            seq: head.n,
            digest: head.digest,
            mac: hex(&self.mac(head).finalize().into_bytes()),
        };
        let mut bytes = serde_json::to_vec(&mark)?;
        bytes.push(b'\n');
        replace(&self.place, &bytes)
    }

    fn mac(&self, head: Head) -> Hmac<Sha256> {
        <Hmac<Sha256> as hmac::Mac>::new_from_slice(&self.key[..])
            .expect("HMAC takes a key of any length")
            .chain_update(FORMAT)
            .chain_update(&self.bank)
            .chain_update(head.n.to_be_bytes())
            .chain_update(head.digest.0)
    }
}

impl Outside for OutsideMark {
    /// Never backwards: of two processes the later one's entry stays.
    fn saw(&self, ledger: Head) {
        if self.read().is_ok_and(|mark| mark.n < ledger.n) {
            // Before anything leaves the mark is asked for, and written again where this failed.
            let _ = self.write(ledger);
        }
    }
}

impl Standing {
    /// What is so, and the next act.
    pub fn text(self, place: &Path) -> Text {
        let place = place.display();
        let (ja, en) = match self {
            Self::Good => (
                format!("外の目印 {place} と台帳は合っています"),
                format!("the ledger agrees with the mark outside, {place}"),
            ),
            Self::Missing => (
                format!(
                    "銀行の外に置いた目印 {place} がありません。銀行が古い日のものでないことを確かめられないので、何も出しません。目印のファイルを戻すか、失くしたなら `sekisho bank mark BANK {place} --as データ管理者 --justify 理由` で置き直してください"
                ),
                format!(
                    "the mark outside of the bank, {place}, is missing, so nobody can tell that the bank is not of an earlier day; nothing leaves. Put the file back or, if it is lost, set it anew with `sekisho bank mark BANK {place} --as STEWARD --justify TEXT`"
                ),
            ),
            Self::NotOurs => (
                format!(
                    "銀行の外に置いた目印 {place} は、この銀行が書いたものではありません。何も出しません。目印のファイルを戻すか、`sekisho bank mark BANK {place} --as データ管理者 --justify 理由` で置き直してください"
                ),
                format!(
                    "the mark outside of the bank, {place}, was not written by this bank; nothing leaves. Put the file back, or set it anew with `sekisho bank mark BANK {place} --as STEWARD --justify TEXT`"
                ),
            ),
            Self::Ahead { seen, has } => (
                format!(
                    "銀行は三つのファイルとも古い日のものです。台帳は {has} 件までですが、外の目印 {place} は {seen} 件目を見ています。何も出しません。新しい銀行を戻してください。失われているなら、その後の撤回などを入れ直してから `sekisho bank restored BANK --as データ管理者 --justify 理由` で確認してください"
                ),
                format!(
                    "all three files of the bank are of an earlier day: its ledger ends at entry {has}, and the mark outside, {place}, saw entry {seen}. Nothing leaves. Put the newer bank back; if it is lost, enter again what was recorded since, withdrawals above all, then confirm with `sekisho bank restored BANK --as STEWARD --justify TEXT`"
                ),
            ),
            Self::OtherHistory { seq } => (
                format!(
                    "台帳の {seq} 件目が、外の目印 {place} の見たものと違います。銀行は一度古い日のものに戻され、そこから別の経過をたどりました。何も出しません。その後の撤回などを入れ直してから `sekisho bank restored BANK --as データ管理者 --justify 理由` で確認してください"
                ),
                format!(
                    "ledger entry {seq} is not the one that the mark outside, {place}, saw: the bank went back to an earlier day and another way from there. Nothing leaves. Enter again what was recorded since, withdrawals above all, then confirm with `sekisho bank restored BANK --as STEWARD --justify TEXT`"
                ),
            ),
        };
        Text::new(ja, en)
    }
}

fn key_file(bank: &Path) -> PathBuf {
    bank.join("keys").join("mark.key")
}

/// The whole file or the one before it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".new-{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let step = || -> io::Result<()> {
        let mut file = File::options()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
    };
    step().inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
