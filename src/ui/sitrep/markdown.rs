//! The situation report as Markdown.

use super::{Setting, Sitrep, link};
use crate::model::{Cited, Counted, FigureMove, told_by};
use crate::ui::handover::{kind_word, summary};
use crate::ui::{moment, words};

/// The report as a page.
pub fn page(report: &Sitrep, setting: &Setting) -> String {
    let told = &report.handover;
    let tell = setting.teller(told);
    let mut page = Page::default();
    page.line(&format!("# Situation report: {}", escape(&setting.situation.title)));
    page.blank();
    page.line(&escape(&setting.span(report)));
    page.blank();
    page.line(&format!("{}.", escape(&words::sentence(&summary(told)))));

    page.heading("Figures");
    if told.figures.is_empty() {
        page.line("No figure is known.");
    } else {
        page.line("| figure | before | now | change | who counts now | who counted before |");
        page.line("| --- | ---: | ---: | ---: | --- | --- |");
    }
    for moved in &told.figures {
        let counted = |all: &[Counted]| {
            let one = |counted: &Counted| {
                let read = counted.cited.as_ref().map_or("not stored any more".to_owned(), cited);
                format!("{} ({read})", escape(&tell.counted(counted)))
            };
            all.iter().map(one).collect::<Vec<_>>().join("; ")
        };
        page.line(&format!(
            "| {} | {} | {} | {} | {} | {} |",
            escape(&format!("{}{}", tell.name(moved), signs(moved, setting))),
            escape(&tell.ends(moved.old)),
            escape(&tell.ends(moved.new)),
            if moved.changed { escape(&words::change(moved.change, setting.glyphs)) } else { "unchanged".to_owned() },
            counted(&moved.origins),
            counted(&moved.old_origins),
        ));
    }

    page.heading("Places that changed");
    page.none(told.places.is_empty(), "Nothing that is known of a place changed.");
    for moved in &told.places {
        let name = setting.situation.place_name(&moved.place);
        let by = moved.new.as_ref().map(|word| {
            let read = word.cited.as_ref().map(|at| format!(", {}", cited(at))).unwrap_or_default();
            format!(" ({}{read})", escape(&tell.said_by(word)))
        });
        let kind = kind_word(moved.kind);
        page.line(&format!("- **{}**, {kind}: {}{}", escape(name), escape(&tell.place(moved)), by.unwrap_or_default()));
    }

    for (heading, nothing, reports) in [
        (format!("New reports: {}", told.new_reports), "No report is new.", &told.reports),
        (format!("Reports that more tell now: {}", told.grown.len()), "No report grew.", &told.grown),
    ] {
        page.heading(&heading);
        page.none(reports.is_empty(), nothing);
        for (n, report) in reports.iter().enumerate() {
            let items = usize::try_from(report.items).unwrap_or(usize::MAX);
            let told = told_by(items, usize::try_from(report.origins).unwrap_or(0));
            let before =
                if report.items_before > 0 { format!(", {} before", report.items_before) } else { String::new() };
            let title = escape(&tell.title(&report.lead));
            page.line(&format!("{}. {title} ({told}{before}; {})", n + 1, cited(&report.lead)));
        }
    }

    page.heading("Corrections and retractions");
    page.none(told.corrections.is_empty(), "Nothing was put right or taken back.");
    for made in &told.corrections {
        let (who, what, at) = tell.correction(made);
        let read = at.map(|at| format!(" ({})", cited(at))).unwrap_or_default();
        page.line(&format!("- {}, {}: {}{read}", moment::brief(made.at), escape(&who), escape(&what)));
    }

    page.heading("Escalations that nobody has acknowledged");
    page.none(told.escalations.is_empty(), "Every escalation is acknowledged.");
    for open in &told.escalations {
        let (how, title) = (escape(&tell.escalated(open)), escape(&tell.title(&open.lead)));
        page.line(&format!("- Priority {how}: {title} ({})", cited(&open.lead)));
    }

    page.heading("Feeds that went silent");
    page.none(told.silent.is_empty(), "No feed went silent.");
    for feed in &told.silent {
        let why = tell.silence(feed);
        page.line(&format!("- **{}**, {}: {}", escape(&feed.name), tell.answered(feed), escape(&why)));
    }
    page.0
}

/// What is noted of a figure: that origins differ, that it is old.
pub(super) fn signs(moved: &FigureMove, setting: &Setting) -> String {
    let differ = if moved.conflict { format!(" {} origins differ", setting.glyphs.conflict) } else { String::new() };
    let old = if moved.stale { format!(" {} old", setting.glyphs.stale) } else { String::new() };
    format!("{differ}{old}")
}

/// Where something can be read, as a link.
fn cited(cited: &Cited) -> String {
    let name = format!("{}, {}", cited.feed, moment::brief(cited.published));
    match link(cited.url.as_deref()) {
        Some(url) => format!("[{}](<{}>)", escape(&name), url.replace('<', "%3C").replace('>', "%3E")),
        None => format!("{}, no link", escape(&name)),
    }
}

/// A text in which nothing is Markdown.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '#' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A page being written.
#[derive(Debug, Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn blank(&mut self) {
        self.0.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.blank();
        self.line(&format!("## {text}"));
        self.blank();
    }

    fn none(&mut self, is_empty: bool, sentence: &str) {
        if is_empty {
            self.line(sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_writes_no_markdown_of_its_own() {
        assert_eq!(escape("a|b [c](d) <script>\n# *e*"), "a\\|b \\[c\\](d) \\<script\\> \\# \\*e\\*");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        let at = |url: &str| Cited {
            item: "i".into(),
            report: "r".into(),
            feed: "SOHR".to_owned(),
            title: String::new(),
            lang: "en".into(),
            url: Some(url.to_owned()),
            published: jiff::Timestamp::UNIX_EPOCH,
        };
        assert!(cited(&at("https://example.org/a>b")).contains("](<https://example.org/a%3Eb>)"));
        assert!(cited(&at("javascript:alert(1)")).contains("no link"));
    }
}
