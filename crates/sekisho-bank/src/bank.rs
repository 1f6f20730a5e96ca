//! A bank: its store, its keys, the bundle it obeys.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sekisho_gate::Gate;
use sekisho_lang::data_model::oncology;
use sekisho_model::book::{
    BankInitialised, BundleLoaded, EntryDraft, EntryKind, Fact, ModelTold, PeopleLoaded,
};
use sekisho_model::bundle::Approval;
use sekisho_model::identity::Subject;
use sekisho_model::{Digest, FormName, Instant, ItemName, SealedBundle};
use sekisho_store::{Owed, Settings, Store, StoredBundle};

use crate::bundle_folder;
use crate::consents::{Named, Nobody};
use crate::error::BankError;
use crate::keys::{BankKeys, Passphrase, signature_holds};
use crate::outlet;
use crate::people;
use crate::standing::{OutsideMark, Standing};

pub struct Bank {
    pub store: Store,
    pub(crate) keys: BankKeys,
    pub(crate) dir: PathBuf,
    /// The mark outside of the folder, where one is configured.
    pub(crate) outside: Option<Arc<OutsideMark>>,
}

/// What `bank load` did.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub digest: Digest,
    pub package: String,
    pub approvals: Vec<Approval>,
    /// Papers that say something else from now on: what was signed before keeps its old text.
    pub said_anew: Vec<FormName>,
    /// Items that a board corrected: what was signed before is read by the new text.
    pub corrected: Vec<(FormName, ItemName)>,
}

impl Bank {
    /// Founds a bank in a folder that does not exist or is empty. A passphrase seals its keys.
    pub async fn init(
        dir: &Path,
        settings: &Settings,
        passphrase: Option<Passphrase>,
        now: Instant,
    ) -> Result<Self, BankError> {
        Self::founded_by("", dir, settings, passphrase, now).await
    }

    /// The same, and the ledger says by whom.
    pub async fn founded_by(
        who: &str,
        dir: &Path,
        settings: &Settings,
        passphrase: Option<Passphrase>,
        now: Instant,
    ) -> Result<Self, BankError> {
        if dir.exists()
            && !dir
                .read_dir()
                .is_ok_and(|mut entries| entries.next().is_none())
        {
            return Err(BankError::usage(
                format!(
                    "{} は空ではありません。まだない名前を選んでください",
                    dir.display()
                ),
                format!(
                    "{} is not empty; choose a name that does not exist",
                    dir.display()
                ),
            ));
        }
        if settings.approvals as usize > settings.trusted_keys.len() {
            return Err(BankError::usage(
                format!(
                    "署名 {} 件を求めるには、--trust の鍵がそれだけ要ります",
                    settings.approvals
                ),
                format!(
                    "{} approvals need as many keys after --trust",
                    settings.approvals
                ),
            ));
        }
        outlet::outside(dir)?;
        passphrase.iter().try_for_each(Passphrase::may_be_chosen)?;
        let store = Store::create(dir, settings).await?.acting_as(who);
        store.install_model(oncology()).await?;
        let sealed = passphrase.is_some();
        let keys = BankKeys::create(dir, passphrase, now)?;
        let founded = BankInitialised {
            zone: settings.zone.suffix(),
            country: settings.country.clone(),
            approvals: settings.approvals,
            test_clock: settings.test_clock,
            bank_key: keys.public().to_owned(),
            keys_sealed: sealed,
            model: ModelTold {
                name: oncology().name.clone(),
                version: oncology().version.clone(),
                digest: oncology().digest,
            },
        };
        let bank = Self {
            store,
            keys,
            dir: dir.to_owned(),
            outside: None,
        };
        bank.note("", founded, Vec::new(), now).await?;
        Ok(bank)
    }

    /// A bank that is there. Its keys stay closed until one is needed; a sealed ring opens with the
    /// passphrase then.
    pub async fn open(dir: &Path, passphrase: Option<Passphrase>) -> Result<Self, BankError> {
        let mut store = Store::open(dir).await?;
        let outside = OutsideMark::of(&store).await?.map(Arc::new);
        if let Some(mark) = &outside
            && matches!(mark.standing(&store).await?, Standing::Good)
        {
            store.tell(Arc::clone(mark) as Arc<dyn sekisho_store::Outside>);
        }
        Ok(Self {
            store,
            keys: BankKeys::of(dir, passphrase)?,
            dir: dir.to_owned(),
            outside,
        })
    }

    /// The same bank in the hands of this person. Somebody named must be one of its users, once it
    /// has any; the system's own user ([`people::SYSTEM`]) needs to be on no list.
    pub async fn acting_as(mut self, who: &str) -> Result<Self, BankError> {
        let listed = self.store.person(who).await?.is_some();
        if !listed && !who.starts_with(people::SYSTEM) && self.store.has_people().await? {
            return Err(BankError::bundle("お通しできません。", "No."));
        }
        self.store = self.store.acting_as(who);
        Ok(self)
    }

    pub fn settings(&self) -> &Settings {
        self.store.settings()
    }

    /// Takes a bundle in. With `approvals 0` the bank signs with its own key; otherwise as many
    /// trusted keys as were asked for must have signed exactly this digest.
    pub async fn load(&self, folder: &Path, now: Instant) -> Result<Loaded, BankError> {
        let stored = bundle_folder::read(folder)?;
        let mut approvals = stored.approvals.clone();
        let needed = self.settings().approvals as usize;
        if needed == 0 {
            approvals.push(bundle_folder::approve(
                &stored.digest,
                &self.keys.ring()?.signing,
                true,
            ));
        } else {
            self.enough(&approvals, needed)?;
        }
        bundle_folder::try_components(&stored)?;
        let sealed = SealedBundle {
            bundle: stored.bundle,
            digest: stored.digest,
            approvals: approvals.clone(),
        };
        let package = sealed.bundle.package.clone();
        self.same_model().await?;
        let succession = self.succession(&sealed).await?;
        self.gate_of(sealed, None)?;
        for module in stored.modules.values() {
            self.store.put_module(Digest::of(module), module).await?;
        }
        for (digest, component) in &stored.components {
            self.store.put_module(*digest, component).await?;
        }
        let approvals_json = serde_json::to_string(&approvals).expect("approvals are plain data");
        let loaded = BundleLoaded {
            bundle: stored.digest,
            package: package.clone(),
            approvals: approvals.len() as u64,
            sealed_by_bank: needed == 0,
            validated: Some(Gate::validator()),
            said_anew: succession.said_anew.clone(),
        };
        let mut drafts = vec![EntryDraft::new("", loaded)];
        drafts.extend(succession.drafts);
        // The bytes first, then the book, and the bundle is in force with it: a process that is
        // killed in between leaves what the next opening completes.
        self.store.put_module(stored.digest, &stored.bytes).await?;
        let brings = Owed::Bundle {
            digest: stored.digest,
            approvals: approvals_json,
            succession: Box::new(succession.stored),
            at: now,
        };
        self.store.append_owing(drafts, &brings, None, now).await?;
        Ok(Loaded {
            digest: stored.digest,
            package,
            approvals,
            said_anew: succession.said_anew,
            corrected: succession.corrected,
        })
    }

    fn enough(&self, approvals: &[Approval], needed: usize) -> Result<(), BankError> {
        let trusted = approvals
            .iter()
            .filter(|a| self.settings().trusted_keys.contains(&a.key))
            .count();
        if trusted >= needed {
            return Ok(());
        }
        Err(BankError::bundle(
            format!(
                "この銀行は信頼する鍵の署名を {needed} 件求めますが、{trusted} 件しかありません。`sekisho seal` で足してください"
            ),
            format!(
                "this bank needs {needed} signatures by keys it trusts and found {trusted}; add them with `sekisho seal`"
            ),
        ))
    }

    /// The gate over the bundle in force, its signatures checked again.
    pub async fn gate(&self) -> Result<Gate, BankError> {
        let stored = self.store.bundle().await?.ok_or_else(|| {
            BankError::bundle(
                "方針の束がまだ載っていません。`sekisho bank load` で載せてください",
                "no bundle is loaded; `sekisho bank load` loads one",
            )
        })?;
        self.same_model().await?;
        let mut sealed = self.unseal(stored)?;
        // Old signatures are read with the text they were given under, on every path from here.
        sealed
            .bundle
            .policy
            .remember(&self.store.kept_papers().await?);
        let validated = self.validated(&sealed.digest).await?;
        self.gate_of(sealed, validated.as_deref())
    }

    /// Who validated the policies of this bundle as it was loaded, as the ledger has it.
    async fn validated(&self, digest: &Digest) -> Result<Option<String>, BankError> {
        let last = self.store.last_of(&[EntryKind::BundleLoaded]).await?;
        let entry = self.store.entry(last).await?;
        let Some(entry) = entry else {
            return Ok(None);
        };
        let loaded = entry.told::<BundleLoaded>()?;
        let of_it = loaded.filter(|loaded| loaded.bundle == *digest);
        Ok(of_it.and_then(|loaded| loaded.validated))
    }

    /// Records were classed by the model they came in under. Another one would class them anew, and
    /// nobody agreed to that.
    async fn same_model(&self) -> Result<(), BankError> {
        Ok(self.store.is_of_model(oncology()).await.map(|_| ())?)
    }

    fn gate_of(&self, sealed: SealedBundle, validated: Option<&str>) -> Result<Gate, BankError> {
        let settings = self.settings();
        Gate::reopen(
            sealed,
            oncology(),
            settings.zone,
            &settings.country,
            validated,
        )
        .map_err(|e| {
            let text = e.text();
            BankError::bundle(text.ja, text.en)
        })
    }

    pub(crate) fn unseal(&self, stored: StoredBundle) -> Result<SealedBundle, BankError> {
        let broken = |what: &str| {
            BankError::bundle(
                format!(
                    "載っている束が壊れています（{what}）。`sekisho bank load` で載せ直してください"
                ),
                format!("the loaded bundle is damaged ({what}); load it again"),
            )
        };
        let bundle = bundle_folder::parse(&stored.bytes).map_err(|_| broken("bundle"))?;
        if Digest::of(&stored.bytes) != stored.digest {
            return Err(broken("digest"));
        }
        let approvals: Vec<Approval> =
            serde_json::from_str(&stored.approvals_json).map_err(|_| broken("approvals"))?;
        let holds = |a: &Approval| signature_holds(&a.key, &a.signature, &stored.digest.0);
        if !approvals.iter().all(holds) {
            return Err(broken("signature"));
        }
        match self.settings().approvals as usize {
            0 if !approvals
                .iter()
                .any(|a| a.by_bank && a.key == self.keys.public()) =>
            {
                Err(broken("bank signature"))
            }
            0 => Ok(()),
            needed => self.enough(&approvals, needed),
        }?;
        Ok(SealedBundle {
            bundle,
            digest: stored.digest,
            approvals,
        })
    }

    /// Replaces the list of users.
    pub async fn people(&self, csv: &[u8], now: Instant) -> Result<usize, BankError> {
        let people = crate::people::read(csv)?;
        let count = people.len();
        let loaded = PeopleLoaded {
            people: count as u64,
            file: Digest::of(csv),
        };
        let draft = EntryDraft::new("", loaded);
        let brings = Owed::People(people);
        self.store
            .append_owing(vec![draft], &brings, None, now)
            .await?;
        Ok(count)
    }

    /// Asked before anything is looked up: nobody the list of users doesn't have learns from an answer
    /// whether there is what they name.
    pub(crate) async fn known(&self, who: &str) -> Result<(), BankError> {
        match self.store.person(who).await? {
            Some(_) => Ok(()),
            None => Err(BankError::bundle("お通しできません。", "No.")),
        }
    }

    /// The one person with this resource id, or who has this number now.
    pub async fn person(&self, id: &str) -> Result<Subject, BankError> {
        let named = Named::find(&self.store, id, "").await?;
        let named = named.map_err(|text| BankError::bundle(text.ja, text.en))?;
        named.now().map_err(|nobody| {
            let found = named.ever().len();
            let text = nobody.text();
            match nobody {
                Nobody::Unknown | Nobody::TwoPeople => BankError::bundle(
                    format!("この番号に当たる患者は {found} 人です。資源の id か識別番号をそのまま書いてください"),
                    format!("{found} patients have this id; write a resource id or an identifier exactly"),
                ),
                _ => BankError::bundle(text.ja, text.en),
            }
        })
    }

    pub(crate) async fn note(
        &self,
        who: &str,
        fact: impl Into<Fact>,
        subjects: Vec<i64>,
        now: Instant,
    ) -> Result<i64, BankError> {
        let draft = EntryDraft::new(who, fact).about(subjects);
        Ok(self.store.append(draft, now).await?.seq)
    }
}
