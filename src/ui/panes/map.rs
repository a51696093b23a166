//! The map: the coast in lines, and each place where it lies with the sign of who holds it and of its curfew. What is
//! selected is told below, and a legend says what the signs mean.

use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation;

use crate::config::geo::Point;
use crate::model::{BoardRow, Place, PlaceId, PlaceKind, Word};
use crate::text::width::{columns, cut_with};
use crate::ui::layout::Pane;
use crate::ui::model::Model;
use crate::ui::moment;
use crate::ui::paint::Canvas;
use crate::ui::raster::Raster;
use crate::ui::theme::Look;
use crate::ui::words;

/// Rows below the map: the selected place, and the legend.
const BELOW: u16 = 3;
/// How much wider than its places the map is, as a part of their spread.
const MARGIN: f64 = 0.08;
/// The least spread that is shown, in degrees: a single place is no point without surroundings.
const LEAST: f64 = 0.2;
/// How much higher than wide a cell is.
const CELL: f64 = 2.0;
/// Columns of a place's name at most.
const NAME: usize = 14;

/// A place that has coordinates, with how it stands.
struct Town<'a> {
    place: &'a Place,
    at: Point,
    row: Option<&'a BoardRow>,
}

/// The places that lie somewhere, those of which most is known and the greatest first.
fn towns(model: &Model) -> Vec<Town<'_>> {
    let rows = model.places();
    let towns = model.subject.situation.places.iter().filter_map(|place| {
        let at = Point { lon: place.lon?, lat: place.lat? };
        let row = rows.iter().find(|row| row.place == place.id).copied();
        Some(Town { place, at, row })
    });
    let mut towns: Vec<Town<'_>> = towns.collect();
    towns.sort_by_key(|town| (town.row.map_or(Word::Absent, BoardRow::word), size(town.place.kind)));
    towns
}

fn size(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::City => 0,
        PlaceKind::Town => 1,
        PlaceKind::Base => 2,
        PlaceKind::Village | PlaceKind::Quarter => 3,
        PlaceKind::Region => 4,
    }
}

/// How the earth lies on the screen: degrees to cells, a degree as long one way as the other.
struct Projection {
    west: f64,
    north: f64,
    /// Columns to a degree of longitude, rows to one of latitude.
    scale: (f64, f64),
}

impl Projection {
    /// Shows all of some points in the middle of a room.
    fn of(points: &[Point], room: Rect) -> Option<Self> {
        let bounds = |of: fn(&Point) -> f64| {
            let values = points.iter().map(of);
            values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ((west, east), (south, north)) = (bounds(|point| point.lon), bounds(|point| point.lat));
        if west > east || room.width == 0 || room.height == 0 {
            return None;
        }
        let (width, height) = ((east - west).max(LEAST), (north - south).max(LEAST));
        let (width, height) = (width * (1.0 + 2.0 * MARGIN), height * (1.0 + 2.0 * MARGIN));
        // Away from the equator a degree of longitude is shorter than one of latitude.
        let narrow = ((north + south) / 2.0).to_radians().cos().max(0.1);
        let rows = (f64::from(room.height) / height).min(f64::from(room.width) / (width * narrow * CELL));
        let columns = rows * narrow * CELL;
        let middle = ((west + east) / 2.0, (south + north) / 2.0);
        Some(Self {
            west: middle.0 - f64::from(room.width) / columns / 2.0,
            north: middle.1 + f64::from(room.height) / rows / 2.0,
            scale: (columns, rows),
        })
    }

    /// Where a point lies, in columns and rows.
    fn cells(&self, point: Point) -> (f64, f64) {
        ((point.lon - self.west) * self.scale.0, (self.north - point.lat) * self.scale.1)
    }
}

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let title = format!("{}Map: who holds the places, and their curfews", model.mark_of(Pane::Map));
    let room = canvas.frame(area, &title, model.focus == Pane::Map);
    let towns = towns(model);
    let map = above(room);
    let points: Vec<Point> = towns.iter().map(|town| town.at).collect();
    let Some(projection) = Projection::of(&points, map) else {
        let nothing = "No place of this situation has coordinates: nothing can be drawn.";
        return canvas.sentences(room, &[nothing.to_owned()]);
    };
    draw_coast(canvas, map, model, &projection);
    let signed = signed(map, model, &towns, &projection);
    draw_towns(canvas, &signed);
    canvas.foot(area, &words::more(towns.len() - signed.len(), "place"));
    draw_below(canvas, Rect { y: map.bottom(), height: room.height - map.height, ..room }, model);
}

fn draw_coast(canvas: &mut Canvas<'_>, map: Rect, model: &Model, projection: &Projection) {
    let mut raster = Raster::new(usize::from(map.width), usize::from(map.height));
    for stretch in model.coast.iter() {
        let dots = |point: &Point| {
            let (column, row) = projection.cells(*point);
            (column * 2.0, row * 4.0)
        };
        for (from, to) in stretch.iter().zip(stretch.iter().skip(1)) {
            raster.line(dots(from), dots(to));
        }
    }
    for row in 0..map.height {
        for column in 0..map.width {
            let letter = raster.letter(usize::from(column), usize::from(row), model.subject.options.ascii);
            if let Some(letter) = letter {
                canvas.put(map.x + column, map.y + row, 1, letter.encode_utf8(&mut [0; 4]), Look::Faint);
            }
        }
    }
}

/// The signs of a place: who holds it, and its curfew; each with the sign of its region where only that was spoken of, and both
/// with that of what is old.
fn signs(row: Option<&BoardRow>, model: &Model) -> String {
    let glyphs = model.subject.theme.glyphs;
    let sign = |told: String| {
        let itself = told.strip_prefix(words::REGION).unwrap_or(&told);
        let ends = told.len() - itself.len() + itself.graphemes(true).next().map_or(0, str::len);
        told.get(..ends).unwrap_or_default().to_owned()
    };
    let control = words::control(row.and_then(|row| row.control.as_ref()), &model.subject.situation, glyphs);
    let curfew = row.and_then(|row| row.curfew.as_ref());
    let curfew = curfew.map(|cell| sign(words::curfew(Some(cell), model.shown(), glyphs))).unwrap_or_default();
    // What is old looks so here too.
    let old = if row.is_some_and(BoardRow::is_stale) { glyphs.stale } else { "" };
    format!("{}{curfew}{old}", sign(control))
}

/// A place that has room on the map.
struct Sign<'a> {
    place: &'a Place,
    /// The signs of who holds it and of its curfew.
    signs: String,
    /// Where they stand.
    at: Rect,
    /// Its name, and where that stands: to the right, else to the left, else nowhere.
    name: Option<(String, Rect)>,
    look: Look,
}

/// The places that have room, the selected one before all others.
fn signed<'a>(map: Rect, model: &Model, towns: &[Town<'a>], projection: &Projection) -> Vec<Sign<'a>> {
    let selected = model.selected_place().map(|row| &row.place);
    let (mut taken, mut signed): (Vec<Rect>, Vec<Sign<'a>>) = (vec![], vec![]);
    let selected_first = towns
        .iter()
        .filter(|town| Some(&town.place.id) == selected)
        .chain(towns.iter().filter(|town| Some(&town.place.id) != selected));
    for town in selected_first {
        let (column, row) = projection.cells(town.at);
        if !(0.0..f64::from(map.width)).contains(&column) || !(0.0..f64::from(map.height)).contains(&row) {
            continue;
        }
        let (x, y) = (map.x + column as u16, map.y + row as u16);
        let signs = signs(town.row, model);
        let is_selected = Some(&town.place.id) == selected;
        let look = match town.row.map_or(Word::Absent, BoardRow::word) {
            _ if is_selected => Look::Selected,
            Word::Own => Look::Heading,
            Word::Region => Look::Plain,
            Word::Absent => Look::Faint,
        };
        let sign_width = u16::try_from(columns(&signs)).unwrap_or(1);
        let name = cut_with(&town.place.name, NAME, model.subject.theme.glyphs.ellipsis).into_owned();
        let name_width = u16::try_from(columns(&name)).unwrap_or(0);
        let beside = |x: u16, width: u16| Rect { x, y, width, height: 1 };
        let has_room = |area: Rect, others: &[Rect]| !others.iter().any(|other| other.intersects(area));
        let at = beside(x, sign_width).intersection(map);
        // Signs that touch would be read as those of one place.
        let around = Rect { x: at.x.saturating_sub(1), width: at.width + 2, ..at };
        let is_apart = !signed.iter().any(|other| other.at.intersects(around));
        if !(is_selected || has_room(at, &taken) && is_apart) {
            continue;
        }
        taken.push(at);
        let right = beside(x + sign_width + 1, name_width);
        let left = x.checked_sub(name_width + 1).map(|x| beside(x, name_width));
        let apart = |area: Rect| Rect { x: area.x.saturating_sub(1), width: area.width + 2, ..area };
        // A blank lies between it and whatever else stands there, so that it cannot be read as a neighbour's.
        let fits = |area: &Rect| map.intersection(*area) == *area && has_room(apart(*area), &taken);
        let place = [Some(right), left].into_iter().flatten().find(fits);
        taken.extend(place.map(apart));
        signed.push(Sign { place: town.place, signs, at, name: place.map(|place| (name, place)), look });
    }
    signed
}

fn draw_towns(canvas: &mut Canvas<'_>, signed: &[Sign<'_>]) {
    for Sign { signs, at, name, look, .. } in signed {
        canvas.put(at.x, at.y, usize::from(at.width), signs, *look);
        if let Some((name, place)) = name {
            canvas.put(place.x, place.y, usize::from(place.width), name, *look);
            // The coast does not run through the words.
            let between = if place.x > at.x { at.right() } else { place.right() };
            canvas.put(between, at.y, 1, " ", Look::Plain);
        }
    }
}

/// The place whose sign or name stands at a cell of the pane's room.
pub fn place_at(model: &Model, room: Rect, cell: Position) -> Option<&PlaceId> {
    let (towns, map) = (towns(model), above(room));
    let projection = Projection::of(&towns.iter().map(|town| town.at).collect::<Vec<_>>(), map)?;
    let is_there =
        |sign: &Sign<'_>| sign.at.contains(cell) || sign.name.as_ref().is_some_and(|(_, place)| place.contains(cell));
    signed(map, model, &towns, &projection).into_iter().find(is_there).map(|sign| &sign.place.id)
}

/// The room of a pane that is map.
fn above(room: Rect) -> Rect {
    Rect { height: room.height.saturating_sub(BELOW), ..room }
}

/// The selected place in words, and what the signs mean.
fn draw_below(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let glyphs = canvas.theme.glyphs;
    let width = usize::from(area.width.saturating_sub(2));
    if let Some(row) = model.selected_place() {
        let situation = &model.subject.situation;
        let as_of = [row.control.as_ref().map(|cell| cell.as_of), row.curfew.as_ref().map(|cell| cell.as_of)];
        let as_of = as_of.into_iter().flatten().min();
        let age = as_of.map(|at| format!(" {} {} ago", glyphs.dot, moment::age(at, model.shown()))).unwrap_or_default();
        let old = if row.is_stale() { format!(" {}", glyphs.stale) } else { String::new() };
        let told = format!(
            "{}: {} {} curfew {}{age}{old}",
            situation.place_name(&row.place),
            words::control(row.control.as_ref(), situation, glyphs),
            glyphs.dot,
            words::curfew(row.curfew.as_ref(), model.shown(), glyphs),
        );
        canvas.put(area.x + 1, area.y, width, &told, Look::Heading);
    }
    let sides =
        model.subject.situation.sides.iter().zip(glyphs.sides).map(|(side, sign)| format!("{sign} {}", side.name));
    let held: Vec<String> =
        sides.chain([format!("{} contested", glyphs.contested), format!("{} unknown", glyphs.unknown)]).collect();
    let held = held.join("  ");
    let fitting = |long: String, short: String| if columns(&long) <= width { long } else { short };
    let held = fitting(format!("held by: {held}"), held);
    canvas.put(area.x + 1, area.y + 1, width, &held, Look::Faint);
    let curfews = |lapsed: &str, region: &str| {
        format!(
            "curfew: {} in force  {} {lapsed}  {} lifted  {} {region}  {} old",
            glyphs.in_force,
            glyphs.lapsed,
            glyphs.lifted,
            words::REGION,
            glyphs.stale
        )
    };
    let curfews = fitting(curfews("lapsed, unconfirmed", "of its region"), curfews("lapsed", "region's"));
    canvas.put(area.x + 1, area.y + 2, width, &curfews, Look::Faint);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn all_points_lie_in_the_room_and_north_is_up() {
        let points = [Point { lon: 35.8, lat: 35.9 }, Point { lon: 36.7, lat: 34.7 }, Point { lon: 35.9, lat: 34.9 }];
        for room in [Rect::new(0, 0, 78, 17), Rect::new(0, 0, 30, 50), Rect::new(0, 0, 198, 53)] {
            let projection = Projection::of(&points, room).unwrap();
            for point in points {
                let (x, y) = projection.cells(point);
                assert!((0.0..f64::from(room.width)).contains(&x) && (0.0..f64::from(room.height)).contains(&y));
            }
            let [north, south, _] = points.map(|point| projection.cells(point));
            assert!(north.1 < south.1 && north.0 < south.0);
        }
        assert!(Projection::of(&[], Rect::new(0, 0, 9, 9)).is_none());
        assert!(Projection::of(&points, Rect::ZERO).is_none());
        let one = Projection::of(&points[..1], Rect::new(0, 0, 40, 20)).unwrap();
        let (x, y) = one.cells(points[0]);
        assert!((x - 20.0).abs() < 1e-6 && (y - 10.0).abs() < 1e-6, "a place alone lies in the middle");
    }
}
