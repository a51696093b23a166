//! What may be seen at a moment: nothing published, fetched or decided later, nothing of another episode,
//! only the latest revision of an item, nothing that an operator rejected.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::{
    Amendment, CategoryId, Claim, ClaimId, Decision, Episode, EpisodeId, Evidence, FeedId, Field, ItemId, Judgement,
    Mark, Metric, OriginId, Provenance, ReportId, Sentence, Span, Status, StatusId, StoredClaim, StoredStatus, Subject,
    decision,
};

use super::explain::{by_whom, joined};
use super::facts::{Facts, Item, Map};
use super::fate::Fate;

/// What operators have decided by a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Rulings {
    reports: Map<ReportId, Fate>,
    claims: Map<ClaimId, Ruling>,
    rejected: Map<StatusId, ()>,
    /// What was judged of single claims and statuses, by their ids, in the order it was.
    judged: Map<String, Vec<Judging>>,
    /// How places stand by an operator's own word, in the order it was given.
    pub(super) set: Vec<Arc<StoredStatus>>,
}

/// What was decided about one claim.
#[derive(Debug, Clone, PartialEq, Default)]
struct Ruling {
    rejected: bool,
    confirmed: bool,
    amendments: Vec<Amending>,
}

/// What is said of what was rejected.
const REJECTED: &str = "rejected";

/// That a claim or a status was confirmed or rejected, who did, when and why.
#[derive(Debug, Clone, PartialEq)]
struct Judging {
    done: &'static str,
    operator: String,
    decided: Timestamp,
    reason: Option<String>,
}

/// An amendment of a claim, and who made it, when and why.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amending {
    amendment: Amendment,
    /// Who made it.
    pub(super) operator: String,
    /// When.
    pub(super) decided: Timestamp,
    /// Why, where that was said.
    pub(super) reason: Option<String>,
}

impl Rulings {
    /// The rulings made by a moment, but for those that have been undone by another: what was taken back never held.
    pub(super) fn new(facts: &Facts, as_of: Timestamp, known_by: Timestamp) -> Self {
        let mut rulings = Self::default();
        let standing = decision::standing(facts.decisions(), known_by).into_iter();
        for decision in standing.filter(|decision| decision.decided <= as_of) {
            rulings.apply(decision);
        }
        rulings
    }

    /// The amendments of a claim, the first one first.
    pub(super) fn amendings(&self, claim: &ClaimId) -> &[Amending] {
        self.claims.get(claim).map(|ruling| ruling.amendments.as_slice()).unwrap_or_default()
    }

    /// Who confirmed or rejected the claim or status of an id, when and why, the first one first, and whether it was rejected in
    /// the end; none where nobody did.
    pub(super) fn judgings(&self, id: &str) -> Option<(Sentence, bool)> {
        let judgings = self.judged.get(id)?;
        let told = judgings.iter().map(|judging| {
            let Judging { done, operator, decided, reason } = judging;
            by_whom(Sentence::from(*done).and(" "), operator, *decided, reason.as_deref())
        });
        Some((joined(told, ", then "), judgings.last().is_some_and(|last| last.done == REJECTED)))
    }

    /// Keeps who judged what.
    fn keep(&mut self, id: &str, decision: &Decision) {
        let done = match decision.judgement {
            Judgement::Confirm => "confirmed",
            Judgement::Reject => REJECTED,
            _ => return,
        };
        let (operator, reason) = (decision.operator.clone(), decision.reason.clone());
        let judging = Judging { done, operator, decided: decision.decided, reason };
        self.judged.entry(id.to_owned()).or_default().push(judging);
    }

    /// A later decision on the same subject goes before the earlier one.
    fn apply(&mut self, decision: &Decision) {
        match &decision.subject {
            Subject::Claim(claim) => self.keep(claim.as_str(), decision),
            Subject::Status(status) => self.keep(status.as_str(), decision),
            _ => {}
        }
        match (&decision.subject, &decision.judgement) {
            (Subject::Report(report), Judgement::Reject) => {
                self.reports.insert(report.clone(), Fate::Rejected);
            }
            (Subject::Report(report), Judgement::Mark(Mark::Dismissed(true))) => {
                self.reports.insert(report.clone(), Fate::Dismissed);
            }
            (Subject::Report(report), Judgement::Confirm | Judgement::Mark(Mark::Dismissed(false))) => {
                self.reports.remove(report);
            }
            (Subject::Claim(claim), judgement) => {
                let ruling = self.claims.entry(claim.clone()).or_default();
                match judgement {
                    Judgement::Reject => (ruling.rejected, ruling.confirmed) = (true, false),
                    Judgement::Confirm => (ruling.rejected, ruling.confirmed) = (false, true),
                    // What was confirmed before is not what it says now.
                    Judgement::Amend(amendment) => {
                        (ruling.rejected, ruling.confirmed) = (false, false);
                        ruling.amendments.push(Amending {
                            amendment: amendment.clone(),
                            operator: decision.operator.clone(),
                            decided: decision.decided,
                            reason: decision.reason.clone(),
                        });
                    }
                    _ => {}
                }
            }
            (Subject::Status(status), Judgement::Reject) => {
                self.rejected.insert(status.clone(), ());
            }
            (Subject::Status(status), Judgement::Confirm) => {
                self.rejected.remove(status);
            }
            (Subject::Place(place), Judgement::Set(setting)) => {
                self.set.push(Arc::new(StoredStatus {
                    id: StatusId::new(decision.id.as_str()),
                    from: Provenance {
                        item: ItemId::new(decision.id.as_str()),
                        report: ReportId::new(decision.id.as_str()),
                        feed: FeedId::new(OriginId::OPERATOR),
                        revision: 1,
                        published: decision.decided,
                        fetched: decision.decided,
                        // Of whatever stretch it was given in, and no other.
                        episode: EpisodeId::new(""),
                    },
                    status: Status {
                        place: place.clone(),
                        kind: setting.kind,
                        value: setting.value.clone(),
                        extent: setting.extent,
                        until: setting.until,
                        origin: Some(OriginId::new(OriginId::OPERATOR)),
                        as_of: Some(decision.decided),
                        confidence: 1.0,
                        evidence: Evidence {
                            field: Field::Text,
                            start: 0,
                            end: 0,
                            quote: decision.reason.clone().unwrap_or_default(),
                        },
                        rule: "set_by_operator".into(),
                    },
                }));
            }
            (_, _) => {}
        }
    }
}

/// The view of what was said from one moment.
pub(super) struct Sight<'a> {
    as_of: Timestamp,
    begin: Timestamp,
    end: Timestamp,
    /// How long what was said counts, where the episode rolls with the clock.
    window: Option<SignedDuration>,
    /// The episode, where having been read for it counts: a rolling window moves away from what was read for it.
    read_for: Option<&'a EpisodeId>,
    rulings: &'a Rulings,
}

/// What makes two claims of one item the same figure.
type Figure<'a> = (Metric, &'a CategoryId, Option<&'a CategoryId>, Option<&'a OriginId>, Option<u64>, Option<u64>);

fn figure(claim: &Claim) -> Figure<'_> {
    (claim.metric, &claim.category, claim.perpetrator.as_ref(), claim.origin.as_ref(), claim.low, claim.high)
}

/// How something that was said looks from the moment.
#[derive(Debug, Clone)]
pub(super) struct Look<T> {
    /// As it is to be read, amendments included.
    pub(super) stored: Arc<T>,
    /// The instant it speaks of.
    pub(super) at: Timestamp,
    /// [`Fate::Current`] where it may count, [`Fate::Unseen`] where it did not exist yet.
    pub(super) fate: Fate,
    /// Whether an operator has read it: whoever puts a claim right has, as has whoever confirms it.
    pub(super) vouched: bool,
    /// Whether an operator confirmed it as it stands.
    pub(super) confirmed: bool,
}

impl<T> Look<T> {
    /// How something looks that cannot be seen.
    fn of_nothing(stored: &Arc<T>) -> Self {
        let stored = Arc::clone(stored);
        Self { stored, at: Timestamp::MIN, fate: Fate::Unseen, vouched: false, confirmed: false }
    }
}

/// How one item looks from the moment.
pub(super) struct ItemLook {
    /// Its claims, by number.
    pub(super) claims: Vec<(u32, Look<StoredClaim>)>,
    /// Its statuses, by number.
    pub(super) statuses: Vec<(u32, Look<StoredStatus>)>,
    /// The first later moment at which it may look different by itself.
    pub(super) until: Option<Timestamp>,
}

impl<'a> Sight<'a> {
    /// The view for `episode` at `as_of`, under the rulings of that moment.
    pub(super) fn new(episode: &'a Episode, rulings: &'a Rulings, as_of: Timestamp) -> Self {
        let (begin, end) = episode.bounds(as_of);
        let (window, read_for) = match episode.span {
            Span::Rolling(window) => (Some(window), None),
            Span::Fixed { .. } => (None, Some(&episode.id)),
        };
        Self { as_of, begin, end, window, read_for, rulings }
    }

    /// How an item looks.
    pub(super) fn item(&self, facts: &Facts, item: &Item) -> ItemLook {
        let read_claims = item.claims.iter().filter(|number| !facts.is_claim_gone(**number));
        let read_statuses = item.statuses.iter().filter(|number| !facts.is_status_gone(**number));
        let claims = || read_claims.clone().filter_map(|number| Some((*number, facts.claim(*number)?)));
        let statuses = || read_statuses.clone().filter_map(|number| Some((*number, facts.status(*number)?)));
        let said = claims().map(|(_, claim)| &claim.from).chain(statuses().map(|(_, status)| &status.from));
        let known = said.clone().filter(|from| self.exists(from)).map(|from| from.revision);
        let marked = item.revisions.iter().filter(|(_, fetched)| *fetched <= self.as_of).map(|(revision, _)| *revision);
        let head = known.chain(marked).max().unwrap_or(0);
        let first = if head > 1 { first_stated(claims().map(|(_, claim)| &**claim)) } else { HashMap::new() };
        let unseen = said.map(|from| from.published.max(from.fetched));
        let unseen = unseen.chain(item.revisions.iter().map(|(_, fetched)| *fetched)).filter(|at| *at > self.as_of);
        let mut until = unseen.min();
        let mut wait = |look_at: Timestamp, published: Timestamp, fate: Fate| {
            if fate == Fate::Current
                && let Some(window) = self.window
            {
                until = until.into_iter().chain(just_after(look_at.min(published), window)).min();
            }
        };
        let mut claims: Vec<_> = claims()
            .map(|(number, stored)| {
                let look = self.claim(stored, head, &first);
                wait(look.at, stored.from.published, look.fate);
                (number, look)
            })
            .collect();
        let mut statuses: Vec<_> = statuses()
            .map(|(number, stored)| {
                let rejected = self.rulings.rejected.contains_key(&stored.id);
                let at = spoken_of(&stored.from, stored.status.as_of);
                let fate = self.fate(rejected, head, &stored.from, at);
                wait(at, stored.from.published, fate);
                (number, Look { stored: Arc::clone(stored), at, fate, vouched: false, confirmed: false })
            })
            .collect();
        // What is not read any more never was.
        let gone = item.claims.iter().filter(|number| facts.is_claim_gone(**number));
        claims.extend(gone.filter_map(|number| Some((*number, Look::of_nothing(facts.claim(*number)?)))));
        let gone = item.statuses.iter().filter(|number| facts.is_status_gone(**number));
        statuses.extend(gone.filter_map(|number| Some((*number, Look::of_nothing(facts.status(*number)?)))));
        ItemLook { claims, statuses, until }
    }

    /// How a claim looks. A figure that an edit brought speaks of the time of the edit, not of the item's
    /// publication; one that the edit left as it was is not refreshed.
    fn claim(
        &self,
        stored: &Arc<StoredClaim>,
        head: u32,
        first: &HashMap<Figure<'_>, (u32, Timestamp)>,
    ) -> Look<StoredClaim> {
        let ruling = self.rulings.claims.get(&stored.id);
        let rejected = ruling.is_some_and(|ruling| ruling.rejected);
        let mut at = spoken_of(&stored.from, stored.claim.as_of);
        if let Some((revision, fetched)) = first.get(&figure(&stored.claim))
            && *revision > 1
            && at == stored.from.published
        {
            at = (*fetched).max(at);
        }
        let fate = self.fate(rejected, head, &stored.from, at);
        let amendments = ruling.map(|ruling| ruling.amendments.as_slice()).unwrap_or_default();
        let stored = if amendments.is_empty() {
            Arc::clone(stored)
        } else {
            let mut amended = StoredClaim::clone(stored);
            amendments.iter().for_each(|made| made.amendment.apply(&mut amended.claim));
            Arc::new(amended)
        };
        let confirmed = ruling.is_some_and(|ruling| ruling.confirmed);
        Look { stored, at, fate, vouched: confirmed || !amendments.is_empty(), confirmed }
    }

    /// How an operator's own word looks.
    pub(super) fn set(&self, stored: &Arc<StoredStatus>) -> Look<StoredStatus> {
        let at = spoken_of(&stored.from, stored.status.as_of);
        let fate = self.fate(false, stored.from.revision, &stored.from, at);
        Look { stored: Arc::clone(stored), at, fate, vouched: true, confirmed: true }
    }

    fn exists(&self, from: &Provenance) -> bool {
        from.published <= self.as_of && from.fetched <= self.as_of
    }

    /// What becomes of something that speaks of an instant, by where it comes from.
    fn fate(&self, rejected: bool, head: u32, from: &Provenance, at: Timestamp) -> Fate {
        let within = self.begin <= from.published && from.published <= self.end;
        if !self.exists(from) {
            Fate::Unseen
        } else if head > from.revision {
            Fate::Edited
        } else if rejected {
            Fate::Rejected
        } else if let Some(fate) = self.rulings.reports.get(&from.report) {
            *fate
        } else if at < self.begin && self.read_for.is_some() {
            Fate::BeforeEpisode
        } else if at < self.begin || !(within || self.read_for == Some(&from.episode)) {
            Fate::OtherEpisode
        } else {
            Fate::Current
        }
    }
}

/// The instant that something speaks of: nobody can speak of a later one than that of speaking.
fn spoken_of(from: &Provenance, stated: Option<Timestamp>) -> Timestamp {
    stated.map_or(from.published, |stated| stated.min(from.published))
}

/// When the figures of an edited item were first stated, and by which revision.
fn first_stated<'c>(claims: impl Iterator<Item = &'c StoredClaim>) -> HashMap<Figure<'c>, (u32, Timestamp)> {
    let mut stated: HashMap<Figure<'_>, (u32, Timestamp)> = HashMap::new();
    for stored in claims {
        let first = (stored.from.revision, stored.from.fetched);
        let known = stated.entry(figure(&stored.claim)).or_insert(first);
        *known = first.min(*known);
    }
    stated
}

/// The first instant at which a window that rolls with the clock has left another instant behind.
fn just_after(instant: Timestamp, window: SignedDuration) -> Option<Timestamp> {
    instant.checked_add(window).ok()?.checked_add(SignedDuration::from_nanos(1)).ok()
}
