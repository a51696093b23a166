//! The open report as lines of the reader: wrapped by display width, with the words marked that figures and
//! statuses were read from, and what was read listed below. Made when a report or the width changes, not
//! when it is drawn.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_segmentation::UnicodeSegmentation;

use super::gloss;
use super::moment::{self, OwnZone};
use super::revisions::{self, Changed};
use super::theme::{Glyphs, Look};
use super::words;
use crate::extract::relevance::MATCHED_MAX;
use crate::extract::{CLAIMS_MAX, STATUSES_MAX};
use crate::model::{Decision, Evidence, Field, Judgement, Reads, Revision, Situation, told_by};
use crate::store::{ItemDetail, origins};
use crate::text::width::columns;

/// Revisions of an item that are listed: the newest; a page that is edited all day has hundreds.
const REVISIONS: usize = 10;

/// A stretch of a line in one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// What it is.
    pub look: Look,
}

/// One line of the reader.
pub type Line = Vec<Piece>;

/// What a document is made for.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Names of places, sides, origins.
    pub situation: &'a Situation,
    /// The situation's zone, where it is known.
    pub zone: Option<&'a TimeZone>,
    /// The signs.
    pub glyphs: &'a Glyphs,
    /// Columns to wrap at.
    pub width: usize,
    /// The languages that are read; an item in another one is glossed.
    pub reads: &'a Reads,
    /// The moment from which days are named.
    pub now: Timestamp,
    /// The claim or status whose words are looked for.
    pub sought: Option<&'a str>,
    /// What changed between two revisions, where that is looked at instead of the text.
    pub changed: Option<&'a Changed>,
    /// The keys that lead on from here.
    pub keys: &'a Keys,
    /// The marks that stand on the report, oldest first.
    pub marks: &'a [Decision],
    /// The operator's own zone, where another is set.
    pub own_zone: Option<&'a OwnZone>,
}

/// The keys, as they are bound, that lead on from a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// To what changed between revisions, and further back.
    pub changes: String,
    /// Back from there.
    pub back: String,
    /// To the item before.
    pub previous: String,
    /// To the next one.
    pub next: String,
}

/// How the heading begins under which it is told why an item matched.
const WHY: &str = "Why it matched";

/// The line of the heading under which it is told why an item matched.
pub fn why_line(lines: &[Line]) -> Option<usize> {
    let is_why = |piece: &Piece| piece.look == Look::Heading && piece.text.starts_with(WHY);
    lines.iter().position(|line| line.first().is_some_and(is_why))
}

/// The lines of the `shown`th item of a report.
pub fn document(items: &[ItemDetail], shown: usize, setting: Setting<'_>) -> Vec<Line> {
    let Some(detail) = items.get(shown) else { return Vec::new() };
    let mut page = Page { lines: Vec::new(), width: setting.width };
    let item = &detail.item;
    let dot = setting.glyphs.dot;

    if let Some(changed) = setting.changed {
        what_changed(&mut page, &detail.revisions, changed, setting.keys);
        return page.lines;
    }
    let evidence = numbered(detail, setting.sought);
    page.paragraph(&marked(&item.title, Look::Heading, Field::Title, &evidence));
    if !setting.reads.knows(&item.lang) {
        page.text(&glossed(detail, setting), Look::Accent);
    }
    let mut head = format!("{} {dot} {}", detail.feed_name, moment::full(item.published));
    let there = setting.zone.map(|zone| (zone, setting.situation.zone_name.as_str()));
    head.push_str(&moment::local(item.published, there, setting.own_zone));
    if item.revisions > 1 {
        head.push_str(&format!(" {dot} revision {}", item.revisions));
        if let Some(latest) = detail.revisions.last() {
            head.push_str(&format!(" of {}", moment::brief(latest.fetched)));
        }
    }
    if let Some(author) = &item.author {
        head.push_str(&format!(" {dot} {author}"));
    }
    page.text(&head, Look::Faint);
    page.text(item.url.as_deref().unwrap_or("no link"), Look::Accent);
    if let Some(marks) = marks(setting) {
        page.text(&marks, Look::Heading);
    }
    page.blank();
    for paragraph in paragraphs(&item.text) {
        page.paragraph(&marked_part(&item.text, paragraph, Look::Plain, Field::Text, &evidence));
    }

    readings(&mut page, detail, setting);
    page.blank();
    page.text(&format!("{WHY}, {:.2} of 1", item.score), Look::Heading);
    page.text(&words::matched(&detail.matched), Look::Plain);
    if detail.matched.len() >= MATCHED_MAX {
        page.text(&format!("More terms may: the first {MATCHED_MAX} are kept."), Look::Faint);
    }

    if detail.revisions.len() > 1 {
        page.blank();
        page.text(
            &format!("{} revisions ({} shows what changed)", detail.revisions.len(), setting.keys.changes),
            Look::Heading,
        );
        let newest = (0..detail.revisions.len()).rev().take(REVISIONS);
        for told in newest.filter_map(|n| revisions::line(&detail.revisions, n)) {
            page.text(&told, Look::Plain);
        }
    }

    if items.len() > 1 {
        page.blank();
        let told = told_by(items.len(), origins(items).len());
        page.text(
            &format!("Told by {told} ({} and {} go through them)", setting.keys.previous, setting.keys.next),
            Look::Heading,
        );
        for (n, other) in items.iter().enumerate() {
            let sign = if n == shown { setting.glyphs.selected } else { " " };
            let line = format!(
                "{sign} {} {} {dot} {}",
                moment::brief(other.item.published),
                other.feed_name,
                titled(other, setting)
            );
            page.text(&line, if n == shown { Look::Heading } else { Look::Plain });
        }
    }
    page.lines
}

/// What is marked on the report, each with who marked it and when; none where nothing is.
fn marks(setting: Setting<'_>) -> Option<String> {
    let told = setting.marks.iter().filter_map(|made| {
        let Judgement::Mark(mark) = &made.judgement else { return None };
        mark.is_set().then(|| {
            format!("{} by {} {}", words::mark_in_full(mark), made.operator, moment::listed(made.decided, setting.now))
        })
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("Marked: {}", told.join(&format!(" {} ", setting.glyphs.dot))))
}

/// What changed from one revision to the next.
fn what_changed(page: &mut Page, revisions: &[Revision], changed: &Changed, keys: &Keys) {
    let line = |n: Option<usize>| n.and_then(|n| revisions::line(revisions, n)).unwrap_or_default();
    page.text(
        &format!("What changed between two revisions; {} goes on, {} closes", keys.changes, keys.back),
        Look::Heading,
    );
    page.text(&format!("from {}", line(changed.to.checked_sub(1))), Look::Faint);
    page.text(&format!("to {}", line(Some(changed.to))), Look::Faint);
    page.blank();
    for paragraph in &changed.paragraphs {
        page.paragraph(paragraph);
    }
}

/// What an item tells, in the operator's language; none where nothing was read from it.
fn gloss_of(detail: &ItemDetail, setting: Setting<'_>) -> Option<String> {
    let Setting { situation, glyphs, now, .. } = setting;
    let claims = detail.claims.iter().map(|stored| &stored.claim);
    let statuses = detail.statuses.iter().map(|stored| &stored.status);
    gloss::gloss(claims, statuses, gloss::Names { situation, glyphs, now })
}

/// A headline in a list; before one in a language that is not read, what its item tells.
fn titled(detail: &ItemDetail, setting: Setting<'_>) -> String {
    let title = &detail.item.title;
    let gloss = if setting.reads.knows(&detail.item.lang) { None } else { gloss_of(detail, setting) };
    gloss.map_or_else(|| title.clone(), |gloss| gloss::before(&gloss, title, setting.glyphs))
}

/// What the machine makes of an item in a language that is not read.
fn glossed(detail: &ItemDetail, setting: Setting<'_>) -> String {
    let glyphs = setting.glyphs;
    let gloss = gloss_of(detail, setting);
    let told = gloss.as_deref().unwrap_or("no figures and no statuses");
    format!("{} Read by machine from {}: {told}", glyphs.machine, words::language(&detail.item.lang))
}

fn readings(page: &mut Page, detail: &ItemDetail, setting: Setting<'_>) {
    page.blank();
    if !detail.item.relevant {
        page.text("It is about something else: it is in no report, and nothing was read from it.", Look::Faint);
        return;
    }
    if detail.claims.is_empty() && detail.statuses.is_empty() {
        page.text("No figures and no statuses were read from it.", Look::Faint);
        return;
    }
    if !detail.claims.is_empty() {
        page.text("Figures read from it", Look::Heading);
    }
    let published: Timestamp = detail.item.published;
    for (n, stored) in detail.claims.iter().enumerate() {
        let text = words::claim(&stored.claim, setting.situation, published, setting.glyphs);
        page.paragraph(&[number(n + 1), Piece { text: format!(" {text}"), look: Look::Plain }]);
    }
    if detail.claims.len() >= CLAIMS_MAX {
        page.text(&format!("It may tell more figures: the first {CLAIMS_MAX} are kept."), Look::Faint);
    }
    if !detail.statuses.is_empty() {
        page.text("Statuses read from it", Look::Heading);
    }
    for (n, stored) in detail.statuses.iter().enumerate() {
        let text = words::status(&stored.status, setting.situation, published, setting.glyphs);
        page.paragraph(&[number(detail.claims.len() + n + 1), Piece { text: format!(" {text}"), look: Look::Plain }]);
    }
    if detail.statuses.len() >= STATUSES_MAX {
        page.text(&format!("It may tell more statuses: the first {STATUSES_MAX} are kept."), Look::Faint);
    }
}

/// Evidence with the number under which its reading is listed.
struct Numbered<'a> {
    evidence: &'a Evidence,
    number: usize,
    look: Look,
}

fn numbered<'a>(detail: &'a ItemDetail, sought: Option<&str>) -> Vec<Numbered<'a>> {
    let look = |id: &str, usual| if sought == Some(id) { Look::Sought } else { usual };
    let claims = detail.claims.iter().map(|stored| (&stored.claim.evidence, look(stored.id.as_str(), Look::Claim)));
    let statuses =
        detail.statuses.iter().map(|stored| (&stored.status.evidence, look(stored.id.as_str(), Look::Status)));
    claims.chain(statuses).enumerate().map(|(n, (evidence, look))| Numbered { evidence, number: n + 1, look }).collect()
}

/// The first line that shows words that are looked for.
pub fn sought_line(lines: &[Line]) -> Option<usize> {
    lines.iter().position(|line| line.iter().any(|piece| piece.look == Look::Sought))
}

fn number(n: usize) -> Piece {
    Piece { text: format!("[{n}]"), look: Look::Faint }
}

/// The byte ranges of the paragraphs of a text.
fn paragraphs(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let range = start..start + line.len();
            start += line.len() + 1;
            range
        })
        .collect()
}

fn marked(text: &str, look: Look, field: Field, evidence: &[Numbered<'_>]) -> Vec<Piece> {
    marked_part(text, 0..text.len(), look, field, evidence)
}

/// The part of a text as pieces; evidence in its look, followed by its number where it ends in the part.
fn marked_part(
    text: &str,
    part: std::ops::Range<usize>,
    look: Look,
    field: Field,
    evidence: &[Numbered<'_>],
) -> Vec<Piece> {
    let spans: Vec<_> = evidence
        .iter()
        .filter(|span| span.evidence.field == field && span.evidence.start < part.end && span.evidence.end > part.start)
        .filter(|span| text.get(span.evidence.start..span.evidence.end).is_some_and(|words| !words.is_empty()))
        .collect();
    let mut borders: Vec<usize> = spans
        .iter()
        .flat_map(|span| [span.evidence.start, span.evidence.end])
        .map(|border| border.clamp(part.start, part.end))
        .chain([part.start, part.end])
        .collect();
    borders.sort_unstable();
    borders.dedup();
    let mut pieces = Vec::new();
    for (from, to) in borders.iter().zip(borders.iter().skip(1)) {
        // The first reading of overlapping words gives them their look; every one gives its number.
        let covers = |span: &&&Numbered<'_>| span.evidence.start <= *from && span.evidence.end >= *to;
        let sought = spans.iter().filter(|span| span.look == Look::Sought).find(covers);
        let covering = sought.or_else(|| spans.iter().find(covers));
        if let Some(words) = text.get(*from..*to) {
            pieces.push(Piece { text: words.to_owned(), look: covering.map_or(look, |span| span.look) });
        }
        pieces.extend(spans.iter().filter(|span| span.evidence.end == *to).map(|span| number(span.number)));
    }
    pieces
}

/// Lines being filled.
struct Page {
    lines: Vec<Line>,
    width: usize,
}

impl Page {
    fn blank(&mut self) {
        self.lines.push(Vec::new());
    }

    fn text(&mut self, text: &str, look: Look) {
        self.paragraph(&[Piece { text: text.to_owned(), look }]);
    }

    fn paragraph(&mut self, pieces: &[Piece]) {
        wrap(pieces, self.width, &mut self.lines);
    }
}

/// A text in one look as lines of at most `width` columns.
pub fn wrapped(text: &str, look: Look, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    wrap(&[Piece { text: text.to_owned(), look }], width, &mut lines);
    lines
}

/// Breaks pieces into lines of at most `width` columns, at spaces where there are any; a word that is wider
/// than a line is broken between its clusters. An empty paragraph is one empty line.
fn wrap(pieces: &[Piece], width: usize, lines: &mut Vec<Line>) {
    let clusters: Vec<(&str, Look)> = pieces
        .iter()
        .flat_map(|piece| piece.text.graphemes(true).map(|cluster| (cluster, piece.look)))
        .filter(|(cluster, _)| !cluster.chars().any(char::is_control))
        .collect();
    let mut line_start = 0;
    let mut last_space = None;
    let mut used = 0;
    let mut at = 0;
    while let Some((cluster, _)) = clusters.get(at) {
        if *cluster == " " {
            last_space = Some(at);
        }
        let wide = columns(cluster);
        if used + wide > width && at > line_start {
            let end = last_space.filter(|space| *space > line_start).unwrap_or(at);
            lines.push(joined(clusters.get(line_start..end).unwrap_or_default()));
            line_start = if clusters.get(end).is_some_and(|(cluster, _)| *cluster == " ") { end + 1 } else { end };
            at = line_start;
            used = 0;
            last_space = None;
            continue;
        }
        used += wide;
        at += 1;
    }
    lines.push(joined(clusters.get(line_start..).unwrap_or_default()));
}

fn joined(clusters: &[(&str, Look)]) -> Line {
    let mut line: Line = Vec::new();
    for (cluster, look) in clusters {
        match line.last_mut() {
            Some(piece) if piece.look == *look => piece.text.push_str(cluster),
            _ => line.push(Piece { text: (*cluster).to_owned(), look: *look }),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str, width: usize) -> Vec<String> {
        let lines = wrapped(text, Look::Plain, width);
        lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_between_clusters() {
        assert_eq!(plain("one two three", 7), ["one two", "three"]);
        assert_eq!(plain("one two three", 8), ["one two", "three"]);
        assert_eq!(plain("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(plain("拉塔基亚 省", 5), ["拉塔", "基亚", "省"]);
        assert_eq!(plain("", 5), [""]);
        assert_eq!(plain("拉", 1), ["拉"]);
    }

    #[test]
    fn evidence_is_marked_and_numbered_also_where_it_overlaps() {
        let text = "35 members of forces and 32 gunmen";
        let evidence = |start, end| Evidence { field: Field::Text, start, end, quote: String::new() };
        let (first, second) = (evidence(0, 20), evidence(14, 34));
        let spans = [
            Numbered { evidence: &first, number: 1, look: Look::Claim },
            Numbered { evidence: &second, number: 2, look: Look::Status },
        ];
        let pieces = marked(text, Look::Plain, Field::Text, &spans);
        let told: Vec<(&str, Look)> = pieces.iter().map(|piece| (piece.text.as_str(), piece.look)).collect();
        assert_eq!(
            told,
            [
                ("35 members of ", Look::Claim),
                ("forces", Look::Claim),
                ("[1]", Look::Faint),
                (" and 32 gunmen", Look::Status),
                ("[2]", Look::Faint),
            ]
        );
    }

    #[test]
    fn evidence_that_does_not_fit_the_text_is_left_out() {
        let outside = Evidence { field: Field::Text, start: 2, end: 400, quote: String::new() };
        let inside_a_letter = Evidence { field: Field::Text, start: 1, end: 3, quote: String::new() };
        for evidence in [&outside, &inside_a_letter] {
            let spans = [Numbered { evidence, number: 1, look: Look::Claim }];
            let pieces = marked("ساحل", Look::Plain, Field::Text, &spans);
            assert_eq!(pieces, [Piece { text: "ساحل".to_owned(), look: Look::Plain }]);
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_pane_and_no_word_is_lost(text in "[a-z ابت拉é]{0,80}", width in 2_usize..30) {
            let lines = plain(&text, width);
            prop_assert!(lines.iter().all(|line| columns(line) <= width));
            let without_spaces = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
        }
    }
}
