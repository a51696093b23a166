//! Escalations that nobody has taken on: the terminal's bell tells of them, and again after a while.

use jiff::SignedDuration;

use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::model::Model;

/// Rings where an escalation is open and the bell was not heard for as long as the settings say.
pub(super) fn ring(model: &mut Model, effects: &mut Effects) {
    let open = model.live_lists().last().map_or(0, |whole| whole.escalations());
    if open == 0 {
        model.rung = None;
        return;
    }
    let repeat = model.subject.escalation_repeat;
    let is_due =
        model.rung.is_none_or(|rung| repeat > SignedDuration::ZERO && model.now.duration_since(rung) >= repeat);
    if is_due {
        model.rung = Some(model.now);
        effects.push(Effect::Ring);
        let many = if open == 1 { "1 escalation waits".to_owned() } else { format!("{open} escalations wait") };
        let way = model.way(Action::ToggleAcknowledged);
        model.say(format!("{many} for somebody: {way} takes one on."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::{model, page, report};

    #[test]
    fn an_open_escalation_rings_again_after_a_while_until_somebody_takes_it_on() {
        let mut model = model();
        model.subject.escalation_repeat = SignedDuration::from_mins(10);
        let rings = |model: &mut Model, minutes: i64| {
            model.now = model.now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(model.now);
            let mut effects = Effects::none();
            ring(model, &mut effects);
            effects.0.contains(&Effect::Ring)
        };
        assert!(!rings(&mut model, 0));
        let mut escalated = report("a", 10);
        escalated.state.escalated = Some(2);
        model.reports.take(page(&[escalated.clone()]), 5);
        assert_eq!([0, 9, 1, 9, 1].map(|minutes| rings(&mut model, minutes)), [true, false, true, false, true]);
        escalated.state.acknowledged = Some("bea".to_owned());
        model.reports.take(page(&[escalated]), 5);
        assert!(!rings(&mut model, 60));
    }
}
