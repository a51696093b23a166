//! The program itself: polls, redrawing, suspending, quitting.

use crate::engine::Demand;
use crate::engine::reread::{Progress, Summary};
use crate::model::FeedId;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::health::Pace;
use crate::ui::layout::Pane;
use crate::ui::model::{Model, Rereading};
use crate::ui::moment::Times;

/// Takes an action of the program; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::PollOne => poll_one(model, effects),
        Action::PollAll => {
            if model.subject.feeds.is_empty() {
                model.say("No feeds are configured: there is nothing to ask.");
            } else {
                effects.push(Effect::Demand(Demand::PollAll));
                model.say("All feeds are asked as soon as politeness allows.");
            }
        }
        Action::Pause => pause(model, effects),
        Action::Reread => reread(model, effects),
        Action::ToggleTimes => {
            model.times = match model.times {
                Times::Absolute => Times::Relative,
                Times::Relative => Times::Absolute,
            };
        }
        Action::Redraw => effects.push(Effect::Redraw),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Quit => effects.push(Effect::Quit),
        _ => return false,
    }
    true
}

/// Stops asking feeds, or goes on.
fn pause(model: &mut Model, effects: &mut Effects) {
    model.is_paused = !model.is_paused;
    let is_played = model.subject.pace() == Pace::Played;
    if model.is_paused {
        effects.push(Effect::Demand(Demand::Pause));
        let way = model.way(Action::Pause);
        let stops = if is_played { "the replay stands still" } else { "no feed is asked" };
        model.say(format!("Stopped: {stops} until {way} is given again. What is on its way still comes in."));
    } else {
        effects.push(Effect::Demand(Demand::Resume));
        model.say(if is_played { "The replay goes on." } else { "Feeds are asked again as they fall due." });
    }
}

/// Stops reading anew what is stored, or goes on.
fn reread(model: &mut Model, effects: &mut Effects) {
    let Some(rereading) = &mut model.rereading else {
        model.say("All that is stored was read by the rules of now: there is nothing to re-read.");
        return;
    };
    rereading.is_halted = !rereading.is_halted;
    let (demand, told) = match rereading.is_halted {
        true => (
            Demand::HaltRereading,
            format!("Stopped {}: what was re-read stays so; :reread goes on.", rereading.progress),
        ),
        false => (Demand::GoOnRereading, format!("Goes on {}.", rereading.progress)),
    };
    effects.push(Effect::Demand(demand));
    model.say(told);
}

/// Takes word of how far reading anew has come.
pub(super) fn rereading(model: &mut Model, progress: Progress) {
    let is_halted = model.rereading.is_some_and(|known| known.is_halted);
    model.rereading = Some(Rereading { progress, is_halted });
}

/// Takes word of what reading anew came to.
pub(super) fn reread_all(model: &mut Model, summary: &Summary) {
    model.rereading = None;
    let changes = summary.changes;
    if changes.items == 0 {
        // Another program has read it all.
        return;
    }
    let read = format!("Re-read {}: {} changed.", count(changes.items, "item"), count(changes.changed, "item"));
    match summary.adrift.len() {
        0 => model.say(read),
        many => {
            let many = count(u64::try_from(many).unwrap_or(u64::MAX), "decision");
            model.alarm(format!("{read} {many} on what is not read any more: `coastwatch reread` names them"));
        }
    }
}

/// A number of things: "1 item", "2 items".
fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn poll_one(model: &mut Model, effects: &mut Effects) {
    let feed = match model.focus {
        Pane::Sources => model.feed.clone().or_else(|| model.polled().first().map(|record| record.id.clone())),
        _ => model.reports.selected_row().map(|row| row.feed.clone()),
    };
    match feed {
        Some(feed) => poll(model, feed, effects),
        None => model.say("No feed is selected."),
    }
}

/// Polls a feed.
pub(super) fn poll(model: &mut Model, feed: FeedId, effects: &mut Effects) {
    let Some(known) = model.subject.feeds.iter().find(|known| known.id == feed) else {
        return model.say(format!("{feed} is not among the feeds that are asked here."));
    };
    model.say(format!("{} is asked as soon as politeness allows.", known.name));
    effects.push(Effect::Demand(Demand::Poll(feed)));
}
