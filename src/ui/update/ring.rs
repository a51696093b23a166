//! What rings: escalations that nobody has taken on, and alerts. The terminal's bell tells of an escalation, and again after a
//! while; where a rule of alerts rings for those, the screen leaves the second ring to it.

use jiff::Timestamp;

use crate::engine::alert::Told;
use crate::model::alert::Channel;
use crate::reconcile::alert::gate::is_due_again;
use crate::ui::action::Action;
use crate::ui::effect::{Effect, Effects};
use crate::ui::model::Model;
use crate::ui::moment;

/// Rings where an escalation is open and the bell was not heard for as long as the settings say.
pub(super) fn ring(model: &mut Model, effects: &mut Effects) {
    let open = model.live_lists().last().map_or(0, |whole| whole.escalations());
    if open == 0 {
        model.rung = None;
        return;
    }
    if is_due_again(model.rung, model.subject.escalation_repeat, model.now) {
        // It rings with the minute, which comes now a little earlier, now a little later.
        model.rung = Timestamp::from_second(moment::minute(model.now).saturating_mul(60)).ok();
        effects.push(Effect::Ring);
        let many = if open == 1 { "1 escalation waits".to_owned() } else { format!("{open} escalations wait") };
        let [find, take] = [Action::Filter, Action::ToggleAcknowledged].map(|action| model.way(action));
        model.say(format!("{many} for somebody: {find} is:waiting finds them, {take} takes one on."));
    }
}

/// Notifications that are told one by one; of more, the bell and the line of the screen say enough.
const NOTIFIED: usize = 3;

/// Tells of alerts that sounded: the bell and the terminal's notifications as their rules say, and a line for the latest.
pub(super) fn rang(model: &mut Model, told: &[Told], effects: &mut Effects) {
    if told.iter().any(|told| told.channels.contains(&Channel::Bell)) {
        effects.push(Effect::Ring);
    }
    let notified =
        told.iter().filter(|told| told.channels.iter().any(|by| by.is_of_terminal() && *by != Channel::Bell));
    for told in notified.rev().take(NOTIFIED).collect::<Vec<_>>().into_iter().rev() {
        effects.push(Effect::Notify(Box::new(told.clone())));
    }
    if let Some(last) = told.last() {
        let others = told.len() - 1;
        let more = if others > 0 { format!("  (+{others} more: coastwatch alerts list)") } else { String::new() };
        model.alarm(format!("ALERT {}{more}", last.rang.line()));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use jiff::SignedDuration;

    use super::*;
    use crate::model::ItemState;
    use crate::model::alert::{Fate, Kind, Rang, Ring};
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
        // A minute that comes a little early is one.
        model.now = model.now.saturating_add(SignedDuration::from_millis(600)).unwrap_or(model.now);
        assert!(rings(&mut model, 10));
        model.now = model.now.saturating_sub(SignedDuration::from_millis(300)).unwrap_or(model.now);
        assert!(rings(&mut model, 10));
        escalated.state.acknowledged = Some("bea".to_owned());
        model.reports.take(page(&[escalated.clone()]), 5);
        assert!(!rings(&mut model, 60));
        escalated.state = ItemState { escalated: Some(2), dismissed: true, ..ItemState::default() };
        model.reports.take(page(&[escalated.clone()]), 5);
        assert!(!rings(&mut model, 60), "somebody has said that it is not relevant");
        escalated.state.dismissed = false;
        model.reports.take(page(&[escalated]), 5);
        assert!(rings(&mut model, 60));
    }

    #[test]
    fn an_alert_rings_by_the_channels_of_its_rule_and_stands_in_a_line() {
        let told = |no: i64, channels: &[Channel]| Told {
            rang: Rang {
                no,
                ring: Ring::new(
                    "jableh",
                    Kind::Board,
                    format!("x{no}"),
                    jiff::Timestamp::UNIX_EPOCH,
                    format!("held {no}"),
                ),
                fate: Fate::Sounded,
                told: None,
                more: 0,
                asks: String::new(),
            },
            channels: channels.to_vec(),
        };
        let mut model = model();
        let mut effects = Effects::none();
        rang(&mut model, &[told(1, &[Channel::Desktop])], &mut effects);
        assert_eq!(effects, Effects::none(), "it is told elsewhere");
        let both = [Channel::Bell, Channel::Osc9];
        let all = [told(2, &[Channel::Bell]), told(3, &both), told(4, &both), told(5, &both), told(6, &both)];
        rang(&mut model, &all, &mut effects);
        let (first, notified) = effects.0.split_first().unwrap();
        assert_eq!(*first, Effect::Ring);
        let numbers: Vec<i64> = notified
            .iter()
            .filter_map(|effect| if let Effect::Notify(told) = effect { Some(told.rang.no) } else { None })
            .collect();
        assert_eq!(numbers, [4, 5, 6]);
        let line = model.notice.map(|notice| notice.text).unwrap_or_default();
        assert_eq!(line, "ALERT jableh: held 6  (+4 more: coastwatch alerts list)");
    }
}
