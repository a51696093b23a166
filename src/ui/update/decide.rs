//! Correcting the machine: confirm, reject, amend, set, undo; each with a reason, and shown once the store has it.

use super::ask::{ask_figures, ask_reports, ask_view};
use crate::engine::decide as words_of;
use crate::model::decision::standing;
use crate::model::{Decision, Judgement, OriginId, PlaceId, Situation, StatusKind, Subject};
use crate::ui::action::Action;
use crate::ui::claims::{Cell, Told};
use crate::ui::decide::{self, Verdict};
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::{Ask, Model};
use crate::ui::prompt::{Prompt, Purpose};
use crate::ui::snooze;
use crate::ui::words;

/// Takes an action of correcting; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    if !matches!(action, Action::Confirm | Action::Reject | Action::Amend | Action::Judge | Action::UndoDecision) {
        return false;
    }
    if refuses(model) {
        return true;
    }
    match action {
        Action::Confirm => judge(model, Judgement::Confirm),
        Action::Reject => judge(model, Judgement::Reject),
        Action::Amend => amend(model),
        Action::Judge => judge_figure(model, effects),
        _ => undo(model),
    }
    true
}

/// Whether this screen decides nothing, which it says.
pub(super) fn refuses(model: &mut Model) -> bool {
    if model.subject.options.read_only {
        model.say("This screen is read-only: decisions are refused.");
    }
    model.subject.options.read_only
}

/// What a decision would be about, and what that is called.
struct AtHand {
    subject: Subject,
    called: String,
}

/// The claim or status at hand: the selected one, or that of the selected cell of the board.
fn at_hand(model: &Model) -> Option<AtHand> {
    match model.focus {
        Pane::Claims => model
            .claims
            .selected_told()
            .map(|told| AtHand { subject: subject(told), called: called(told, &model.subject.situation) }),
        Pane::Board => {
            let row = model.selected_place()?;
            let place = model.subject.situation.place_name(&row.place);
            let (id, origin, kind) = match model.board_column {
                StatusKind::Control => {
                    row.control.as_ref().map(|cell| (cell.claim.clone(), cell.origin.clone(), "control"))?
                }
                StatusKind::Curfew => {
                    row.curfew.as_ref().map(|cell| (cell.claim.clone(), cell.origin.clone(), "curfew"))?
                }
            };
            let is_set = origin.is_some_and(|origin| origin.as_str() == OriginId::OPERATOR);
            let subject = if is_set { Subject::Decision(id.as_str().into()) } else { Subject::Status(id) };
            Some(AtHand { subject, called: format!("the {kind} of {place}") })
        }
        _ => None,
    }
}

fn subject(told: &Told) -> Subject {
    match told.kind {
        _ if told.is_set() => Subject::Decision(told.line.id.as_str().into()),
        Some(_) => Subject::Status(told.line.id.as_str().into()),
        None => Subject::Claim(told.line.id.as_str().into()),
    }
}

fn called(told: &Told, situation: &Situation) -> String {
    format!("{}'s {}", words::origin(told.line.origin.as_ref()), told.states(situation))
}

fn judge(model: &mut Model, judgement: Judgement) {
    let Some(AtHand { subject, called }) = at_hand(model) else {
        let way = model.way(Action::Amend);
        return model.say(format!("Nothing is known there that could be judged; {way} sets it by hand."));
    };
    // What an operator set by hand is taken back by undoing it.
    let judgement = match (&subject, judgement) {
        (Subject::Decision(_), Judgement::Reject) => Judgement::Undo,
        (Subject::Decision(_), _) => return model.say("An operator set it by hand: there is nothing to confirm."),
        (_, judgement) => judgement,
    };
    let told = format!("{} {called}", decide::verb(&judgement));
    ask_reason(model, Verdict { subject, judgement, told });
}

/// Opens the claims that a figure is made of: it is one of them that is judged, and never the report that is selected
/// elsewhere.
fn judge_figure(model: &mut Model, effects: &mut Effects) {
    super::claims::open_figure(model, effects);
    if model.focus == Pane::Claims {
        let [confirm, reject, amend] = [Action::Confirm, Action::Reject, Action::Amend].map(|it| model.way(it));
        model.say(format!(
            "The figure rests on these: {confirm} confirms, {reject} rejects, {amend} amends the selected one."
        ));
    }
}

fn amend(model: &mut Model) {
    let place = match (model.focus, &model.claims.cell) {
        (Pane::Board, _) => model.selected_place().map(|row| row.place.clone()),
        (Pane::Claims, Some(Cell::Place(place))) => Some(place.clone()),
        _ => None,
    };
    if let Some(place) = place {
        let called = model.subject.situation.place_name(&place).to_owned();
        model.prompt = Some(Prompt::new(Purpose::Set { place, called }));
        return;
    }
    let Some(told) = model.claims.selected_told().filter(|_| model.focus == Pane::Claims) else {
        return model.say("No claim is selected.");
    };
    let purpose =
        Purpose::Amend { claim: told.line.id.as_str().into(), called: called(told, &model.subject.situation) };
    model.prompt = Some(Prompt::new(purpose));
}

/// Reads an amendment and asks for its reason; what cannot be read is said beside the line.
pub(super) fn amended(model: &mut Model, purpose: Purpose, text: &str) {
    let Purpose::Amend { claim, called } = &purpose else { return };
    let read = words_of::amend_line(text).and_then(|words| words_of::amendment(&model.subject.situation, &words));
    match read {
        Ok(amendment) => {
            let told = format!("amend {called} to {}", words::amendment(&amendment, &model.subject.situation));
            let subject = Subject::Claim(claim.clone());
            ask_reason(model, Verdict { subject, judgement: Judgement::Amend(amendment), told });
        }
        Err(sentence) => model.prompt = Some(Prompt::holding(purpose, text).refused(sentence)),
    }
}

/// Reads how a place is set and asks for the reason.
pub(super) fn set(model: &mut Model, place: PlaceId, text: &str) {
    let subject = &model.subject;
    let hour = |typed: &str| snooze::next_hour(typed, model.now, subject.zone.as_ref());
    let read = words_of::set_line(text, hour)
        .and_then(|words| words_of::setting(&subject.situation, &subject.episode, model.now, &words));
    match read {
        Ok(setting) => {
            let name = subject.situation.place_name(&place);
            let told = format!("set {name}: {}", decide::setting(&setting, &subject.situation));
            ask_reason(model, Verdict { subject: Subject::Place(place), judgement: Judgement::Set(setting), told });
        }
        Err(sentence) => {
            let called = subject.situation.place_name(&place).to_owned();
            model.prompt = Some(Prompt::holding(Purpose::Set { place, called }, text).refused(sentence));
        }
    }
}

fn undo(model: &mut Model) {
    let Some(decision) = model.log.selected_row().filter(|_| model.focus == Pane::Log) else {
        return model.say("No decision is selected.");
    };
    // All that was made after it is held too, the newest first.
    if !standing(model.log.rows.iter().rev(), model.now).iter().any(|stands| stands.id == decision.id) {
        let way = model.way(Action::UndoDecision);
        return model.say(format!("It is taken back already: {way} on what took it back brings it back."));
    }
    let told = model.log.names.undoing(&decision.id);
    let subject = Subject::Decision(decision.id.clone());
    ask_reason(model, Verdict { subject, judgement: Judgement::Undo, told });
}

pub(super) fn ask_reason(model: &mut Model, verdict: Verdict) {
    model.prompt = Some(Prompt::new(Purpose::Reason(Box::new(verdict))));
}

/// Sends a decision to the store with its reason, which may be none.
pub(super) fn decided(model: &mut Model, verdict: Verdict, reason: String, effects: &mut Effects) {
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    model.say(format!("Storing: {}", verdict.told));
    let Verdict { subject, judgement, told } = verdict;
    if judgement == Judgement::Undo {
        model.log.taking_back = None;
    }
    effects.push(Effect::Decide { subject: subject.clone(), judgement: judgement.clone(), reason, at: model.now });
    model.deciding.push(Verdict { subject, judgement, told });
}

/// A decision is stored, or could not be: figures and reports follow once it is.
pub(super) fn stored(model: &mut Model, decision: &Decision, stored: Result<(), String>, effects: &mut Effects) {
    let is_it = |verdict: &Verdict| verdict.subject == decision.subject && verdict.judgement == decision.judgement;
    let told = match model.deciding.iter().position(is_it) {
        Some(at) => model.deciding.remove(at).told,
        None => decide::told(decision, &model.subject.situation, &model.log.names),
    };
    match stored {
        Ok(()) => {
            let way = |action| model.way(action);
            let undoes = match decision.judgement {
                Judgement::Undo if model.focus == Pane::Log => format!("{} on it undoes it", way(Action::UndoDecision)),
                Judgement::Undo => format!("{} shows it, where it can be undone", way(Action::ShowLog)),
                _ => format!("{} undoes it", way(Action::Undo)),
            };
            model.say(format!("Stored: {told}. {undoes}."));
            model.log.taking_back = (decision.judgement != Judgement::Undo).then(|| Verdict {
                subject: Subject::Decision(decision.id.clone()),
                judgement: Judgement::Undo,
                told: format!("undo: {told}"),
            });
            regrouped(model, decision);
            ask_reports(model, effects);
            ask_figures(model, effects);
            ask_view(model, effects);
        }
        Err(sentence) => model.alarm(format!("The decision is not stored: {sentence}")),
    }
}

/// Where a decision changes which reports there are, the list takes the next page as it comes: the operator asked for it.
fn regrouped(model: &mut Model, decision: &Decision) {
    let reports = match (&decision.subject, &decision.judgement) {
        (Subject::Report(report), Judgement::Merge { with }) => {
            std::iter::once(report.clone()).chain(with.iter().cloned()).collect()
        }
        (_, Judgement::Split) => Vec::from_iter(model.reports.selected.clone()),
        (Subject::Decision(undone), Judgement::Undo) if model.log.has_regrouped(undone) => {
            Vec::from_iter(model.reports.selected.clone())
        }
        _ => return,
    };
    if let Judgement::Merge { .. } = decision.judgement {
        model.selection.clear();
    }
    // What is on its way was asked for before.
    let after = |ask: Ask| if ask.is_flying() { 2 } else { 1 };
    let (whole, narrowed) = (after(model.asks.reports), after(model.asks.matches));
    let shown = if model.narrow.is_active() { narrowed } else { whole };
    for (list, after) in model.live_lists().zip([shown, whole]) {
        list.regroup(reports.clone(), after);
    }
}
