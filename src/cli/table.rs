//! Plain text in columns, for people and logs: no colour, no cursor, one line for each row.

use crate::text::{normalize, width};

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// The space between two columns.
const GAP: &str = "  ";

/// Rows under headings, each column as wide as its widest cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    headings: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these columns.
    pub fn new(headings: &[(&'static str, Align)]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; cells beyond the last column are dropped, and missing ones are empty. They are cleaned, whoever wrote what
    /// stands in them.
    pub fn push(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| normalize::block(cell)).collect());
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines, each ended; no spaces at their ends.
    pub fn render(&self) -> String {
        let heading = |column: usize| self.headings.get(column).map_or("", |(heading, _)| *heading);
        let widths: Vec<usize> = (0..self.headings.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column)).map(String::as_str);
                cells.chain([heading(column)]).map(width::columns).max().unwrap_or(0)
            })
            .collect();
        let mut out = String::new();
        let mut line = |cell: &dyn Fn(usize) -> String| {
            let mut text = String::new();
            for (column, (width, (_, align))) in widths.iter().zip(&self.headings).enumerate() {
                let cell = cell(column);
                let fill = " ".repeat(width.saturating_sub(width::columns(&cell)));
                if column > 0 {
                    text.push_str(GAP);
                }
                match align {
                    Align::Left => text.extend([cell.as_str(), &fill]),
                    Align::Right => text.extend([fill.as_str(), &cell]),
                }
            }
            out.push_str(text.trim_end());
            out.push('\n');
        };
        line(&|column| heading(column).to_owned());
        for row in &self.rows {
            line(&|column| row.get(column).cloned().unwrap_or_default());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&[("Place", Align::Left), ("n", Align::Right)]);
        table.push(vec!["جبلة".into(), "7".into()]);
        table.push(vec!["東京".into(), "1234".into()]);
        table.push(vec!["x".into()]);
        assert_eq!(table.render(), "Place     n\nجبلة      7\n東京   1234\nx\n");
    }
}
