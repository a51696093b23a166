//! Which items are one report, by hand: selected reports are merged, or the item in the reader is split off its report.

use super::decide::{ask_reason, refuses};
use super::select;
use crate::model::{Judgement, ReportId, Subject};
use crate::ui::action::Action;
use crate::ui::decide::Verdict;
use crate::ui::effect::Effects;
use crate::ui::layout::Pane;
use crate::ui::model::Model;

/// Takes the action; false where it is another.
pub(super) fn act(model: &mut Model, action: Action, _effects: &mut Effects) -> bool {
    if action != Action::Regroup {
        return false;
    }
    if refuses(model) {
        return true;
    }
    if model.past.is_some() {
        let way = model.way(Action::Now);
        model.say(format!("Reports are merged and split as they are now: {way} leads back to now."));
    } else if select::end_range(model) {
        if model.selection.len() > 1 { merge(model) } else { split(model) }
    }
    true
}

/// Asks for the reason to make one report of those that are selected, named by the one at hand or else the first.
fn merge(model: &mut Model) {
    let place = |id: &ReportId| model.reports.rows.iter().position(|row| row.id == *id).unwrap_or(usize::MAX);
    let mut reports: Vec<ReportId> = model.selection.reports().map(|(report, _)| report.clone()).collect();
    let at_hand = model.reports.selected.clone();
    reports.sort_by_key(|report| (at_hand.as_ref() != Some(report), place(report), report.clone()));
    let many = reports.len();
    let with = reports.split_off(1);
    let Some(report) = reports.pop() else { return };
    let title = model.reports.rows.iter().find(|row| row.id == report).map(|row| format!(": \"{}\"", row.title));
    let told = format!("merge {many} reports{}", title.unwrap_or_default());
    ask_reason(model, Verdict { subject: Subject::Report(report), judgement: Judgement::Merge { with }, told });
}

/// Asks for the reason to split the item in the reader off its report.
fn split(model: &mut Model) {
    let selected = model.reports.selected.as_ref();
    let is_meant = |report: &ReportId| model.focus == Pane::Reader || selected == Some(report);
    let item = model.open.as_ref().filter(|open| is_meant(&open.report) && open.items.len() > 1).and_then(|open| {
        let detail = open.items.get(open.shown())?;
        Some((detail.item.id.clone(), detail.item.title.clone(), open.items.len()))
    });
    let Some((item, title, many)) = item else {
        let (select, merge) = (model.way(Action::Select), model.way(Action::Regroup));
        return model.say(format!(
            "The report in the reader has one item, so there is none to split off; {select} on two reports or more and \
             {merge} merge them."
        ));
    };
    let told = format!("split \"{title}\" off its report of {many} items");
    ask_reason(model, Verdict { subject: Subject::Item(item), judgement: Judgement::Split, told });
}
