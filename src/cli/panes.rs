//! The three panes as plain text: the latest reports, the tally and the board.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::table::{Align, Table};
use crate::model::{
    Board, BoardRow, Bound, CategoryId, ControlCell, CurfewCell, Explanation, Extent, Grade, Holding, Metric,
    OriginFigure, PlaceId, ReportRow, SideId, Situation, Standing, Tally, TallyRow, Verdict, Word, told_by,
};
use crate::store::ItemDetail;
use crate::text::width;
use crate::ui::words;

/// The widest headline in a list of reports, in columns: with what stands before it, a line fits 120.
const HEADLINE_COLUMNS: usize = 57;

/// How many places without a line of their own are named: more are only counted.
const NAMED: usize = 12;

/// The widest feed name in a list of reports, in columns.
const FEED_COLUMNS: usize = 16;

/// The latest reports, newest first, of `total`.
pub fn reports(rows: &[ReportRow], total: u64, as_of: Timestamp) -> String {
    let mut out = format!("Reports: the latest {} of {total}, as of {}\n", rows.len(), instant(as_of));
    let mut table = Table::new(&[
        ("published", Align::Left),
        ("feed", Align::Left),
        ("items", Align::Right),
        ("origins", Align::Right),
        ("figures", Align::Right),
        ("report", Align::Left),
    ]);
    for row in rows {
        table.push(vec![
            moment(row.published, as_of),
            width::cut(&row.feed_name, FEED_COLUMNS).into_owned(),
            row.items.to_string(),
            row.origins.to_string(),
            row.claims.to_string(),
            width::cut(&row.title, HEADLINE_COLUMNS).into_owned(),
        ]);
    }
    if !table.is_empty() {
        out.push_str(&table.render());
    }
    out
}

/// One report: its items, the newest first, and how many origins they name between them.
pub fn report(items: &[ItemDetail], origins: usize, as_of: Timestamp) -> String {
    let mut out = format!("Report: {}, as of {}\n", told_by(items.len(), origins), instant(as_of));
    let mut table =
        Table::new(&[("published", Align::Left), ("feed", Align::Left), ("item", Align::Left), ("", Align::Left)]);
    for detail in items {
        table.push(vec![
            moment(detail.item.published, as_of),
            width::cut(&detail.feed_name, FEED_COLUMNS).into_owned(),
            detail.item.id.to_string(),
            width::cut(&detail.item.title, HEADLINE_COLUMNS).into_owned(),
        ]);
    }
    out.push_str(&table.render());
    out
}

/// The tally.
pub fn tally(tally: &Tally, situation: &Situation, episode: &str) -> String {
    let mut out = format!("Casualties: {}, {episode}, as of {}\n", situation.title, instant(tally.as_of));
    if tally.rows.is_empty() {
        out.push_str("No figure is known.\n");
        return out;
    }
    let mut table = Table::new(&[
        ("", Align::Left),
        ("whose", Align::Left),
        ("low", Align::Right),
        ("best", Align::Right),
        ("high", Align::Right),
        ("1 h", Align::Right),
        ("24 h", Align::Right),
        ("note", Align::Left),
        ("told by", Align::Left),
        ("who counted", Align::Left),
    ]);
    let mut before: Option<Metric> = None;
    for row in &tally.rows {
        let name = if before == Some(row.metric) { "" } else { row.metric.words() };
        before = Some(row.metric);
        table.push(vec![
            name.to_owned(),
            whose(row, situation),
            figure(row.low),
            figure(row.best),
            figure(row.high),
            change(row.change_1h),
            change(row.change_24h),
            tally_notes(row),
            row.told_by(),
            row.origins
                .iter()
                .filter(|origin| origin.standing != Standing::Floor || row.floor.is_none())
                .map(|origin| counted(origin, tally.as_of))
                .collect::<Vec<_>>()
                .join("; "),
        ]);
        // A verified floor is no rival toll: it has a line of its own.
        if let Some(floor) = row.floor {
            let verifiers = row.origins.iter().filter(|origin| origin.standing == Standing::Floor);
            let verifiers = verifiers.map(|origin| counted(origin, tally.as_of)).collect::<Vec<_>>().join("; ");
            let mut line = vec![String::new(), format!("{}, verified", whose(row, situation)), floor.to_string()];
            line.extend(["", "", "", "", "", ""].map(str::to_owned));
            line.push(verifiers);
            table.push(line);
        }
    }
    out.push_str(&table.render());
    out
}

/// The board: a line for each place that somebody spoke of, then those for which only their region's word holds, and
/// those of which nothing is known.
pub fn board(board: &Board, situation: &Situation) -> String {
    let mut out = format!("Status: {}, as of {}\n", situation.title, instant(board.as_of));
    let told_of = |word| board.rows.iter().filter(|row| row.word() == word).collect::<Vec<&BoardRow>>();
    let (known, inherited, unknown) = (told_of(Word::Own), told_of(Word::Region), told_of(Word::Absent));
    if !known.is_empty() {
        let mut table = Table::new(&[
            ("place", Align::Left),
            ("control", Align::Left),
            ("word of", Align::Left),
            ("curfew", Align::Left),
            ("word of", Align::Left),
        ]);
        for row in known {
            let control = row.control.as_ref();
            let curfew = row.curfew.as_ref();
            table.push(vec![
                situation.place_name(&row.place).to_owned(),
                control.map_or_else(|| "unknown".into(), |cell| held(cell, situation)),
                control.map_or_else(String::new, |cell| {
                    word(cell.origin.as_ref().map(|origin| origin.as_str()), cell.as_of, board.as_of)
                }),
                curfew.map_or_else(|| "unknown".into(), |cell| curfew_words(cell, situation, board.as_of)),
                curfew.map_or_else(String::new, |cell| {
                    word(cell.origin.as_ref().map(|origin| origin.as_str()), cell.as_of, board.as_of)
                }),
            ]);
        }
        out.push_str(&table.render());
    }
    if !inherited.is_empty() {
        out.push_str(&format!("Only what is said of their region holds for {}.\n", named(&inherited, situation)));
    }
    if !unknown.is_empty() {
        out.push_str(&format!("Nothing is known of {}.\n", named(&unknown, situation)));
    }
    out
}

/// The names of some places, or their number where they are many.
fn named(rows: &[&BoardRow], situation: &Situation) -> String {
    if rows.len() > NAMED {
        return format!("{} places", rows.len());
    }
    rows.iter().map(|row| situation.place_name(&row.place)).collect::<Vec<_>>().join(", ")
}

fn whose(row: &TallyRow, situation: &Situation) -> String {
    let name = |id: &CategoryId| words::category(id, situation);
    match &row.perpetrator {
        Some(by) => format!("{}, by {}", name(&row.category), name(by)),
        None => name(&row.category),
    }
}

fn figure(figure: Option<u64>) -> String {
    figure.map_or_else(|| "-".into(), |figure| figure.to_string())
}

fn change(change: Option<i64>) -> String {
    change.map_or_else(|| "-".into(), |change| format!("{change:+}"))
}

fn tally_notes(row: &TallyRow) -> String {
    let mut told =
        vec![notes([(row.grade == Grade::Confirmed, "confirmed"), (row.conflict, "differ"), (row.stale, "stale")])];
    told.extend(row.parts.map(|parts| format!("its sides come to {parts}")));
    told.extend(row.change_since.map(|since| format!("{since:+} since then")));
    told.retain(|note| !note.is_empty());
    told.join(", ")
}

/// Why a cell is as it is, one line for each claim or status.
pub fn explanation(told: &Explanation) -> String {
    let mut out = format!("{}, as of {}\n", told.cell, instant(told.as_of));
    let mut table = Table::new(&[
        ("as of", Align::Left),
        ("origin", Align::Left),
        ("states", Align::Left),
        ("verdict", Align::Left),
        ("rule", Align::Left),
        ("why", Align::Left),
        ("id", Align::Left),
    ]);
    for line in &told.lines {
        let verdict = match line.verdict {
            Verdict::Counts => "counts",
            Verdict::Superseded => "superseded",
            Verdict::SetAside => "set aside",
        };
        table.push(vec![
            moment(line.as_of, told.as_of),
            line.origin.as_ref().map_or_else(|| "nobody named".into(), ToString::to_string),
            line.states.plain(),
            verdict.into(),
            line.rule.into(),
            line.why.to_string(),
            line.id.clone(),
        ]);
    }
    if table.is_empty() {
        out.push_str("  nothing was ever said of it\n");
    } else {
        out.push_str(&table.render());
    }
    for note in &told.notes {
        out.push_str(&format!("  {note}\n"));
    }
    out
}

/// One origin's own figure in words: "SOHR more than 70 (7 Mar 09:00Z)".
fn counted(origin: &OriginFigure, as_of: Timestamp) -> String {
    let (low, high) = (figure(origin.low), figure(origin.high));
    let states = match origin.bound {
        Bound::Exact => low,
        Bound::AtLeast => format!("at least {low}"),
        Bound::MoreThan => format!("more than {low}"),
        Bound::About => format!("about {low}"),
        Bound::UpTo => format!("up to {high}"),
        Bound::Range => format!("{low} to {high}"),
        Bound::Vague => format!("{low} or more, in words"),
    };
    let standing = match origin.standing {
        Standing::Fair => "",
        Standing::Floor => ", verified",
        Standing::Weak => ", weak",
        Standing::Party => ", a party's word",
    };
    let name = origin.origin.as_ref().map_or("nobody named", |origin| origin.as_str());
    format!("{name} {states} ({}{standing})", moment(origin.as_of, as_of))
}

fn held(cell: &ControlCell, situation: &Situation) -> String {
    let side =
        |value: &str| situation.side(&SideId::new(value)).map_or(value.to_owned(), |side| side.name.to_lowercase());
    let mut words = side(&cell.value);
    words.push_str(cell.extent.map_or("", Extent::aside));
    if cell.conflict {
        match &cell.disputed {
            Some(Holding { value, extent }) => {
                let aside = extent.map_or("", Extent::aside);
                words.push_str(&format!(" (others: {}{aside})", side(value.as_str())));
            }
            None => words.push_str(" (sources differ)"),
        }
    }
    words.push_str(&said_of(cell.via.as_ref(), situation));
    if cell.stale {
        words.push_str(" (stale)");
    }
    words
}

/// That the region was spoken of rather than the place: an officer must not take it for word of the place.
fn said_of(via: Option<&PlaceId>, situation: &Situation) -> String {
    via.map_or_else(String::new, |region| format!(" (said of {})", situation.place_name(region)))
}

fn curfew_words(cell: &CurfewCell, situation: &Situation, as_of: Timestamp) -> String {
    let until = cell.until.map(|until| moment(until, as_of));
    let mut words = match (cell.value.as_str(), until) {
        ("in_force", Some(until)) => format!("in force to {until}"),
        ("in_force", None) => "in force".into(),
        ("lapsed", Some(until)) => format!("lapsed {until}, unconfirmed"),
        ("lapsed", None) => "lapsed, unconfirmed".into(),
        (other, _) => other.replace('_', " "),
    };
    if let Some(other) = cell.disputed_until {
        let held = if cell.value == "lifted" { "in force " } else { "" };
        words.push_str(&format!(" (others: {held}to {})", moment(other, as_of)));
    }
    words.push_str(&said_of(cell.via.as_ref(), situation));
    if cell.stale {
        words.push_str(" (stale)");
    }
    words
}

fn word(origin: Option<&str>, at: Timestamp, as_of: Timestamp) -> String {
    format!("{}, {}", origin.unwrap_or("nobody named"), moment(at, as_of))
}

fn notes<const N: usize>(notes: [(bool, &str); N]) -> String {
    notes.iter().filter(|(holds, _)| *holds).map(|(_, note)| *note).collect::<Vec<_>>().join(", ")
}

/// An instant in full: "Fri 7 Mar 2025 14:32 UTC".
fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%a %-d %b %Y %H:%M UTC").to_string()
}

/// An instant near `as_of`: the year is told where it is another.
fn moment(at: Timestamp, as_of: Timestamp) -> String {
    let (at, now) = (at.to_zoned(TimeZone::UTC), as_of.to_zoned(TimeZone::UTC));
    let form = if at.year() == now.year() { "%-d %b %H:%MZ" } else { "%-d %b %Y %H:%MZ" };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::situation::shipped;
    use crate::model::{FeedId, Freshness, ItemId, ItemState, ReportId, StatusValue};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn counts(
        origin: Option<&str>,
        low: Option<u64>,
        high: Option<u64>,
        bound: Bound,
        standing: Standing,
    ) -> OriginFigure {
        OriginFigure {
            origin: origin.map(Into::into),
            low,
            high,
            bound,
            as_of: at("2025-03-07T09:00:00Z"),
            claim: "i.1.c1".into(),
            items: 1,
            witnesses: 1,
            standing,
        }
    }

    #[test]
    fn the_tally_shows_ranges_origins_and_doubts() {
        let row = |category: &str, perpetrator: Option<&str>, best, origins| TallyRow {
            metric: Metric::Killed,
            category: category.into(),
            perpetrator: perpetrator.map(Into::into),
            low: Some(35),
            best,
            high: None,
            items: 2,
            witnesses: 2,
            origins,
            conflict: best.is_none(),
            stale: best.is_none(),
            floor: None,
            grade: Grade::Weak,
            parts: None,
            change_1h: None,
            change_24h: best.map(|_| 20),
            change_since: None,
        };
        let rows = vec![
            row(
                "government_forces",
                None,
                Some(35),
                vec![
                    counts(Some("SOHR"), Some(35), Some(35), Bound::Exact, Standing::Fair),
                    counts(None, Some(12), None, Bound::Vague, Standing::Weak),
                ],
            ),
            row(
                "civilians",
                Some("loyalists"),
                None,
                vec![counts(Some("AP"), Some(70), None, Bound::MoreThan, Standing::Party)],
            ),
        ];
        let shown = tally(
            &Tally { as_of: at("2025-03-07T14:32:00Z"), episode: "march-2025".into(), rows },
            &shipped().unwrap(),
            "March 2025",
        );
        insta::assert_snapshot!(shown, @r"
        Casualties: Coastal clashes, Syria, March 2025, as of Fri 7 Mar 2025 14:32 UTC
                whose                    low  best  high  1 h  24 h  note           told by             who counted
        killed  Government forces         35    35     -    -   +20                 2 items, 2 origins  SOHR 35 (7 Mar 09:00Z); nobody named 12 or more, in words (7 Mar 09:00Z, weak)
                Civilians, by Loyalists   35     -     -    -     -  differ, stale  2 items, 1 origin   AP more than 70 (7 Mar 09:00Z, a party's word)
        ");
    }

    #[test]
    fn a_verified_floor_has_a_line_of_its_own_and_passed_sides_are_told() {
        let row = TallyRow {
            metric: Metric::Killed,
            category: "total".into(),
            perpetrator: None,
            low: Some(803),
            best: Some(1311),
            high: None,
            origins: vec![
                counts(Some("SOHR"), Some(1311), Some(1311), Bound::Exact, Standing::Fair),
                counts(Some("OHCHR"), Some(111), None, Bound::AtLeast, Standing::Floor),
            ],
            conflict: false,
            stale: false,
            items: 2,
            witnesses: 2,
            floor: Some(111),
            grade: Grade::Confirmed,
            parts: Some(1864),
            change_1h: Some(0),
            change_24h: Some(-7),
            change_since: Some(3),
        };
        let tally = super::tally(
            &Tally { as_of: at("2025-03-12T12:00:00Z"), episode: "march-2025".into(), rows: vec![row] },
            &shipped().unwrap(),
            "March 2025",
        );
        insta::assert_snapshot!(tally, @r"
        Casualties: Coastal clashes, Syria, March 2025, as of Wed 12 Mar 2025 12:00 UTC
                whose            low  best  high  1 h  24 h  note                                              told by             who counted
        killed  Total            803  1311     -   +0    -7  confirmed, its sides come to 1864, +3 since then  2 items, 2 origins  SOHR 1311 (7 Mar 09:00Z)
                Total, verified  111                                                                                               OHCHR at least 111 (7 Mar 09:00Z, verified)
        ");
    }

    #[test]
    fn the_board_shows_what_is_known_and_names_what_is_not() {
        let control = ControlCell {
            value: "loyalists".into(),
            extent: Some(Extent::Outskirts),
            since: at("2025-03-07T09:00:00Z"),
            as_of: at("2025-03-07T11:30:00Z"),
            origin: Some("SOHR".into()),
            claim: "i.1.s1".into(),
            conflict: true,
            disputed: Some(Holding { value: StatusValue::Held("government".into()), extent: None }),
            disputed_origin: Some("MOD".into()),
            via: None,
            stale: true,
            freshness: Freshness::Stale,
        };
        let curfew = CurfewCell {
            value: "lapsed".into(),
            until: Some(at("2024-12-31T07:00:00Z")),
            since: at("2025-03-07T09:00:00Z"),
            as_of: at("2025-03-07T09:00:00Z"),
            origin: None,
            claim: "i.1.s2".into(),
            disputed_until: Some(at("2025-03-08T07:00:00Z")),
            disputed_origin: None,
            via: Some("coast".into()),
            stale: false,
            freshness: Freshness::Fresh,
        };
        let rows = vec![
            BoardRow { place: "jableh".into(), curfew: Some(curfew.clone()), control: Some(control) },
            BoardRow { place: "tartus".into(), curfew: Some(curfew), control: None },
            BoardRow { place: "latakia".into(), curfew: None, control: None },
        ];
        let shown = board(&Board { as_of: at("2025-03-07T14:32:00Z"), rows }, &shipped().unwrap());
        insta::assert_snapshot!(shown, @r"
        Status: Coastal clashes, Syria, as of Fri 7 Mar 2025 14:32 UTC
        place   control                                            word of             curfew                                                                                   word of
        Jableh  loyalists, outskirts (others: government) (stale)  SOHR, 7 Mar 11:30Z  lapsed 31 Dec 2024 07:00Z, unconfirmed (others: to 8 Mar 07:00Z) (said of Syrian coast)  nobody named, 7 Mar 09:00Z
        Only what is said of their region holds for Tartus.
        Nothing is known of Latakia.
        ");
    }

    #[test]
    fn the_list_of_reports_keeps_to_its_columns() {
        let row = ReportRow {
            id: ReportId::new("r"),
            lead: ItemId::new("i"),
            feed: FeedId::new("sohr"),
            feed_name: "An outlet whose name is long".into(),
            title: "\u{0642}\u{062A}\u{0644} ".repeat(60),
            published: at("2025-03-07T14:28:00Z"),
            items: 6,
            origins: 2,
            claims: 12,
            state: ItemState::default(),
            gist: None,
        };
        let shown = reports(&[row], 212, at("2025-03-07T14:32:00Z"));
        assert!(shown.starts_with("Reports: the latest 1 of 212, as of Fri 7 Mar 2025 14:32 UTC\n"), "{shown}");
        assert!(shown.lines().all(|line| width::columns(line) <= 120), "{shown}");
    }
}
