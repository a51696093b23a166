//! The situation report: a handover as a page to be read by somebody else, or as data. Pure but for [`write()`], which is the
//! screen's key for it.

pub mod chart;
pub mod html;
pub mod map;
pub mod markdown;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use tokio::io::AsyncWriteExt;

use super::handover::Teller;
use super::moment;
use super::theme::{Glyphs, Theme};
use crate::config::paths;
use crate::engine::Context;
use crate::engine::handover::{Asked, handover};
use crate::model::{Board, Handover, Reads, Situation};
use crate::store::Store;

/// A situation report. As JSON it is the handover with the situation and the whole board beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sitrep {
    /// The situation's id.
    pub situation: String,
    /// For whom it was made.
    pub operator: String,
    /// What changed.
    #[serde(flatten)]
    pub handover: Handover,
    /// How every place stands.
    pub board: Board,
}

/// What a report is written with.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Names.
    pub situation: Arc<Situation>,
    /// The signs.
    pub glyphs: &'static Glyphs,
    /// The situation's zone, where it is known.
    pub zone: Option<TimeZone>,
    /// The languages that whoever reads it reads.
    pub reads: Reads,
}

impl Setting {
    /// What a report of a situation is written with.
    pub fn new(situation: &Arc<Situation>, reads: Reads) -> Self {
        Self {
            situation: Arc::clone(situation),
            glyphs: Theme::plain(false).glyphs,
            zone: TimeZone::get(&situation.timezone).ok(),
            reads,
        }
    }

    fn teller<'a>(&'a self, told: &'a Handover) -> Teller<'a> {
        let Self { situation, glyphs, reads, .. } = self;
        Teller { situation, glyphs, reads, gists: &told.gists, now: told.as_of }
    }

    /// "Sat 8 Mar 2025 18:00 UTC (21:00 Damascus)".
    fn instant(&self, at: Timestamp) -> String {
        let there = self.zone.as_ref().map(|zone| (zone, self.situation.zone_name.as_str()));
        format!("{}{}", moment::full(at), moment::local(at, there, None))
    }

    /// Since when and up to when, in a sentence.
    fn span(&self, report: &Sitrep) -> String {
        let Handover { since, as_of, since_last, .. } = &report.handover;
        let last = if *since_last { format!(", when {} last took over,", report.operator) } else { String::new() };
        format!("What changed since {}{last} as of {}.", self.instant(*since), self.instant(*as_of))
    }
}

/// A link that may be followed: http or https, nothing else.
fn link(url: Option<&str>) -> Option<&str> {
    url.filter(|url| url.starts_with("http://") || url.starts_with("https://"))
}

/// Makes a report.
///
/// # Errors
/// A sentence, where the store cannot be read.
pub async fn make(store: &Arc<dyn Store>, asked: Asked) -> Result<Sitrep, String> {
    let (situation, operator) = (asked.situation.id.to_string(), asked.operator.clone());
    let handed = handover(store, asked).await.map_err(|error| error.to_string())?;
    Ok(Sitrep { situation, operator, board: handed.now.board(), handover: handed.handover })
}

/// Writes the report as Markdown into the state folder; where it is.
///
/// # Errors
/// A sentence, where the store cannot be read or the file not be written.
pub async fn write(context: &Context, asked: Asked, reads: Reads) -> Result<String, String> {
    let report = make(&context.store, asked).await?;
    let text = markdown::page(&report, &Setting::new(&context.situation, reads));
    let name = report.handover.as_of.strftime("sitrep-%Y%m%dT%H%M%SZ.md").to_string();
    let folder = paths::state_folder().ok_or("there is no home folder to write it in; set HOME")?;
    let file: PathBuf = folder.join(name);
    let told = file.display().to_string();
    let written = async {
        paths::make_private(&folder)?;
        let mut options = std::fs::OpenOptions::new();
        paths::private(options.write(true).create(true).truncate(true));
        let mut page = tokio::fs::OpenOptions::from(options).open(&file).await?;
        page.write_all(text.as_bytes()).await?;
        page.flush().await
    };
    written.await.map_err(|error| format!("cannot write {told}: {error}"))?;
    Ok(told)
}
