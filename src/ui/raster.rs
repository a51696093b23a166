//! Lines drawn with the dots of braille letters, two columns and four rows of dots to a cell; with signs of ASCII
//! where nothing else may be drawn.

/// Dots to a cell, across and down.
const DOTS: (usize, usize) = (2, 4);

/// The bit of each dot of a braille letter, by row and column.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A field of dots.
#[derive(Debug, Clone)]
pub struct Raster {
    columns: usize,
    rows: usize,
    cells: Vec<u8>,
}

impl Raster {
    /// An empty field of so many cells.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self { columns, rows, cells: vec![0; columns.saturating_mul(rows)] }
    }

    /// Dots across and down.
    pub fn size(&self) -> (usize, usize) {
        (self.columns * DOTS.0, self.rows * DOTS.1)
    }

    /// Sets a dot, counted from the top left; one outside is left out.
    pub fn set(&mut self, x: usize, y: usize) {
        let (column, row) = (x / DOTS.0, y / DOTS.1);
        if column >= self.columns || row >= self.rows {
            return;
        }
        let bit = BITS.get(y % DOTS.1).and_then(|row| row.get(x % DOTS.0)).copied().unwrap_or(0);
        if let Some(cell) = self.cells.get_mut(row * self.columns + column) {
            *cell |= bit;
        }
    }

    /// Draws a line between two points in dots, which may lie outside: what is inside is seen.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).ceil();
        // A line longer than any screen is wide is no line of a map that is looked at.
        if !steps.is_finite() || steps > 20_000.0 {
            return;
        }
        let count = steps.max(1.0);
        let mut step = 0.0;
        while step <= count {
            let part = step / count;
            let (x, y) = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            if let (Some(x), Some(y)) = (dot(x), dot(y)) {
                self.set(x, y);
            }
            step += 1.0;
        }
    }

    /// Draws dots on a level line, one in every second cell, in step with those of other lines.
    pub fn dots(&mut self, (from, to): (f64, f64), y: f64) {
        let (Some(from), Some(to), Some(y)) = (dot(from), dot(to), dot(y)) else { return };
        (from..=to).filter(|x| x % (2 * DOTS.0) == 0).for_each(|x| self.set(x, y));
    }

    /// The letter of a cell; none where no dot is set.
    pub fn letter(&self, column: usize, row: usize, is_ascii: bool) -> Option<char> {
        let cell = self.cells.get(row * self.columns + column).copied().filter(|_| column < self.columns)?;
        match cell {
            0 => None,
            cell if is_ascii => Some(ascii(cell)),
            cell => char::from_u32(0x2800 + u32::from(cell)),
        }
    }
}

/// The dot that a place lies in.
fn dot(place: f64) -> Option<usize> {
    let rounded = place.round();
    if !(0.0..=100_000.0).contains(&rounded) {
        return None;
    }
    // Whole, and in bounds.
    Some(rounded as usize)
}

/// A sign of ASCII for where the dots of a cell lie: above, below or all over.
fn ascii(cell: u8) -> char {
    let (above, middle, below) = (cell & 0x09 != 0, cell & 0x36 != 0, cell & 0xc0 != 0);
    match (above, middle, below) {
        (true, false, false) => '\'',
        (false, true, false) => '-',
        (false, false, true) => '_',
        _ => ':',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(raster: &Raster, is_ascii: bool) -> Vec<String> {
        let row = |row| (0..raster.columns).map(|c| raster.letter(c, row, is_ascii).unwrap_or(' ')).collect();
        (0..raster.rows).map(row).collect()
    }

    #[test]
    fn dots_become_braille_letters_or_signs() {
        let mut raster = Raster::new(3, 2);
        raster.line((0.0, 0.0), (5.0, 7.0));
        assert_eq!(drawn(&raster, false), ["⠱⡀ ", " ⠈⢆"]);
        let mut level = Raster::new(2, 1);
        level.line((0.0, 3.0), (3.0, 3.0));
        assert_eq!((drawn(&level, false), drawn(&level, true)), (vec!["⣀⣀".to_owned()], vec!["__".to_owned()]));
    }

    #[test]
    fn dots_stand_in_every_second_cell_whatever_line_they_are_of() {
        let mut raster = Raster::new(6, 1);
        raster.dots((1.0, 11.0), 1.0);
        assert_eq!(
            (drawn(&raster, false), drawn(&raster, true)),
            (vec!["  ⠂ ⠂ ".to_owned()], vec!["  - - ".to_owned()])
        );
        raster.dots((0.0, 2.0), 1.0);
        assert_eq!(drawn(&raster, false), ["⠂ ⠂ ⠂ "]);
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut raster = Raster::new(2, 1);
        raster.line((-10.0, 1.0), (30.0, 1.0));
        raster.line((f64::NAN, 0.0), (1.0, 1.0));
        raster.line((0.0, -1e12), (0.0, 1e12));
        raster.set(99, 99);
        assert_eq!(drawn(&raster, false), ["⠒⠒"]);
        assert_eq!(raster.letter(2, 0, false), None);
        let mut none = Raster::new(0, 0);
        none.line((0.0, 0.0), (9.0, 9.0));
        assert_eq!(none.letter(0, 0, false), None);
    }
}
