//! The sources: from one failing feed to the next, and how many items each brings.

use std::collections::HashMap;

use crate::model::FeedId;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::health::{Standing, standing};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::motion::{self, Step};

/// Takes an action of the sources; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, _effects: &mut Effects) -> bool {
    match action {
        Action::NextFailing => to_failing(model, true),
        Action::PreviousFailing => to_failing(model, false),
        _ => return false,
    }
    true
}

/// Selects the next failing feed, or the one before; round the end.
fn to_failing(model: &mut Model, is_next: bool) {
    let (now, pace) = (model.now, model.subject.pace());
    let feeds = model.polled();
    let at = model.feed.as_ref().and_then(|feed| feeds.iter().position(|record| record.id == *feed));
    let fails = |n: &usize| {
        let standing = feeds.get(*n).map(|record| standing(record, now, pace));
        matches!(standing, Some(Standing::Fails | Standing::Overdue))
    };
    let failing: Vec<usize> = (0..feeds.len()).filter(fails).collect();
    let to = if is_next {
        failing.iter().find(|n| at.is_none_or(|at| **n > at)).or(failing.first())
    } else {
        failing.iter().rev().find(|n| at.is_none_or(|at| **n < at)).or(failing.last())
    };
    let Some(to) = to.copied() else { return model.say("No feed fails.") };
    if model.focus == Pane::Sources {
        motion::step(model, Step::To(to));
    }
}

/// Asks how many items each feed has brought.
pub(super) fn ask_rates(model: &mut Model, effects: &mut Effects) {
    if model.asks.rates.wants() {
        effects.push(Effect::LoadRates { by: model.now });
    }
}

/// Takes how many items each feed has brought.
pub(super) fn rates(model: &mut Model, told: Result<HashMap<FeedId, u64>, String>) {
    // What is asked for meanwhile can wait for the next change: the rate of a day moves slowly.
    model.asks.rates.over();
    match told {
        Ok(rates) => model.rates = Some(rates),
        Err(sentence) => model.alarm(sentence),
    }
    model.is_dirty = true;
}
