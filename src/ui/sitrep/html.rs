//! The situation report as one HTML page that needs nothing else: no script, no request, ready for print.

use super::markdown::signs;
use super::{Setting, Sitrep, chart, link, map};
use crate::model::{Arrived, Cited, Counted, told_by};
use crate::ui::handover::{Teller, kind_word, summary};
use crate::ui::{moment, words};

/// Black on white, as it is printed; nothing is told by colour alone.
const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.3rem}h2{font-size:1.15rem;margin-top:1.8rem;border-bottom:1px solid #777}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid #ccc}
td.n{text-align:right;white-space:nowrap}tr.changed td:first-child,tr.changed td.n{font-weight:600}a{color:#0b3d91}
li{margin:.25rem 0}.by,.key{color:#444;font-size:.87rem}svg{width:100%;height:auto}p.key svg{width:16px;height:16px;vertical-align:-3px}
svg text{font:12px system-ui,sans-serif;fill:#111}.range{stroke:#555;stroke-width:4}.best{fill:#111}.was{fill:#fff;stroke:#111;stroke-width:1.5}
.coast{fill:none;stroke:#6b7f99;stroke-width:1.2}.full{fill:#111;stroke:#111}.open{fill:#fff;stroke:#111;stroke-width:1.4}
.unknown{fill:#999}.curfew,.lapsed{fill:none;stroke:#8a1c1c;stroke-width:1.6}.lapsed{stroke-dasharray:3 3}
@media print{body{margin:0;max-width:none}h2,tr,li,svg{break-inside:avoid}a{color:#111}}";

/// The report as a page.
pub fn page(report: &Sitrep, setting: &Setting) -> String {
    let told = &report.handover;
    let tell = setting.teller(told);
    let title = format!("Situation report: {}", setting.situation.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}<br>{}.</p>\n",
        escape(&setting.span(report)),
        escape(&words::sentence(&summary(told))),
        title = escape(&title),
    );
    page.push_str("<h2>Figures</h2>\n");
    page.push_str(&chart::svg(report, setting));
    figures(&mut page, report, setting);
    page.push_str("<h2>Places</h2>\n");
    page.push_str(&map::svg(report, setting));
    let places = told.places.iter().map(|moved| {
        let by = moved.new.as_ref().map(|word| {
            let read = word.cited.as_ref().map(|at| format!(", {}", cited(at))).unwrap_or_default();
            format!(" <span class=\"by\">({}{read})</span>", escape(&tell.said_by(word)))
        });
        let name = escape(setting.situation.place_name(&moved.place));
        let kind = kind_word(moved.kind);
        format!("<b>{name}</b>, {kind}: {}{}", escape(&tell.place(moved)), by.unwrap_or_default())
    });
    list(&mut page, "ul", places, "Nothing that is known of a place changed.");
    for (heading, nothing, reports) in [
        (format!("New reports: {}", told.new_reports), "No report is new.", &told.reports),
        (format!("Reports that more tell now: {}", told.grown.len()), "No report grew.", &told.grown),
    ] {
        page.push_str(&format!("<h2>{heading}</h2>\n"));
        list(&mut page, "ol", reports.iter().map(|report| report_line(report, tell)), nothing);
    }
    page.push_str("<h2>Corrections and retractions</h2>\n");
    let corrections = told.corrections.iter().map(|made| {
        let (who, what, at) = tell.correction(made);
        let read = at.map(|at| format!(" <span class=\"by\">({})</span>", cited(at))).unwrap_or_default();
        format!("{}, {}: {}{read}", moment::brief(made.at), escape(&who), escape(&what))
    });
    list(&mut page, "ul", corrections, "Nothing was put right or taken back.");
    page.push_str("<h2>Escalations that nobody has acknowledged</h2>\n");
    let escalations = told.escalations.iter().map(|open| {
        let (how, title) = (escape(&tell.escalated(open)), escape(&tell.title(&open.lead)));
        format!("Priority {how}: <bdi>{title}</bdi> <span class=\"by\">({})</span>", cited(&open.lead))
    });
    list(&mut page, "ul", escalations, "Every escalation is acknowledged.");
    page.push_str("<h2>Feeds that went silent</h2>\n");
    let silent = told.silent.iter().map(|feed| {
        let (name, why) = (escape(&feed.name), escape(&tell.silence(feed)));
        format!("<b>{name}</b>, {}: {why}", tell.answered(feed))
    });
    list(&mut page, "ul", silent, "No feed went silent.");
    page.push_str("</body>\n</html>\n");
    page
}

fn figures(page: &mut String, report: &Sitrep, setting: &Setting) {
    let tell = setting.teller(&report.handover);
    if report.handover.figures.is_empty() {
        page.push_str("<p>No figure is known.</p>\n");
        return;
    }
    page.push_str(
        "<table>\n<tr><th>figure</th><th>before</th><th>now</th><th>change</th><th>who counts now</th>\
         <th>who counted before</th></tr>\n",
    );
    for moved in &report.handover.figures {
        let counted = |all: &[Counted]| {
            let one = |counted: &Counted| {
                let read = counted.cited.as_ref().map_or("not stored any more".to_owned(), cited);
                format!("{} <span class=\"by\">({read})</span>", escape(&tell.counted(counted)))
            };
            all.iter().map(one).collect::<Vec<_>>().join("<br>")
        };
        let change = if moved.changed { words::change(moved.change, setting.glyphs) } else { "unchanged".to_owned() };
        page.push_str(&format!(
            "<tr{}><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
            if moved.changed { " class=\"changed\"" } else { "" },
            escape(&format!("{}{}", tell.name(moved), signs(moved, setting))),
            escape(&tell.ends(moved.old)),
            escape(&tell.ends(moved.new)),
            escape(&change),
            counted(&moved.origins),
            counted(&moved.old_origins),
        ));
    }
    page.push_str("</table>\n");
}

fn report_line(report: &Arrived, tell: Teller<'_>) -> String {
    let items = usize::try_from(report.items).unwrap_or(usize::MAX);
    let told = told_by(items, usize::try_from(report.origins).unwrap_or(0));
    let before = if report.items_before > 0 { format!(", {} before", report.items_before) } else { String::new() };
    let title = escape(&tell.title(&report.lead));
    format!("<bdi>{title}</bdi> <span class=\"by\">({told}{before}; {})</span>", cited(&report.lead))
}

fn list(page: &mut String, tag: &str, lines: impl Iterator<Item = String>, nothing: &str) {
    let lines: Vec<String> = lines.map(|line| format!("<li>{line}</li>\n")).collect();
    if lines.is_empty() {
        page.push_str(&format!("<p>{nothing}</p>\n"));
    } else {
        page.push_str(&format!("<{tag}>\n{}</{tag}>\n", lines.concat()));
    }
}

/// Where something can be read, as a link.
fn cited(cited: &Cited) -> String {
    let name = escape(&format!("{}, {}", cited.feed, moment::brief(cited.published)));
    match link(cited.url.as_deref()) {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{name}</a>", escape(url)),
        None => format!("{name}, no link"),
    }
}

/// A text in which nothing is HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_writes_no_html_of_its_own() {
        assert_eq!(escape("<b a=\"'\">&"), "&lt;b a=&quot;&#39;&quot;&gt;&amp;");
    }
}
