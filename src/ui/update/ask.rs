//! Questions to the store, each asked once at a time.

use jiff::Timestamp;

use super::{find, handover, log, sources, timeline};
use crate::store::ReportQuery;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::narrow::Among;
use crate::ui::reports::PAGE;

/// The newest reports of the episode, whatever the list is narrowed to.
pub(super) fn whole(model: &Model) -> ReportQuery {
    let (from, _) = model.subject.episode.bounds(model.now);
    ReportQuery { from, filter: None, ..query_at(model, model.now) }
}

/// The newest reports of what the list is narrowed to, as they stood at a moment: of the episode, and of everything stored
/// where words are looked for.
pub(super) fn query_at(model: &Model, as_of: Timestamp) -> ReportQuery {
    let from = match model.narrow.among() {
        Among::Reports => model.subject.episode.bounds(as_of).0,
        Among::Everything | Among::Unrelated => Timestamp::MIN,
    };
    let filter = model.narrow.condition(&model.vocabulary, &find::moment(model));
    ReportQuery { as_of, from, after: None, limit: PAGE, filter, reads: model.subject.options.reads.clone() }
}

/// Asks for everything anew.
pub(super) fn refresh(model: &mut Model, effects: &mut Effects) {
    ask_reports(model, effects);
    ask_figures(model, effects);
    ask_feeds(model, effects);
    ask_view(model, effects);
}

/// Asks for what operators have used and until when this one had last looked.
pub(super) fn ask_tags(effects: &mut Effects) {
    effects.push(Effect::LoadUsed);
}

/// Asks for the newest reports; also of those that the list is narrowed to, where it is.
pub(super) fn ask_reports(model: &mut Model, effects: &mut Effects) {
    if model.narrow.is_active() {
        find::ask_matches(model, effects);
    }
    if model.asks.reports.wants() {
        effects.push(Effect::LoadReports(whole(model)));
    }
}

/// Asks for tally and board.
pub(super) fn ask_figures(model: &mut Model, effects: &mut Effects) {
    if model.asks.figures.wants() {
        effects.push(Effect::LoadFigures { as_of: model.now });
    }
}

/// Asks how the feeds stand.
pub(super) fn ask_feeds(model: &mut Model, effects: &mut Effects) {
    if model.asks.feeds.wants() {
        effects.push(Effect::LoadFeeds);
    }
}

/// Asks for what the view in focus shows and the monitor does not.
pub(super) fn ask_view(model: &mut Model, effects: &mut Effects) {
    match model.focus {
        Pane::Claims => ask_claims(model, effects),
        Pane::Log => log::ask(model, effects),
        Pane::Sources => sources::ask_rates(model, effects),
        Pane::Timeline => timeline::ask(model, effects),
        Pane::Handover => handover::follow(model, effects),
        _ => {}
    }
}

/// The question for what stands behind the open cell, around what is selected there.
pub(super) fn claims(model: &Model) -> Option<Effect> {
    let cell = model.claims.cell.clone()?;
    Some(Effect::LoadClaims { cell, around: model.claims.around(), when: model.when() })
}

/// Asks for what stands behind the open cell.
pub(super) fn ask_claims(model: &mut Model, effects: &mut Effects) {
    if model.claims.cell.is_some() && model.asks.claims.wants() {
        effects.0.extend(claims(model));
    }
}
