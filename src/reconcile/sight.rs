//! What may be seen at a moment: nothing published, fetched or decided later, nothing of another episode,
//! only the latest revision of an item, nothing that an operator rejected.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::model::{
    CategoryId, Claim, ClaimId, Decision, Episode, EpisodeId, ItemId, Judgement, Ledger, Mark, Metric, OriginId,
    Provenance, ReportId, Span, StatusId, StoredClaim, Subject, decision,
};

use super::fate::Fate;

/// The view of a ledger from one moment.
pub(super) struct Sight<'a> {
    as_of: Timestamp,
    begin: Timestamp,
    end: Timestamp,
    /// The episode, where having been read for it counts: a rolling window moves away from what was read for it.
    read_for: Option<&'a EpisodeId>,
    heads: HashMap<&'a ItemId, Head>,
    reports_out: HashMap<&'a ReportId, Fate>,
    claims_out: HashSet<&'a ClaimId>,
    claims_confirmed: HashSet<&'a ClaimId>,
    statuses_out: HashSet<&'a StatusId>,
    /// The figures of edited items, each with the revision that first stated it and when that was fetched.
    first_stated: HashMap<(&'a ItemId, Figure<'a>), (u32, Timestamp)>,
}

/// What makes two claims of one item the same figure.
type Figure<'a> = (Metric, &'a CategoryId, Option<&'a CategoryId>, Option<&'a OriginId>, Option<u64>, Option<u64>);

fn figure(claim: &Claim) -> Figure<'_> {
    (claim.metric, &claim.category, claim.perpetrator.as_ref(), claim.origin.as_ref(), claim.low, claim.high)
}

/// How a stored claim or status looks from the moment.
pub(super) enum Look {
    /// It did not exist yet.
    Unseen,
    /// It exists and must not count.
    Out(Fate),
    /// It counts as of the instant; `item` is a number that stands for its item in this view.
    In { at: Timestamp, item: u32 },
}

/// The latest revision of an item, and the item's number in the view.
struct Head {
    revision: u32,
    number: u32,
}

impl<'a> Sight<'a> {
    /// The view of `ledger` for `episode` at `as_of`.
    pub(super) fn new(ledger: &'a Ledger, episode: &'a Episode, as_of: Timestamp) -> Self {
        let (begin, end) = episode.bounds(as_of);
        let mut sight = Self {
            as_of,
            begin,
            end,
            read_for: matches!(episode.span, Span::Fixed { .. }).then_some(&episode.id),
            heads: HashMap::with_capacity(ledger.claims.len() / 2),
            reports_out: HashMap::new(),
            claims_out: HashSet::new(),
            claims_confirmed: HashSet::new(),
            statuses_out: HashSet::new(),
            first_stated: HashMap::new(),
        };
        for from in ledger.claims.iter().map(|stored| &stored.from).chain(ledger.statuses.iter().map(|s| &s.from)) {
            if sight.exists(from) {
                sight.raise_head(&from.item, from.revision);
            }
        }
        for mark in ledger.revisions.iter().filter(|mark| mark.fetched <= as_of) {
            sight.raise_head(&mark.item, mark.revision);
        }
        sight.date_edits(ledger);
        let mut decisions: Vec<&Decision> = ledger.decisions.iter().collect();
        // Stable: decisions of one instant keep the order in which they were made.
        decisions.sort_by_key(|decision| decision.decided);
        for decision in decision::standing(decisions, as_of) {
            sight.apply(decision);
        }
        sight
    }

    /// Notes when the figures of edited items were first stated.
    fn date_edits(&mut self, ledger: &'a Ledger) {
        let edited: HashSet<&ItemId> =
            self.heads.iter().filter(|(_, head)| head.revision > 1).map(|(item, _)| *item).collect();
        for stored in ledger.claims.iter().filter(|stored| edited.contains(&stored.from.item)) {
            let first = (stored.from.revision, stored.from.fetched);
            let known = self.first_stated.entry((&stored.from.item, figure(&stored.claim))).or_insert(first);
            *known = first.min(*known);
        }
    }

    fn raise_head(&mut self, item: &'a ItemId, revision: u32) {
        let number = u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
        let head = self.heads.entry(item).or_insert(Head { revision, number });
        head.revision = head.revision.max(revision);
    }

    /// A later decision on the same subject replaces the earlier one; that is how a decision is undone.
    fn apply(&mut self, decision: &'a Decision) {
        match (&decision.subject, &decision.judgement) {
            (Subject::Report(report), Judgement::Reject) => {
                self.reports_out.insert(report, Fate::Rejected);
            }
            (Subject::Report(report), Judgement::Mark(Mark::Dismissed(true))) => {
                self.reports_out.insert(report, Fate::Dismissed);
            }
            (Subject::Report(report), Judgement::Confirm | Judgement::Mark(Mark::Dismissed(false))) => {
                self.reports_out.remove(report);
            }
            (Subject::Claim(claim), Judgement::Reject) => {
                self.claims_confirmed.remove(claim);
                self.claims_out.insert(claim);
            }
            (Subject::Claim(claim), Judgement::Confirm) => {
                self.claims_out.remove(claim);
                self.claims_confirmed.insert(claim);
            }
            (Subject::Status(status), Judgement::Reject) => {
                self.statuses_out.insert(status);
            }
            (Subject::Status(status), Judgement::Confirm) => {
                self.statuses_out.remove(status);
            }
            (_, _) => {}
        }
    }

    fn exists(&self, from: &Provenance) -> bool {
        from.published <= self.as_of && from.fetched <= self.as_of
    }

    /// How a claim looks. A figure that an edit brought speaks of the time of the edit, not of the item's
    /// publication; one that the edit left as it was is not refreshed.
    pub(super) fn claim(&self, stored: &StoredClaim) -> Look {
        let from = &stored.from;
        let look = self.look(self.claims_out.contains(&stored.id), from, stored.claim.as_of);
        let first = self.first_stated.get(&(&from.item, figure(&stored.claim)));
        match (look, first) {
            (Look::In { at, item }, Some((revision, fetched))) if *revision > 1 && at == from.published => {
                Look::In { at: (*fetched).max(at), item }
            }
            (look, _) => look,
        }
    }

    /// How a status looks; `stated` is the instant that it speaks of.
    pub(super) fn status(&self, id: &StatusId, from: &Provenance, stated: Option<Timestamp>) -> Look {
        self.look(self.statuses_out.contains(id), from, stated)
    }

    /// Whether an operator said that the claim was read rightly.
    pub(super) fn is_confirmed(&self, id: &ClaimId) -> bool {
        self.claims_confirmed.contains(id)
    }

    fn look(&self, rejected: bool, from: &Provenance, stated: Option<Timestamp>) -> Look {
        if !self.exists(from) {
            return Look::Unseen;
        }
        let Some(head) = self.heads.get(&from.item) else { return Look::Unseen };
        if head.revision > from.revision {
            return Look::Out(Fate::Edited);
        }
        if rejected {
            return Look::Out(Fate::Rejected);
        }
        if let Some(fate) = self.reports_out.get(&from.report) {
            return Look::Out(*fate);
        }
        // Nobody can speak of a later instant than that of speaking.
        let at = stated.map_or(from.published, |stated| stated.min(from.published));
        let published_within = self.begin <= from.published && from.published <= self.end;
        let read_for_it = self.read_for == Some(&from.episode);
        if at < self.begin || !(published_within || read_for_it) {
            return Look::Out(Fate::OtherEpisode);
        }
        Look::In { at, item: head.number }
    }
}
