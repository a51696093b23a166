//! The command line: what was typed becomes an order, or is refused at its column. A mark with a filter after it is for all
//! reports that the filter holds for; it is made once their number was seen and agreed to.

use jiff::Timestamp;

use super::ask::refresh;
use super::navigate::settle;
use super::{find, help, lookback, palette, program, select, triage};
use crate::filter::{Fault, Moment};
use crate::model::decision::STROKE_MAX;
use crate::model::{FeedId, ItemState, Mark, Priority, ReportId};
use crate::store::ReportQuery;
use crate::text::entry;
use crate::text::nearest::hint;
use crate::text::when::{Edge, Span, instant};
use crate::ui::action::{Action, Argument, named};
use crate::ui::command::complete::views;
use crate::ui::command::{self, Call, Piece};
use crate::ui::effect::{Effect, Effects};
use crate::ui::help::Help;
use crate::ui::message::Reloaded;
use crate::ui::model::Model;
use crate::ui::narrow::{self, Part};
use crate::ui::prompt::{Prompt, Purpose};
use crate::ui::scope::{Job, Waiting};
use crate::ui::snooze;
use crate::ui::theme::Theme;
use crate::ui::{settings, words};

/// What a command line asks for.
#[derive(Debug, Clone, PartialEq)]
enum Order {
    /// What a key of the action does.
    Act(Action),
    /// A mark, on what a filter holds for or else on what is at hand.
    Mark(Mark, Option<Part>),
    /// To select what a filter holds for.
    Select(Part),
    /// To narrow the list.
    Filter(String),
    /// To look for words.
    Search(String),
    /// To look for words in the help.
    Help(String),
    /// To poll a feed.
    Poll(FeedId),
    /// To go to a moment.
    At(Timestamp),
    /// Other looks.
    Look(Theme),
    /// A setting with its value.
    Set(String),
}

/// Takes an action of commanding; false where it is none. One that needs a value asks for it on the command line.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::Command => model.prompt = Some(Prompt::new(Purpose::Command)),
        Action::Palette => palette::open(model),
        Action::Reload => effects.push(Effect::Reload),
        Action::GoTo | Action::At | Action::Theme | Action::Set | Action::Escalate => {
            let held = action.spec().map_or(String::new(), |spec| format!("{} ", spec.name));
            model.prompt = Some(Prompt::holding(Purpose::Command, &held));
        }
        _ => return false,
    }
    true
}

/// Starts a command without anything after its name.
pub(super) fn start(model: &mut Model, action: Action, effects: &mut Effects) {
    let needs_value = action.spec().is_some_and(|spec| spec.takes.needs_value);
    match order_of(action) {
        _ if needs_value => {
            let _asked = act(model, action, effects);
        }
        Some(order) => give(model, order, effects),
        None => super::act(model, action, effects),
    }
}

/// The text of the command line is another: what is wrong in it is said while one types, but not of a word that is not
/// finished.
pub(super) fn checked(model: &mut Model) {
    let Some(text) = model.prompt.as_ref().map(|prompt| prompt.line.text().to_owned()) else { return };
    let scope = command::split(&text).rest.map_or(usize::MAX, |rest| rest.start);
    let is_unfinished = |fault: &Fault| fault.span.start < scope && fault.span.end >= text.len();
    let problem = read(model, &text).err().filter(|fault| !is_unfinished(fault));
    if let Some(prompt) = &mut model.prompt {
        prompt.problem = problem.map(Into::into);
    }
}

/// A command line was given.
pub(super) fn entered(model: &mut Model, text: &str, effects: &mut Effects) {
    match read(model, text) {
        Ok(None) => {}
        Ok(Some(order)) => give(model, order, effects),
        Err(fault) => model.prompt = Some(Prompt::holding(Purpose::Command, text).refused(fault)),
    }
}

/// What a command line asks for; none where nothing is on it.
fn read(model: &Model, text: &str) -> Result<Option<Order>, Fault> {
    let Some(call) = command::parse(text)? else { return Ok(None) };
    let Call { spec, value, scope } = &call;
    let name = || command::split(text).name;
    if !spec.panes.is_empty() && !spec.panes.contains(&model.focus) {
        let views: Vec<&str> = spec.panes.iter().map(|pane| pane.name()).collect();
        let message = format!("`{}` is for {}, and this is {}", spec.name, views.join(", "), model.focus.name());
        return Err(command::fault(text, name(), message));
    }
    let part = scope.as_ref().map(|scope| self::scope(model, text, scope)).transpose()?.flatten();
    let order = match value {
        Some(value) => {
            let argument = spec.takes.value.unwrap_or(Argument::Words);
            let order = valued(model, spec.action, argument, value, part)
                .map_err(|message| command::fault(text, value.span.start..value.span.end, message))?;
            // A filter is read where it stands, so that its own column is told.
            if let (Order::Filter(said), Argument::Filter) = (&order, argument) {
                let piece = Piece { text: said.clone(), span: value.span };
                let _read = self::scope(model, text, &piece)?;
            }
            order
        }
        None => match (spec.action, part) {
            (Action::SelectAll, Some(part)) => Order::Select(part),
            (action, Some(part)) => match flag(action) {
                Some(mark) => Order::Mark(mark, Some(part)),
                None => Order::Act(action),
            },
            (action, None) => order_of(action).unwrap_or(Order::Act(action)),
        },
    };
    Ok(Some(order))
}

/// The filter of a command: what reports it is for; none where it holds for all and so says nothing.
fn scope(model: &Model, text: &str, piece: &Piece) -> Result<Option<Part>, Fault> {
    let said = match piece.text.strip_prefix('@') {
        Some(name) => {
            let saved = model.subject.options.filters.text_of(name.trim());
            saved.map_err(|message| command::fault(text, piece.span.start..piece.span.end, message))?
        }
        None => &piece.text,
    };
    narrow::read(said, &model.vocabulary, &moment(model)).map_err(|fault| match piece.text.starts_with('@') {
        true => command::fault(text, piece.span.start..piece.span.end, fault.message),
        false => {
            let at = piece.span.start + fault.span.start..piece.span.start + fault.span.end;
            command::fault(text, at, fault.message)
        }
    })
}

/// Marks are made now, also where an earlier moment is shown.
fn moment(model: &Model) -> Moment {
    Moment { now: model.now, ..find::moment(model) }
}

/// The mark that a command puts on all reports of a filter, where it takes no value: never the opposite of what it says.
fn flag(action: Action) -> Option<Mark> {
    Some(match action {
        Action::ToggleRead => Mark::Read(true),
        Action::ToggleAcknowledged => Mark::Acknowledged(true),
        Action::ToggleStarred => Mark::Starred(true),
        Action::ToggleDismissed => Mark::Dismissed(true),
        Action::Escalate1 => Mark::Escalated(Priority::new(1)),
        Action::Escalate2 => Mark::Escalated(Priority::new(2)),
        Action::Escalate3 => Mark::Escalated(Priority::new(3)),
        Action::Deescalate => Mark::Escalated(None),
        other => return off(other),
    })
}

/// The mark of a command that has no key and takes something away.
fn off(action: Action) -> Option<Mark> {
    Some(match action {
        Action::Unread => Mark::Read(false),
        Action::Unacknowledge => Mark::Acknowledged(false),
        Action::Unstar => Mark::Starred(false),
        Action::Undismiss => Mark::Dismissed(false),
        _ => return None,
    })
}

/// What a command without value and filter asks for, where that is not what a key of it does.
fn order_of(action: Action) -> Option<Order> {
    off(action).map(|mark| Order::Mark(mark, None))
}

/// What a command with a value asks for.
fn valued(
    model: &Model,
    action: Action,
    argument: Argument,
    value: &Piece,
    part: Option<Part>,
) -> Result<Order, String> {
    let said = value.text.as_str();
    Ok(match argument {
        Argument::Tag if action == Action::Untag => Order::Mark(Mark::Untagged(entry::tag(said)?), part),
        Argument::Tag => Order::Mark(Mark::Tagged(entry::tag(said)?), part),
        Argument::Note => Order::Mark(Mark::Note(entry::note(said)?), part),
        Argument::Sleep => {
            Order::Mark(Mark::Snoozed(snooze::parse(said, model.now, model.subject.zone.as_ref())?), part)
        }
        Argument::Priority => match said.parse().ok().and_then(Priority::new) {
            Some(priority) => Order::Mark(Mark::Escalated(Some(priority)), part),
            None => return Err(format!("`{said}` is no priority; write 1, the highest, 2 or 3")),
        },
        Argument::View => Order::Act(view(said)?),
        Argument::Theme => {
            let options = &model.subject.options;
            match options.themes.iter().find(|(name, _)| name == said) {
                Some((_, styles)) => Order::Look(Theme::new(options.ascii, *styles)),
                None => {
                    return Err(format!(
                        "there is no theme `{said}`; {}",
                        hint(said, options.theme_names().into_iter())
                    ));
                }
            }
        }
        Argument::Setting => {
            settings::read(said)?;
            Order::Set(said.to_owned())
        }
        Argument::Feed => {
            let ids: Vec<&str> = model.subject.feeds.iter().map(|feed| feed.id.as_str()).collect();
            match ids.contains(&said) {
                true => Order::Poll(said.into()),
                false => return Err(format!("there is no feed `{said}`; {}", hint(said, ids.iter().copied()))),
            }
        }
        Argument::Filter => Order::Filter(said.to_owned()),
        Argument::Words if action == Action::Help => Order::Help(said.to_owned()),
        Argument::Words => Order::Search(said.to_owned()),
        Argument::Moment => Order::At(instant_of(said, model.now)?),
    })
}

fn view(name: &str) -> Result<Action, String> {
    let views = views();
    let spec = named(name).filter(|_| views.contains(&name));
    spec.map(|spec| spec.action)
        .ok_or_else(|| format!("there is no view `{name}`; {}", hint(name, views.iter().copied())))
}

/// A moment: so long ago, or a time.
fn instant_of(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let at = match Span::parse(text) {
        Ok(ago) => now.checked_sub(ago.0).map_err(|_| format!("`{text}` is too long ago"))?,
        Err(_) => instant(text, Edge::End).map_err(|_| {
            format!("`{text}` is no moment; write 6h for six hours ago, 2025-03-07 or 2025-03-07T14:00Z")
        })?,
    };
    Ok(at.min(now))
}

/// Does what is asked for.
fn give(model: &mut Model, order: Order, effects: &mut Effects) {
    model.reports.is_touched = true;
    match order {
        Order::Act(action) => super::act(model, action, effects),
        Order::Mark(_, _) if model.subject.options.read_only => triage::refuse(model),
        Order::Mark(mark, Some(part)) => count(model, Job::Mark(mark), part, effects),
        Order::Mark(_, None) if !model.shows_reports() => {
            let way = model.way(Action::FocusReports);
            model.say(format!("No report is shown here: {way} leads back to them, or say which by a filter."));
        }
        Order::Mark(mark, None) => triage::mark(model, effects, |_| mark),
        Order::Select(part) => count(model, Job::Select, part, effects),
        Order::Filter(text) => {
            find::filtered(model, &text, effects);
        }
        Order::Search(words) => {
            find::searched(model, &words, effects);
        }
        Order::Help(words) => {
            model.help = Some(Help::default());
            help::sought(model, &words);
        }
        Order::Poll(feed) => program::poll(model, feed, effects),
        Order::At(at) => lookback::to(model, at, effects),
        Order::Look(theme) => {
            model.subject.theme = theme;
            model.lay_out_reader();
            effects.push(Effect::Redraw);
        }
        Order::Set(said) => match settings::set(model, &said) {
            Ok(()) => {
                settle(model);
                refresh(model, effects);
                model.say(format!("Set until the screen is closed: {said}."));
            }
            Err(sentence) => model.say(words::sentence(&sentence)),
        },
    }
}

/// Asks for the reports that a command is for: all that the filter holds for, whatever the list is narrowed to.
fn count(model: &mut Model, job: Job, part: Part, effects: &mut Effects) {
    let condition = crate::filter::bind(&part.expr, &part.text, &model.vocabulary, &moment(model));
    let condition = match condition {
        Ok(condition) => condition,
        Err(fault) => return model.say(fault.to_string()),
    };
    let (from, _) = model.subject.episode.bounds(model.now);
    let limit = u32::try_from(STROKE_MAX).unwrap_or(u32::MAX).saturating_add(1);
    let reads = model.subject.options.reads.clone();
    let query = ReportQuery { as_of: model.now, from, after: None, limit, filter: Some(condition), reads };
    model.say(format!("Counting what matches `{}` ...", part.text.trim()));
    let turn = model.scoping.begin(Waiting { job, filter: part.text.trim().to_owned() });
    effects.push(Effect::LoadScope { query, turn });
}

/// The reports of a command are known: their number is told, and nothing is done before that was agreed to.
pub(super) fn counted(model: &mut Model, turn: u64, matching: Result<Vec<(ReportId, ItemState)>, String>) {
    let Some(Waiting { job, filter }) = model.scoping.known(turn) else { return };
    model.is_dirty = true;
    let matching = match matching {
        Ok(matching) => matching,
        Err(sentence) => return model.alarm(sentence),
    };
    if matching.is_empty() {
        return model.say(format!("No report matches `{filter}`."));
    }
    if matching.len() > STROKE_MAX {
        return model.say(format!("More than {STROKE_MAX} reports match `{filter}`; narrow it."));
    }
    match job {
        Job::Select => select::matching(model, Ok(matching)),
        Job::Mark(mark) => triage::propose(model, matching, mark, Some(filter)),
    }
}

/// The configuration was read anew: where it is wrong, what was holds.
pub(super) fn reloaded(model: &mut Model, read: Result<Reloaded, String>, effects: &mut Effects) {
    match read {
        Ok(Reloaded { keymap, filters, renewed }) => {
            model.keymap = keymap;
            model.pending.clear();
            model.subject.options.filters = filters;
            let (what, later) = match renewed {
                Some(renewed) => {
                    let later = renewed.later.clone();
                    super::renewed::take(model, *renewed, effects);
                    ("The configuration is", later)
                }
                None => ("Keys and saved filters are", String::new()),
            };
            model.lay_out_reader();
            model.say(format!("{what} read anew.{later}"));
        }
        Err(sentence) => model.alarm(format!("Nothing is changed: {sentence}")),
    }
}

#[cfg(test)]
mod tests;
