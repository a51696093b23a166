//! The places on the coast as a map in SVG: who holds each by shape, its curfew by a ring, names where there is room.

use super::html::escape;
use super::{Setting, Sitrep};
use crate::config::geo::{self, Point};
use crate::model::{BoardRow, Place, Word};

/// Width of the picture, in its own pixels.
const WIDTH: f64 = 520.0;
/// Room around the places, as a part of their spread.
const MARGIN: f64 = 0.08;
/// Half the width of a place's mark.
const MARK: f64 = 4.5;
/// Half the width of the ring around it.
const RING: f64 = MARK + 3.5;
/// Width of a letter and height of a line of a name.
const LETTER: (f64, f64) = (6.2, 12.0);

/// How the earth lies on the picture.
struct Projection {
    west: f64,
    north: f64,
    scale: (f64, f64),
}

impl Projection {
    fn xy(&self, point: Point) -> (f64, f64) {
        ((point.lon - self.west) * self.scale.0, (self.north - point.lat) * self.scale.1)
    }
}

/// The map; nothing where no place has coordinates.
pub fn svg(report: &Sitrep, setting: &Setting) -> String {
    let places = setting.situation.places.iter().filter_map(|place| {
        let at = Point { lon: place.lon?, lat: place.lat? };
        let row = report.board.rows.iter().find(|row| row.place == place.id)?;
        Some((place, at, row))
    });
    let mut places: Vec<(&Place, Point, &BoardRow)> = places.collect();
    // Who was spoken of by name gets its name first.
    places.sort_by_key(|(_, _, row)| row.word());
    let bounds = |of: fn(&Point) -> f64| {
        let values = places.iter().map(|(_, at, _)| of(at));
        values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((west, east), (south, north)) = (bounds(|point| point.lon), bounds(|point| point.lat));
    if west >= east || south >= north {
        return String::new();
    }
    let (wide, high) = ((east - west) * MARGIN, (north - south) * MARGIN);
    let narrow = ((north + south) / 2.0).to_radians().cos();
    let across = WIDTH / (east - west + 2.0 * wide);
    let projection = Projection { west: west - wide, north: north + high, scale: (across, across / narrow) };
    let height = (north - south + 2.0 * high) * projection.scale.1;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-label=\"Map of who holds the places\" style=\"max-width:{WIDTH:.0}px\">\n"
    );
    for stretch in geo::coastline() {
        let points = stretch.iter().map(|point| {
            let (x, y) = projection.xy(*point);
            format!("{x:.1},{y:.1}")
        });
        svg.push_str(&format!("<polyline class=\"coast\" points=\"{}\"/>\n", points.collect::<Vec<_>>().join(" ")));
    }
    // No name lies over a mark or another name.
    let marks = places.iter().map(|(_, at, _)| {
        let (x, y) = projection.xy(*at);
        (x - RING, y - RING, x + RING, y + RING)
    });
    let mut taken: Vec<(f64, f64, f64, f64)> = marks.collect();
    for (place, at, row) in &places {
        let (x, y) = projection.xy(*at);
        svg.push_str(&mark(x, y, row, setting));
        let width = LETTER.0 * f64::from(u32::try_from(place.name.chars().count()).unwrap_or(0));
        let room = |left: f64, y: f64| (left, y - LETTER.1 / 2.0, left + width, y + LETTER.1 / 2.0);
        let is_free = |room: &(f64, f64, f64, f64)| {
            let apart = |other: &(f64, f64, f64, f64)| {
                room.2 < other.0 || other.2 < room.0 || room.3 < other.1 || other.3 < room.1
            };
            room.0 > 0.0 && room.2 < WIDTH && taken.iter().all(apart)
        };
        let (far, above) = (RING + 2.0, RING + LETTER.1 / 2.0 + 1.0);
        let beside = [room(x + far, y), room(x - far - width, y), room(x - RING, y - above), room(x - RING, y + above)];
        if row.word() == Word::Own
            && let Some(room) = beside.into_iter().find(is_free)
        {
            taken.push(room);
            svg.push_str(&format!(
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
                room.0,
                (room.1 + room.3) / 2.0 + 4.0,
                escape(&place.name)
            ));
        }
    }
    svg.push_str("</svg>\n");
    svg.push_str(&key(setting));
    svg
}

/// A place's mark: who holds it by shape, a curfew in force as a ring, one that has lapsed as a dashed ring.
fn mark(x: f64, y: f64, row: &BoardRow, setting: &Setting) -> String {
    let mut svg = match row.control.as_ref().map(|cell| cell.value.as_str()) {
        None => format!("<circle class=\"unknown\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>\n"),
        Some(value) => shape(x, y, side(value, setting)),
    };
    let ring = match row.curfew.as_ref().map(|cell| cell.value.as_str()) {
        Some("in_force") => "curfew",
        Some("lapsed") => "lapsed",
        _ => return svg,
    };
    svg.push_str(&format!("<circle class=\"{ring}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{RING:.1}\"/>\n"));
    svg
}

/// Which side a value is; none where the place is contested.
fn side(value: &str, setting: &Setting) -> Option<usize> {
    setting.situation.sides.iter().position(|side| side.id.as_str() == value)
}

fn shape(x: f64, y: f64, side: Option<usize>) -> String {
    let (left, top, size) = (x - MARK, y - MARK, 2.0 * MARK);
    match side {
        Some(0) => {
            format!("<rect class=\"full\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{size}\" height=\"{size}\"/>\n")
        }
        Some(_) => {
            format!("<rect class=\"open\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{size}\" height=\"{size}\"/>\n")
        }
        None => format!(
            "<rect class=\"open\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{size}\" height=\"{size}\"/>\
             <rect class=\"full\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{MARK}\" height=\"{size}\"/>\n"
        ),
    }
}

fn key(setting: &Setting) -> String {
    let mut parts: Vec<String> = vec![];
    let mut sign = |drawn: String, words: &str| {
        parts.push(format!(
            "<svg viewBox=\"0 0 20 20\" width=\"16\" height=\"16\" aria-hidden=\"true\">{drawn}</svg> {}",
            escape(words)
        ));
    };
    for (n, side) in setting.situation.sides.iter().take(2).enumerate() {
        sign(shape(10.0, 10.0, Some(n)), &side.name);
    }
    sign(shape(10.0, 10.0, None), "contested");
    sign("<circle class=\"unknown\" cx=\"10\" cy=\"10\" r=\"2\"/>".to_owned(), "unknown");
    sign("<circle class=\"curfew\" cx=\"10\" cy=\"10\" r=\"8\"/>".to_owned(), "curfew in force");
    sign("<circle class=\"lapsed\" cx=\"10\" cy=\"10\" r=\"8\"/>".to_owned(), "curfew lapsed, unconfirmed");
    format!("<p class=\"key\">{}. Coastline: Natural Earth.</p>\n", parts.join(" \u{a0} "))
}
