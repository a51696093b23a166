//! Made-up pages for the unit tests of this floor.

#![expect(clippy::unwrap_used, reason = "a sample that cannot be made is a failed test")]

use std::collections::BTreeMap;

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;

use super::Options;
use super::keymap::Keymap;
use super::message::ReportsPage;
use super::model::{Model, Subject};
use super::moment::Times;
use super::theme::{Styles, Theme};
use crate::config::filters::SavedFilters;
use crate::config::library::Library;
use crate::model::{Episode, ItemState, Reads, ReportRow, Situation, Span, Staleness, Topic};
use crate::store::ReportCounts;
use crate::text::bidi::Bidi;

/// The instant of the samples.
pub fn now() -> Timestamp {
    "2025-03-07T14:32:00Z".parse().unwrap()
}

/// A report published some minutes after 7 March 2025 12:00.
pub fn report(id: &str, minutes: i64) -> ReportRow {
    let noon: Timestamp = "2025-03-07T12:00:00Z".parse().unwrap();
    ReportRow {
        id: id.into(),
        lead: id.into(),
        feed: "sohr-en".into(),
        feed_name: "SOHR".to_owned(),
        title: format!("Report {id}"),
        published: noon + SignedDuration::from_mins(minutes),
        items: 1,
        origins: 1,
        claims: 0,
        state: ItemState::default(),
        gist: None,
    }
}

/// A page that holds all there is.
pub fn page(rows: &[ReportRow]) -> ReportsPage {
    let counts = Some(ReportCounts::of(rows.iter().map(|row| &row.state), Timestamp::MIN));
    ReportsPage { rows: rows.to_vec(), more: false, counts }
}

/// A screen of 120 by 40 over a situation without places or feeds.
pub fn model() -> Model {
    let situation = Situation {
        id: "test".to_owned(),
        title: "Test".to_owned(),
        timezone: "Asia/Damascus".to_owned(),
        zone_name: "Damascus".to_owned(),
        sides: vec![],
        eras: BTreeMap::new(),
        past: BTreeMap::new(),
        categories: vec![],
        places: vec![],
        actors: vec![],
        origins: vec![],
        topic: Topic::default(),
        episodes: vec![],
        feeds: vec![],
    };
    let span = Span::Rolling(SignedDuration::from_hours(24 * 14));
    let options = Options {
        operator: "op".to_owned(),
        ascii: false,
        styles: Styles::plain(),
        themes: vec![("plain".to_owned(), Styles::plain())],
        times: Times::Absolute,
        zone: String::new(),
        mouse: false,
        line_speed: None,
        read_only: false,
        reads: Reads::default(),
        bidi: Bidi::default(),
        source: None,
        plays: None,
        filters: SavedFilters::default(),
        keymap: Keymap::default(),
        library: Library::default(),
        history: None,
        renewal: None,
    };
    let subject = Subject {
        situation: Arc::new(situation),
        episode: Episode { id: "live".into(), name: "Live".to_owned(), span },
        feeds: Arc::from(vec![]),
        zone: Some(TimeZone::UTC),
        options,
        staleness: Staleness::default(),
        escalation_repeat: jiff::SignedDuration::from_mins(10),
        own_zone: None,
        theme: Theme::plain(false),
    };
    Model::new(subject, Rect::new(0, 0, 120, 40), now())
}
