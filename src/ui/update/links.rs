//! Links: the item's own, opened where there is a display, or sent to the terminal's clipboard.

use super::handover;
use crate::model::ItemId;
use crate::ui::action::Action;
use crate::ui::browser;
use crate::ui::effect::{Effect, Effects};
use crate::ui::gloss::Names;
use crate::ui::layout::Pane;
use crate::ui::link::{self, Linked, Want};
use crate::ui::model::Model;
use crate::ui::prompt::{Prompt, Purpose};

/// Takes an action of links; false where it is none.
pub(super) fn act(model: &mut Model, action: Action, effects: &mut Effects) -> bool {
    let want = match action {
        Action::OpenLink => Want::Open,
        Action::CopyLink => Want::Link,
        Action::CopyCitation => Want::Citation,
        _ => return false,
    };
    match item_at_hand(model) {
        Some(item) => effects.push(Effect::LoadLink { item, as_of: model.shown(), want }),
        None => {
            model.say("No item is at hand here: its link is taken from a report, a claim or a line of the handover.")
        }
    }
    true
}

/// The item that is meant: the one in the reader, that of the selected report, claim or line.
fn item_at_hand(model: &Model) -> Option<ItemId> {
    match model.focus {
        Pane::Reader => model.open.as_ref().map(|open| open.item.clone()),
        Pane::Reports => {
            let report = model.reports.selected.as_ref()?;
            let open = model.open.as_ref().filter(|open| open.report == *report);
            // A report has the id of the item that opened it.
            Some(open.map_or_else(|| ItemId::new(report.as_str()), |open| open.item.clone()))
        }
        Pane::Claims => model.claims.selected_item().map(|(_, item, _)| item.clone()),
        Pane::Handover => handover::report_at_hand(model).map(|report| ItemId::new(report.as_str())),
        _ => None,
    }
}

/// The link is known, or could not be read.
pub(super) fn loaded(
    model: &mut Model,
    want: Want,
    linked: Result<Option<Box<Linked>>, String>,
    effects: &mut Effects,
) {
    let linked = match linked {
        Ok(Some(linked)) => linked,
        Ok(None) => return model.say("The item is not stored any more."),
        Err(sentence) => return model.alarm(sentence),
    };
    match (want, &linked.cited.url) {
        (Want::Citation, _) => {
            let names =
                Names { situation: &model.subject.situation, glyphs: model.subject.theme.glyphs, now: model.shown() };
            let text = link::citation(&linked, names);
            effects.push(Effect::Copy(text));
        }
        (_, None) => model.say("The item has no link."),
        (Want::Link, Some(url)) => effects.push(Effect::Copy(url.clone())),
        (Want::Open, Some(url)) => match browser::host(url) {
            Some(_) => {
                model.prompt = Some(Prompt::new(Purpose::Visit(url.clone())));
                model.is_dirty = true;
            }
            None => model.say("The item's link is no web address, and is not opened."),
        },
    }
}

/// A text was sent to the terminal's clipboard, or is too long for that.
pub(super) fn copied(model: &mut Model, text: &str, is_sent: bool) {
    match is_sent {
        true => model.say(format!("Sent to your terminal's clipboard: {text}")),
        false => model.alarm("That is too long for a terminal's clipboard: nothing was copied."),
    }
}

/// A link was agreed to.
pub(super) fn agreed(model: &mut Model, url: String, effects: &mut Effects) {
    model.say(format!("Opening {} ...", browser::host(&url).unwrap_or_default()));
    effects.push(Effect::Browse(url));
}

/// A browser has the link, or did not take it.
pub(super) fn browsed(model: &mut Model, browsed: Result<String, String>) {
    match browsed {
        Ok(url) => model.say(format!("Your browser has {url}")),
        Err(sentence) => {
            let way = model.way(Action::CopyLink);
            model.alarm(format!("Not opened: {sentence}. {way} copies the link."));
        }
    }
}
