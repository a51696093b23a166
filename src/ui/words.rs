//! Claims, statuses, figures and board cells in the operator's words.

use jiff::Timestamp;

use super::moment;
use super::theme::Glyphs;
use crate::model::{
    Amendment, Bound, CategoryId, Claim, ControlCell, CurfewCell, Extent, Lang, Mark, Matched, OriginFigure, OriginId,
    PlaceId, Scope, SideId, Situation, Snooze, Standing, Status, StatusKind, StatusValue, TallyRow,
};
use crate::text::width::columns;

/// The name of a category: the situation's own, or one of the fixed ones.
pub fn category(id: &CategoryId, situation: &Situation) -> String {
    situation.category_name(id)
}

/// Who counted, short: the id, or words for nobody.
pub fn origin(origin: Option<&OriginId>) -> &str {
    match origin {
        Some(origin) if origin.as_str() == OriginId::OTHER => "others",
        Some(origin) => origin.as_str(),
        None => "nobody named",
    }
}

/// A figure as stated: "35", "more than 70", "70 to 80".
pub fn stated(low: Option<u64>, high: Option<u64>, bound: Bound) -> String {
    match (bound, low, high) {
        (_, None, None) => "no figure".to_owned(),
        (Bound::AtLeast, Some(low), _) => format!("at least {low}"),
        (Bound::MoreThan, Some(low), _) => format!("more than {low}"),
        (Bound::About, Some(n), _) | (Bound::About, None, Some(n)) => format!("about {n}"),
        (Bound::Vague, Some(low), _) => format!("{low} or more (in words)"),
        (Bound::UpTo, _, Some(high)) => format!("up to {high}"),
        (_, Some(low), Some(high)) if low != high => format!("{low} to {high}"),
        (_, Some(n), _) => n.to_string(),
        (_, None, Some(high)) => format!("up to {high}"),
    }
}

/// The best figure of a row in few columns, with its bound as a sign: "35", ">70", "~70".
pub fn best(row: &TallyRow, glyphs: &Glyphs) -> String {
    let Some(best) = row.best else { return glyphs.none.to_owned() };
    let gives = |figure: &&OriginFigure| {
        figure.standing != Standing::Party && (figure.low == Some(best) || figure.high == Some(best))
    };
    let sign = match row.origins.iter().find(gives).map(|figure| figure.bound) {
        Some(Bound::AtLeast) => glyphs.at_least,
        Some(Bound::MoreThan) => glyphs.more_than,
        Some(Bound::About) => glyphs.about,
        Some(Bound::UpTo) => glyphs.up_to,
        _ => "",
    };
    format!("{sign}{best}")
}

/// A language by its name, where it is a common one; else by its letters.
pub fn language(lang: &Lang) -> String {
    let name = match lang.as_str() {
        "ar" => "Arabic",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fr" => "French",
        "he" => "Hebrew",
        "it" => "Italian",
        "ku" => "Kurdish",
        "pt" => "Portuguese",
        "ru" => "Russian",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "zh" => "Chinese",
        other => return format!("language {other}"),
    };
    name.to_owned()
}

/// A text as a sentence begins.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A number, or the sign for none.
pub fn number(n: Option<u64>, glyphs: &Glyphs) -> String {
    n.map_or_else(|| glyphs.none.to_owned(), |n| n.to_string())
}

/// A change with its sign: "+20", "-3", "0".
pub fn change(n: Option<i64>, glyphs: &Glyphs) -> String {
    match n {
        None => glyphs.none.to_owned(),
        Some(0) => "0".to_owned(),
        Some(n) => format!("{n:+}"),
    }
}

/// Who says what of a row: "2 origins differ ≠ · SOHR 14:28: more than 70 · SANA 13:10: 66". That they differ
/// comes first, so that no cut can hide it.
pub fn origins(row: &TallyRow, now: Timestamp, glyphs: &Glyphs) -> String {
    let mut parts: Vec<String> = row
        .origins
        .iter()
        .map(|figure| {
            let when = moment::listed(figure.as_of, now);
            let weight = match figure.standing {
                Standing::Fair => "",
                Standing::Floor => " (verified floor)",
                Standing::Weak => " (weak)",
                Standing::Party => " (party, not counted)",
            };
            let figures = stated(figure.low, figure.high, figure.bound);
            format!("{} {when}: {figures}{weight}", origin(figure.origin.as_ref()))
        })
        .collect();
    if parts.is_empty() {
        return "no origin states a figure".to_owned();
    }
    let mut told = row.told_by();
    if row.conflict {
        told.push_str(&format!(" differ {}", glyphs.conflict));
    }
    parts.insert(0, told);
    if let Some(change) = row.change_since.filter(|change| *change != 0) {
        parts.insert(0, format!("{change:+} since you looked"));
    }
    if row.stale {
        parts.insert(0, format!("old {}", glyphs.stale));
    }
    parts.join(&format!(" {} ", glyphs.dot))
}

/// Who holds a place, with its sign: "■ government", "□ loyalists, outskirts", "◧ contested", "? unknown".
pub fn control(cell: Option<&ControlCell>, situation: &Situation, glyphs: &Glyphs) -> String {
    let Some(cell) = cell else { return format!("{} unknown", glyphs.unknown) };
    let mut text = format!("{}{}", said_of_region(cell.via.as_ref()), holder(&cell.value, situation, glyphs));
    text.push_str(extent(cell.extent));
    if cell.conflict {
        text.push_str(&format!(" {}", glyphs.conflict));
        if let Some(other) = &cell.disputed {
            text.push_str(&format!(" {}{}", holder(other.value.as_str(), situation, glyphs), extent(other.extent)));
        }
    }
    text
}

/// The same where there is little room: how much of the place is the other side's is left to who opens it.
pub fn control_short(cell: Option<&ControlCell>, situation: &Situation, glyphs: &Glyphs) -> String {
    let full = control(cell, situation, glyphs);
    let other = cell.filter(|cell| cell.conflict).and_then(|cell| cell.disputed.as_ref());
    let cut = other.and_then(|other| full.strip_suffix(extent(other.extent)));
    cut.map_or_else(|| full.clone(), str::to_owned)
}

/// How much of a place a side holds, after its name.
pub fn extent(extent: Option<Extent>) -> &'static str {
    match extent {
        Some(Extent::Most) => ", mostly",
        Some(Extent::Part) => ", part",
        Some(Extent::Outskirts) => ", outskirts",
        Some(Extent::Whole) | None => "",
    }
}

/// Who holds a place, with the side's sign.
pub fn holder(value: &str, situation: &Situation, glyphs: &Glyphs) -> String {
    if let StatusValue::Contested = StatusValue::from_word(value) {
        return format!("{} contested", glyphs.contested);
    }
    let rank = situation.sides.iter().position(|side| side.id.as_str() == value);
    let sign = rank.and_then(|rank| glyphs.sides.get(rank)).unwrap_or(&glyphs.unknown);
    format!("{sign} {}", side(value, situation))
}

/// A side's name, or the word itself.
pub fn side(value: &str, situation: &Situation) -> String {
    situation.side(&SideId::new(value)).map_or_else(|| value.to_owned(), |side| side.name.to_lowercase())
}

/// What holds in a place, in words: "in force", "contested", "loyalists".
pub fn holds(value: &StatusValue, situation: &Situation) -> String {
    match value {
        StatusValue::InForce => "in force".to_owned(),
        StatusValue::Lifted | StatusValue::Contested => value.as_str().to_owned(),
        StatusValue::Held(id) => side(id.as_str(), situation),
    }
}

/// The sign of a word that was said of a place's region, not of the place.
pub const REGION: &str = "~";

fn said_of_region(via: Option<&PlaceId>) -> &'static str {
    if via.is_some() { REGION } else { "" }
}

/// A curfew, with its sign: "● to Sat 07Z", "● in force", "○ lifted", "◌ lapsed, unconfirmed", "? unknown"; before it
/// [`REGION`] where only the region was spoken of.
pub fn curfew(cell: Option<&CurfewCell>, now: Timestamp, glyphs: &Glyphs) -> String {
    let Some(cell) = cell else { return format!("{} unknown", glyphs.unknown) };
    format!("{}{}", said_of_region(cell.via.as_ref()), curfew_itself(cell, now, glyphs))
}

fn curfew_itself(cell: &CurfewCell, now: Timestamp, glyphs: &Glyphs) -> String {
    let over = cell.until.is_some_and(|until| until <= now);
    let other = || {
        let ahead = cell.disputed_until.filter(|other| cell.value != "lifted" || *other > now);
        ahead.map(|other| format!(" {} {}", glyphs.conflict, moment::end(other, now))).unwrap_or_default()
    };
    match (cell.value.as_str(), cell.until) {
        ("lifted", _) => format!("{} lifted{}", glyphs.lifted, other()),
        ("lapsed", _) => format!("{} {LAPSED}", glyphs.lapsed),
        // The board is as old as its last reading; the clock may have passed the end since.
        ("in_force", Some(_)) if over => format!("{} {LAPSED}", glyphs.lapsed),
        ("in_force", Some(until)) => {
            format!("{} to {}{}", glyphs.in_force, moment::end(until, now), other())
        }
        ("in_force", None) => format!("{} in force", glyphs.in_force),
        (other, _) => format!("{} {other}", glyphs.unknown),
    }
}

/// What is said of a curfew whose end has passed without word.
pub const LAPSED: &str = "lapsed, unconfirmed";

/// The same where there is little room.
pub const LAPSED_SHORT: &str = "lapsed?";

/// A claim as a line of the reader.
pub fn claim(claim: &Claim, situation: &Situation, published: Timestamp, glyphs: &Glyphs) -> String {
    let mut parts = vec![format!(
        "{} {}: {}",
        category(&claim.category, situation),
        claim.metric.words(),
        stated(claim.low, claim.high, claim.bound)
    )];
    if let Some(by) = &claim.perpetrator {
        parts.push(format!("by {}", category(by, situation)));
    }
    if let Some(at) = &claim.place {
        parts.push(situation.place_name(at).to_owned());
    }
    parts.push(scope(claim.scope).to_owned());
    parts.push(origin(claim.origin.as_ref()).to_owned());
    parts.push(format!("as of {}", moment::brief(claim.as_of.unwrap_or(published))));
    parts.join(&format!(" {} ", glyphs.dot))
}

/// A claim by what tells it from others: "SOHR's 35 government forces killed".
pub fn claim_in_short(claim: &Claim, situation: &Situation) -> String {
    let whose = category(&claim.category, situation).to_lowercase();
    let figure = stated(claim.low, claim.high, claim.bound);
    format!("{}'s {figure} {whose} {}", origin(claim.origin.as_ref()), claim.metric.words())
}

/// A status by what tells it from others: "SANA's word that Homs: curfew lifted".
pub fn status_in_short(status: &Status, situation: &Situation) -> String {
    let what = match (&status.kind, &status.value) {
        (StatusKind::Curfew, StatusValue::Lifted) => "curfew lifted".to_owned(),
        (StatusKind::Curfew, _) => "curfew in force".to_owned(),
        (StatusKind::Control, StatusValue::Contested) => "contested".to_owned(),
        (StatusKind::Control, value) => format!("held by {}", side(value.as_str(), situation)),
    };
    format!("{}'s word on {}: {what}", origin(status.origin.as_ref()), situation.place_name(&status.place))
}

/// A status as a line of the reader.
pub fn status(status: &Status, situation: &Situation, published: Timestamp, glyphs: &Glyphs) -> String {
    let what = match (&status.kind, &status.value) {
        (StatusKind::Curfew, StatusValue::Lifted) => "curfew lifted".to_owned(),
        (StatusKind::Curfew, _) => match status.until {
            Some(until) => format!("curfew to {}", moment::brief(until)),
            None => "curfew in force".to_owned(),
        },
        (StatusKind::Control, value) => {
            format!("{}{}", holder(value.as_str(), situation, glyphs), extent(status.extent))
        }
    };
    let as_of = moment::brief(status.as_of.unwrap_or(published));
    let dot = glyphs.dot;
    format!(
        "{}: {what} {dot} {} {dot} as of {as_of}",
        situation.place_name(&status.place),
        origin(status.origin.as_ref())
    )
}

/// What an amendment puts right, in words: "35 to 40, counted by SOHR".
pub fn amendment(amendment: &Amendment, situation: &Situation) -> String {
    let figure = amendment.figure.map(|figure| stated(figure.low, figure.high, figure.bound));
    let category = amendment.category.as_ref().map(|id| category(id, situation));
    let scope = amendment.scope.map(|what| scope(what).to_owned());
    let place = amendment.place.as_ref().map(|place| match place {
        Some(place) => format!("of {} alone", situation.place_name(place)),
        None => "of no one place".to_owned(),
    });
    let origin = amendment.origin.as_ref().map(|who| format!("counted by {}", origin(who.as_ref())));
    [figure, category, scope, place, origin].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A triage mark in words: "starred", "tagged arms".
pub fn mark(mark: &Mark) -> String {
    mark.done().trim_end_matches(':').to_owned()
}

/// What a mark does to the figures, where it takes what reports say out of them or back into them: "what they say counts no
/// more"; `who` is who says it, "they say".
pub fn weight(mark: &Mark, who: &str) -> Option<String> {
    match mark {
        Mark::Dismissed(true) => Some(format!("what {who} counts no more")),
        Mark::Dismissed(false) => Some(format!("what {who} counts again")),
        _ => None,
    }
}

/// A triage mark with what it says: a note's text, until when it sleeps.
pub fn mark_in_full(mark: &Mark) -> String {
    match mark {
        Mark::Note(Some(text)) => format!("noted \"{}\"", text.lines().collect::<Vec<_>>().join(" / ")),
        Mark::Snoozed(Some(Snooze::Until(until))) => format!("snoozed until {}", moment::brief(*until)),
        Mark::Snoozed(Some(Snooze::News)) => "snoozed until there is something new".to_owned(),
        Mark::Read(true) => "read".to_owned(),
        mark => self::mark(mark),
    }
}

/// What stretch a figure covers, in words.
fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Cumulative => "since the clashes began",
        Scope::Incident => "one attack or day",
        Scope::Period => "another stretch of time",
    }
}

/// What stands at the foot of a pane that has more below: " 1 more line "; nothing where it has not.
pub fn more(below: usize, what: &str) -> String {
    match below {
        0 => String::new(),
        1 => format!(" 1 more {what} "),
        _ => format!(" {below} more {what}s "),
    }
}

/// Why an item matched: each term once, with its group.
pub fn matched(terms: &[Matched]) -> String {
    let mut told: Vec<String> = Vec::new();
    for term in terms {
        let words = format!("{} ({})", term.term, term.group);
        if !told.contains(&words) {
            told.push(words);
        }
    }
    if told.is_empty() { "no terms are recorded".to_owned() } else { told.join(", ") }
}

/// As many whole cells as fit into a line behind what leads them, with a mark where some are left out.
pub fn fitting(lead: &str, cells: &[String], width: usize, glyphs: &Glyphs) -> String {
    let between = format!(" {} ", glyphs.dot);
    let line = |many: usize, end: &str| format!("{lead}{}{end}", cells.get(..many).unwrap_or_default().join(&between));
    let whole = line(cells.len(), "");
    if columns(&whole) <= width {
        return whole;
    }
    let cut = (1..cells.len()).rev().map(|many| line(many, &format!("{between}{}", glyphs.ellipsis)));
    cut.into_iter().find(|line| columns(line) <= width).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_told_as_stated() {
        let check = |low, high, bound, expect: &str| assert_eq!(stated(low, high, bound), expect);
        check(Some(35), Some(35), Bound::Exact, "35");
        check(Some(70), None, Bound::MoreThan, "more than 70");
        check(Some(70), None, Bound::AtLeast, "at least 70");
        check(Some(70), Some(70), Bound::About, "about 70");
        check(None, Some(70), Bound::UpTo, "up to 70");
        check(Some(70), Some(80), Bound::Range, "70 to 80");
        check(Some(12), None, Bound::Vague, "12 or more (in words)");
        check(None, None, Bound::Exact, "no figure");
    }
}
