//! The program itself: polls, redrawing, suspending, quitting.

use crate::engine::Demand;
use crate::model::FeedId;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment::Times;

/// Takes an action of the program; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    match action {
        Action::PollOne => poll_one(model, effects),
        Action::PollAll => {
            effects.push(Effect::Demand(Demand::PollAll));
            model.say("All feeds are asked as soon as politeness allows.");
        }
        Action::Pause => pause(model, effects),
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
    if model.is_paused {
        effects.push(Effect::Demand(Demand::Pause));
        let way = model.way(Action::Pause);
        model.say(format!("Stopped: no feed is asked until {way} is given again. What is on its way still comes in."));
    } else {
        effects.push(Effect::Demand(Demand::Resume));
        model.say("Feeds are asked again as they fall due.");
    }
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
    model.say(format!("{feed} is asked as soon as politeness allows."));
    effects.push(Effect::Demand(Demand::Poll(feed)));
}
