//! The pages of an SQLite file as they lie, read without the database: what is left where that gives up.
//!
//! By the file format (<https://sqlite.org/fileformat2.html>). Nothing a page says is believed before it is looked at: every
//! offset, length and page number may be anything.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of a page of every store that this program makes: the database's own default.
pub(super) const PAGE: usize = 4_096;

/// Bytes of the file's header, which stand before what the first page holds.
pub(super) const HEADER: usize = 100;

/// Bytes of a row, at most: several times the longest text that is stored.
const ROW_MAX: usize = 32 << 20;

/// A file of pages.
#[derive(Debug)]
pub(super) struct Pages {
    file: File,
    /// Bytes of each.
    pub(super) size: usize,
    /// How many there are; the last may be cut.
    pub(super) count: u32,
}

impl Pages {
    /// The pages of a file, if they have this size.
    pub(super) fn open(path: &Path, size: usize) -> io::Result<Self> {
        let file = File::open(path)?;
        let count = file.metadata()?.len().div_ceil(size as u64);
        Ok(Self { file, size, count: u32::try_from(count).unwrap_or(u32::MAX) })
    }

    /// A page by its number, from one on; filled with zeros where the file is cut.
    pub(super) fn read(&mut self, number: u32) -> io::Result<Vec<u8>> {
        let from = u64::from(number.saturating_sub(1)) * self.size as u64;
        self.file.seek(SeekFrom::Start(from))?;
        let mut page = Vec::with_capacity(self.size);
        (&mut self.file).take(self.size as u64).read_to_end(&mut page)?;
        page.resize(self.size, 0);
        Ok(page)
    }
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A row, with the number it has where its table numbers them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) number: Option<i64>,
    pub(super) values: Vec<Value>,
}

/// A page that holds rows, or leads to pages that do.
#[derive(Debug)]
pub(super) struct Node<'a> {
    page: &'a [u8],
    /// Whether it is of a table whose rows have numbers; else of one whose rows have none, or of an index.
    pub(super) is_numbered: bool,
    /// Whether it leads to others.
    is_inner: bool,
    cells: Vec<usize>,
    /// Where it leads last.
    last: u32,
}

impl<'a> Node<'a> {
    /// What a page is; none where it is nothing of the kind, or any of its places is not within it.
    pub(super) fn of(page: &'a [u8], number: u32) -> Option<Self> {
        let at = if number == 1 { HEADER } else { 0 };
        let (is_numbered, is_inner) = match page.get(at)? {
            0x0d => (true, false),
            0x05 => (true, true),
            0x0a => (false, false),
            0x02 => (false, true),
            _ => return None,
        };
        let count = usize::from(half(page, at + 3)?);
        let first = at + if is_inner { 12 } else { 8 };
        let places = first..first + 2 * count;
        let cells = places.clone().step_by(2).map(|place| half(page, place).map(usize::from));
        let cells = cells.map(|cell| cell.filter(|cell| (places.end..page.len()).contains(cell)));
        let cells = cells.collect::<Option<Vec<usize>>>()?;
        let last = if is_inner { word(page, at + 8)? } else { 0 };
        Some(Self { page, is_numbered, is_inner, cells, last })
    }

    /// The pages it leads to.
    pub(super) fn children(&self) -> Vec<u32> {
        if !self.is_inner {
            return vec![];
        }
        self.cells.iter().filter_map(|cell| word(self.page, *cell)).chain([self.last]).collect()
    }

    /// The rows on it that can be read, each with what `pages` hold of it elsewhere.
    pub(super) fn rows(&self, pages: &mut Pages) -> Vec<Row> {
        if self.is_numbered && self.is_inner {
            return vec![];
        }
        self.cells.iter().filter_map(|cell| self.row(*cell, pages)).collect()
    }

    fn row(&self, cell: usize, pages: &mut Pages) -> Option<Row> {
        let (length, at) = varint(self.page, cell + if self.is_inner { 4 } else { 0 })?;
        let (number, at) = match varint(self.page, at)? {
            (number, at) if self.is_numbered => (Some(number), at),
            _ => (None, at),
        };
        let length = usize::try_from(length).ok().filter(|length| *length <= ROW_MAX)?;
        Some(Row { number, values: values(&self.payload(at, length, pages)?)? })
    }

    /// The bytes of a row, of which a long one has only the first on its page.
    fn payload(&self, at: usize, length: usize, pages: &mut Pages) -> Option<Vec<u8>> {
        let size = self.page.len();
        let most = if self.is_numbered { size - 35 } else { (size - 12) * 64 / 255 - 23 };
        if length <= most {
            return self.page.get(at..at + length).map(<[u8]>::to_vec);
        }
        let least = (size - 12) * 32 / 255 - 23;
        let here = least + (length - least) % (size - 4);
        let here = if here <= most { here } else { least };
        let mut bytes = self.page.get(at..at + here)?.to_vec();
        let mut next = word(self.page, at + here)?;
        while bytes.len() < length {
            if !(1..=pages.count).contains(&next) {
                return None;
            }
            let page = pages.read(next).ok()?;
            next = word(&page, 0)?;
            bytes.extend(page.get(4..)?.iter().take(length - bytes.len()));
        }
        Some(bytes)
    }
}

/// The values of a row; none where its lengths do not add up to it.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (head, mut at) = varint(payload, 0)?;
    let head = usize::try_from(head).ok()?;
    let mut rest = payload.get(head..)?;
    let mut values = Vec::new();
    while at < head {
        let (kind, next) = varint(payload, at)?;
        at = next;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            12.. => (kind - 12) / 2,
            _ => return None,
        };
        let (bytes, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        rest = after;
        values.push(match kind {
            0 => Value::Null,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
            1..=6 => Value::Integer(integer(bytes)),
            _ if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => Value::Text(std::str::from_utf8(bytes).ok()?.to_owned()),
        });
    }
    (at == head && rest.is_empty()).then_some(values)
}

/// A whole number of up to eight bytes, the first of which has the sign.
fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    bytes.iter().fold(if negative { -1 } else { 0 }, |number, byte| number << 8 | i64::from(*byte))
}

/// A number of up to nine bytes, seven bits in each but the last, and where it ends.
fn varint(bytes: &[u8], mut at: usize) -> Option<(i64, usize)> {
    let mut number: i64 = 0;
    for _ in 0..8 {
        let byte = *bytes.get(at)?;
        at += 1;
        number = number << 7 | i64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((number, at));
        }
    }
    Some((number << 8 | i64::from(*bytes.get(at)?), at + 1))
}

/// A number of two bytes.
pub(super) fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

/// A number of four bytes.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

/// Reads as much as there is of what fits; how much.
pub(super) fn read_up_to(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = bytes.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match from.read(rest)? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_the_format_has_them() {
        assert_eq!(varint(&[0x7f], 0), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0x00], 0), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9], 0), Some((-1, 9)));
        assert_eq!(varint(&[0x81], 0), None);
        assert_eq!((integer(&[0xff]), integer(&[0x00, 0x80]), integer(&[0x80, 0x00])), (-1, 128, -32_768));
    }

    #[test]
    fn a_row_whose_lengths_do_not_add_up_is_none() {
        // A null, the number 1, the number 300 and a text of two letters.
        let row = [5, 0, 9, 2, 17, 1, 44, b'o', b'k'];
        let expect = [Value::Null, Value::Integer(1), Value::Integer(300), Value::Text("ok".into())];
        assert_eq!(values(&row), Some(expect.to_vec()));
        assert_eq!(values(&row[..8]), None);
        assert_eq!(values(&[&row[..], &[0]].concat()), None);
    }

    proptest! {
        #[test]
        fn no_page_panics(
            kind in prop::sample::select(vec![2_u8, 5, 10, 13]),
            bytes in prop::collection::vec(any::<u8>(), 511),
        ) {
            let page = [vec![kind], bytes].concat();
            let file = tempfile::NamedTempFile::new()?;
            std::fs::write(file.path(), &page)?;
            let mut pages = Pages::open(file.path(), 512)?;
            if let Some(node) = Node::of(&page, 2) {
                node.children();
                node.rows(&mut pages);
            }
            values(&page);
        }
    }
}
