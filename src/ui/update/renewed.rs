//! The configuration was read anew: the screen stays where it is and goes on by it.

use super::ask::refresh;
use crate::filter::Vocabulary;
use crate::ui::Options;
use crate::ui::effect::Effects;
use crate::ui::handover::Reading;
use crate::ui::model::Model;
use crate::ui::renewal::{Renewed, subject};

/// Takes what was read anew: the screen stays where it is, and asks the store for all that it shows.
pub(super) fn take(model: &mut Model, renewed: Renewed, effects: &mut Effects) {
    let Renewed { context, options, .. } = renewed;
    let was = model.subject.options.clone();
    let options = Options {
        // Who sits here, and what the terminal was asked for, stays until the screen is closed.
        operator: was.operator,
        mouse: was.mouse,
        line_speed: was.line_speed,
        history: was.history,
        renewal: was.renewal,
        ..options
    };
    model.times = options.times;
    let vocabulary = Vocabulary::new(&context.situation, &context.feeds);
    let known = std::mem::replace(&mut model.vocabulary, vocabulary);
    (model.vocabulary.tags, model.vocabulary.operators) = (known.tags, known.operators);
    model.subject = subject(&context, options);
    // What was worded by the names, signs and languages of before is worded anew; the rest is asked for.
    let Model { subject, handover, .. } = model;
    handover.tell_anew(Reading::of(subject));
    model.lay_out_reader();
    refresh(model, effects);
}
