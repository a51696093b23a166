//! The figures as a chart in SVG: for each row its range as a bar, its best as a mark, and what it was before.

use super::html::escape;
use super::{Setting, Sitrep};
use crate::model::{Ends, FigureMove};

/// Height of a row, in pixels of the picture.
const ROW: f64 = 26.0;
/// Where the bars begin.
const LEFT: f64 = 240.0;
/// Length of the longest bar.
const LENGTH: f64 = 380.0;
/// Room for the numbers behind the bars.
const NUMBERS: f64 = 120.0;

/// The chart; nothing where no figure is known.
pub fn svg(report: &Sitrep, setting: &Setting) -> String {
    let rows: Vec<(&FigureMove, Ends)> =
        report.handover.figures.iter().filter_map(|moved| Some((moved, moved.new?))).collect();
    let greatest = |ends: &Ends| [ends.low, ends.best, ends.high].into_iter().flatten().max().unwrap_or(0);
    let most = rows.iter().flat_map(|(moved, new)| [Some(*new), moved.old]).flatten().map(|ends| greatest(&ends)).max();
    let Some(most) = most.filter(|most| *most > 0) else { return String::new() };
    let x = |n: u64| LEFT + exact(n) / exact(most) * LENGTH;
    let tell = setting.teller(&report.handover);
    let (width, height) = (LEFT + LENGTH + NUMBERS, ROW * exact(u64::try_from(rows.len()).unwrap_or(0)) + 8.0);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"Figures: low, best and high of each row\">\n"
    );
    for (n, (moved, new)) in rows.iter().enumerate() {
        let y = ROW * exact(u64::try_from(n).unwrap_or(0)) + ROW / 2.0 + 4.0;
        let name = escape(&tell.name(moved));
        svg.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>\n",
            LEFT - 10.0,
            y + 4.5
        ));
        let low = new.low.or(new.best).unwrap_or(0);
        // An open end reaches as far as the chart does, and is drawn as open.
        let (high, open) = match new.high {
            Some(high) => (high, false),
            None => (most.max(low), true),
        };
        let dashes = if open { " stroke-dasharray=\"3 4\"" } else { "" };
        svg.push_str(&format!(
            "<line class=\"range\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"{dashes}/>\n",
            x(low),
            x(high).max(x(low) + 1.0)
        ));
        if let Some(was) = moved.old.and_then(|old| old.best).filter(|was| Some(*was) != new.best) {
            svg.push_str(&format!("<circle class=\"was\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"/>\n", x(was)));
        }
        if let Some(best) = new.best {
            svg.push_str(&format!("<circle class=\"best\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"/>\n", x(best)));
        }
        let numbers = escape(&tell.ends(Some(*new)));
        svg.push_str(&format!("<text x=\"{:.1}\" y=\"{:.1}\">{numbers}</text>\n", LEFT + LENGTH + 10.0, y + 4.5));
    }
    svg.push_str("</svg>\n<p class=\"key\">Line: low to high, dashed where open. Full mark: best now. Hollow mark: best before.</p>\n");
    svg
}

/// A count as a length; counts of people are exact in it.
fn exact(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
