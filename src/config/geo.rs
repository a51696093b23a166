//! The coast on the map: shipped with the program, as lines of points.

/// A point on the earth, in degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// East.
    pub lon: f64,
    /// North.
    pub lat: f64,
}

/// Its file says where it comes from.
const COASTLINE: &str = include_str!("../../config/geo/coastline.txt");

/// The stretches of coast that are shipped.
pub fn coastline() -> Vec<Vec<Point>> {
    stretches(COASTLINE)
}

/// Reads a point a line; an empty line ends a stretch, and a line that is no point is left out.
fn stretches(text: &str) -> Vec<Vec<Point>> {
    let mut stretches = vec![vec![]];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut numbers = line.split_whitespace().map(str::parse::<f64>);
        match (numbers.next(), numbers.next()) {
            (None, _) => stretches.push(vec![]),
            (Some(Ok(lon)), Some(Ok(lat))) => {
                if let Some(stretch) = stretches.last_mut() {
                    stretch.push(Point { lon, lat });
                }
            }
            _ => {}
        }
    }
    stretches.retain(|stretch| stretch.len() > 1);
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_coast_is_read_whole_and_lies_where_it_should() {
        let coast = coastline();
        let lines = COASTLINE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(coast.iter().map(Vec::len).sum::<usize>(), lines);
        let points = || coast.iter().flatten();
        assert!(points().all(|point| (33.0..37.0).contains(&point.lat) && (34.9..37.0).contains(&point.lon)));
        // The coast passes within a few kilometres of Latakia.
        let latakia = points().map(|point| (point.lon - 35.78).hypot(point.lat - 35.52)).fold(f64::MAX, f64::min);
        assert!(latakia < 0.06, "{latakia} degrees");
    }

    #[test]
    fn a_line_that_is_no_point_is_left_out() {
        let read = stretches("# note\n1 2\nx y\n3 4\n\n5 6\n\n\n7 8\n9 9\n");
        assert_eq!(read.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    }
}
