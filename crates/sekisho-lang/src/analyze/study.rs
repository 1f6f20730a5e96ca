//! Studies, and what their roles may do.

use sekisho_model::policy::{AccessRule, Act, Approval, Role, Study, Training, When};
use sekisho_model::{DataClass, ProfileName, RoleName, RuleName, StudyName, Text};
use sekisho_syntax::ast::{self, Name};

use super::{Analyzer, Kind};
use crate::problem::{access as problems, names as name_problems};

impl Analyzer<'_> {
    pub fn study(&mut self, study: &ast::Study) {
        if !self.names.is_first(Kind::Study, &study.name) {
            return;
        }
        let lines = [
            (
                study.approvals.is_empty(),
                "approval",
                "approval \"2026-014\" by \"倫理審査委員会\" from 2026-02-10 until 2029-03-31",
            ),
            (
                study.purposes.is_empty(),
                "purpose",
                "purpose outcomes_research",
            ),
            (study.data.is_empty(), "data", "data clinical, laboratory"),
            (
                study.roles.is_empty(),
                "role",
                "role analyst group \"outcomes-team\"",
            ),
        ];
        let missing: Vec<_> = lines.into_iter().filter(|(missing, ..)| *missing).collect();
        if let Some((_, _, example)) = missing.first() {
            let words: Vec<&str> = missing.iter().map(|(_, line, _)| *line).collect();
            self.say(problems::study_lacks(
                study.name.origin.clone(),
                &study.name.text,
                &words,
                example,
            ));
        }
        let found = Study {
            name: StudyName::new(&study.name.text),
            label: study.label.clone(),
            approvals: study.approvals.iter().map(approval_of).collect(),
            permission: study.permission.clone(),
            amendments: study.amendments.clone(),
            sites: study.sites.clone(),
            embargoes: study.embargoes.clone(),
            purposes: self.resolve_all(Kind::Purpose, &study.purposes),
            cohorts: self.resolve_all(Kind::Cohort, &study.cohorts),
            classes: self.class_list(&study.data),
            roles: self.roles(study),
            origin: study.origin.clone(),
        };
        self.open(study, &found);
        self.policy.studies.push(found);
    }

    fn roles(&mut self, study: &ast::Study) -> Vec<Role> {
        let mut roles = Vec::new();
        for (n, role) in study.roles.iter().enumerate() {
            if let Some(first) = study.roles[..n]
                .iter()
                .find(|other| other.name.text == role.name.text)
            {
                self.say(name_problems::twice(
                    role.name.origin.clone(),
                    Kind::Role,
                    &role.name.text,
                    first.name.origin.clone(),
                ));
                continue;
            }
            if role.group.is_none() {
                self.say(problems::role_without_group(
                    role.name.origin.clone(),
                    &role.name.text,
                ));
            }
            roles.push(Role {
                name: RoleName::new(&role.name.text),
                group: role.group.clone().unwrap_or_default(),
                org: role.org.clone(),
                training: role
                    .trained
                    .clone()
                    .map(|(name, within)| Training { name, within }),
                origin: role.origin.clone(),
            });
        }
        roles
    }

    pub fn access(&mut self, access: &ast::Access) {
        let Some(name) = self.resolve(Kind::Study, &access.study) else {
            return;
        };
        let Some(study) = self.policy.study(&name).cloned() else {
            return;
        };
        if self
            .policy
            .access
            .iter()
            .any(|rule| rule.study == study.name)
        {
            return self.say(problems::access_twice(access.study.origin.clone(), &name));
        }
        for (n, rule) in access.rules.iter().enumerate() {
            let found = self.access_rule(&study, rule, n + 1);
            self.policy.access.push(found);
        }
    }

    fn access_rule(&mut self, study: &Study, rule: &ast::Rule, n: usize) -> AccessRule {
        let acts = self.acts(&rule.acts);
        let classes = self.classes_of_study(study, &rule.classes);
        let profile = rule
            .profile
            .as_ref()
            .and_then(|profile| self.resolve(Kind::Profile, profile));
        let leaves = acts
            .iter()
            .any(|act| matches!(act, Act::Extract | Act::Count | Act::Read));
        if rule.allow && rule.profile.is_none() && leaves {
            self.say(problems::needs_profile(rule.origin.clone()));
        }
        if !rule.allow && rule.because.is_empty() {
            let what = Text::new(
                format!("研究「{}」のこの forbid", study.name),
                format!("This 'forbid' of the study '{}'", study.name),
            );
            self.say(problems::no_reason(rule.origin.clone(), &what));
        }
        let condition = self.condition(rule.condition.as_ref());
        self.can_hold(rule.allow, rule.condition.as_ref(), &condition);
        AccessRule {
            name: RuleName::new(format!("{}#{n}", study.name)),
            study: study.name.clone(),
            allow: rule.allow,
            acts,
            roles: self.roles_of(study, &rule.roles),
            classes,
            profile: profile.map(ProfileName::from),
            condition: if rule.condition.is_none() {
                When::Always
            } else {
                condition
            },
            requires: self.requirements(&rule.requires, Some(study)),
            because: rule.because.clone(),
            origin: rule.origin.clone(),
        }
    }

    fn roles_of(&mut self, study: &Study, names: &[Name]) -> Vec<RoleName> {
        names
            .iter()
            .filter_map(|name| self.role_of(study, name))
            .collect()
    }

    pub fn role_of(&mut self, study: &Study, name: &Name) -> Option<RoleName> {
        let role = study
            .roles
            .iter()
            .find(|role| role.name.as_str() == name.text);
        if role.is_none() {
            self.unknown(
                Kind::Role,
                name,
                study.roles.iter().map(|role| role.name.as_str()),
            );
        }
        role.map(|role| role.name.clone())
    }

    /// The classes written out; each must be among the study's data.
    pub fn classes_of_study(&mut self, study: &Study, names: &[Name]) -> Vec<DataClass> {
        for name in names {
            let members = self.class_list_quietly(name);
            if let Some(outside) = members.iter().find(|class| !study.classes.contains(class)) {
                self.say(problems::outside_the_study(
                    name.origin.clone(),
                    study.name.as_str(),
                    outside.as_str(),
                ));
            }
        }
        self.class_list(names)
    }

    fn class_list_quietly(&self, name: &Name) -> Vec<DataClass> {
        match self.classes.get(&name.text) {
            Some(members) => members.clone(),
            None => self
                .model
                .classes
                .keys()
                .filter(|class| class.as_str() == name.text)
                .cloned()
                .collect(),
        }
    }
}

fn approval_of(approval: &ast::Approval) -> Approval {
    Approval {
        number: approval.number.clone(),
        by: approval.by.clone(),
        from: approval.from,
        until: approval.until,
        origin: approval.origin.clone(),
    }
}
