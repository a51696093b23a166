//! A copy of a damaged store made such that the database opens it, or at least that its pages can be gone through.
//!
//! Only ever done to a copy of the copy: what lies in the file's -wal is taken in, a page that is cut is filled up with zeros,
//! and the header, of which all but the counters is the same in every store of this program, is written anew.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::open::{APPLICATION, MAGIC};
use super::pages::{HEADER, Node, PAGE, Pages, half, read_up_to, word};

/// Pages that are looked at to find out of what size they are.
const LOOKED_AT: u32 = 1_000;

/// Bytes of the header of a write-ahead log, and of each page's within it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Makes the copy `file` ready to be read, with what lies in `log`; the size of its pages.
pub(super) fn mend(file: &Path, log: &Path) -> io::Result<usize> {
    let size = page_size(file)?;
    let mut copy = OpenOptions::new().read(true).write(true).open(file)?;
    if log.exists() {
        take_in(log, &mut copy, size)?;
        fs::remove_file(log)?;
    }
    let mut header = [0; HEADER];
    copy.seek(SeekFrom::Start(0))?;
    let _read = read_up_to(&mut copy, &mut header)?;
    // What is cut off is not there, whatever the header says of the file's length.
    let pages = copy.metadata()?.len().div_ceil(size as u64).max(1);
    copy.set_len(pages * size as u64)?;
    write_header(&mut header, size, u32::try_from(pages).unwrap_or(u32::MAX));
    copy.seek(SeekFrom::Start(0))?;
    copy.write_all(&header)?;
    copy.sync_all()?;
    Ok(size)
}

/// The size under which the most pages make sense: the one the header says, or else that of every store of this program.
fn page_size(file: &Path) -> io::Result<usize> {
    let mut head = [0; HEADER];
    let _read = read_up_to(&mut File::open(file)?, &mut head)?;
    let said = match half(&head, 16) {
        Some(1) => 65_536,
        Some(size) if size >= 512 && size.is_power_of_two() => usize::from(size),
        _ => PAGE,
    };
    if said == PAGE {
        return Ok(PAGE);
    }
    let sense = |size: usize| -> io::Result<usize> {
        let mut pages = Pages::open(file, size)?;
        let mut bytes = 0;
        for number in 1..=pages.count.min(LOOKED_AT) {
            if Node::of(&pages.read(number)?, number).is_some() {
                bytes += size;
            }
        }
        Ok(bytes)
    };
    Ok(if sense(said)? > sense(PAGE)? { said } else { PAGE })
}

/// Writes what a header holds that is the same in all stores, and the number of pages; the counters stay, and what was free
/// where the header can be believed.
fn write_header(header: &mut [u8; HEADER], size: usize, pages: u32) {
    let size = u16::try_from(size).unwrap_or(1).to_be_bytes();
    let fixed: [(usize, &[u8]); 4] =
        [(0, MAGIC), (16, &size), (20, &[0, 64, 32, 32]), (68, &APPLICATION.to_be_bytes())];
    let was_whole = fixed.iter().all(|(at, bytes)| header.get(*at..at + bytes.len()) == Some(*bytes));
    let counter: [u8; 4] = [header[24], header[25], header[26], header[27]];
    let free: &[(usize, &[u8])] = if was_whole { &[] } else { &[(32, &[0; 8])] };
    // Not in the mode of a write-ahead log, of the fourth format, in UTF-8, without pointer maps.
    let made: [(usize, &[u8]); 8] = [
        (18, &[1, 1]),
        (28, &pages.to_be_bytes()),
        (44, &[0, 0, 0, 4]),
        (48, &[0; 8]),
        (56, &[0, 0, 0, 1]),
        (64, &[0; 4]),
        (72, &[0; 20]),
        (92, &counter),
    ];
    for (at, bytes) in fixed.into_iter().chain(made).chain(free.iter().copied()) {
        if let Some(place) = header.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }
}

/// Writes the pages of a write-ahead log into the file they are of: those up to its last whole transaction.
fn take_in(log: &Path, file: &mut File, size: usize) -> io::Result<()> {
    let frames = whole_frames(log, size)?;
    let mut log = BufReader::new(File::open(log)?);
    log.seek(SeekFrom::Start(LOG_HEADER as u64))?;
    let mut frame = vec![0; FRAME_HEADER + size];
    for _ in 0..frames {
        log.read_exact(&mut frame)?;
        let number = word(&frame, 0).unwrap_or(0);
        file.seek(SeekFrom::Start(u64::from(number.saturating_sub(1)) * size as u64))?;
        file.write_all(frame.get(FRAME_HEADER..).unwrap_or_default())?;
    }
    Ok(())
}

/// How many pages of a write-ahead log are of whole transactions.
fn whole_frames(log: &Path, size: usize) -> io::Result<usize> {
    let mut log = BufReader::new(File::open(log)?);
    let mut header = [0; LOG_HEADER];
    if read_up_to(&mut log, &mut header)? < LOG_HEADER {
        return Ok(0);
    }
    let to_number = match word(&header, 0) {
        Some(0x377f_0682) => u32::from_le_bytes,
        Some(0x377f_0683) => u32::from_be_bytes,
        _ => return Ok(0),
    };
    let sums = |bytes: &[u8], at: usize| Some((word(bytes, at)?, word(bytes, at + 4)?));
    let mut sum = checksum((0, 0), header.get(..24).unwrap_or_default(), to_number);
    if Some(sum) != sums(&header, 24) || word(&header, 8) != u32::try_from(size).ok() {
        return Ok(0);
    }
    let mut frame = vec![0; FRAME_HEADER + size];
    let (mut seen, mut whole) = (0, 0);
    while read_up_to(&mut log, &mut frame)? == frame.len() {
        let is_same = frame.get(8..16) == header.get(16..24);
        sum = checksum(sum, frame.get(..8).unwrap_or_default(), to_number);
        sum = checksum(sum, frame.get(FRAME_HEADER..).unwrap_or_default(), to_number);
        if !is_same || Some(sum) != sums(&frame, 16) || word(&frame, 0) == Some(0) {
            break;
        }
        seen += 1;
        // The last page of a transaction says how many pages the file has then.
        if word(&frame, 4) != Some(0) {
            whole = seen;
        }
    }
    Ok(whole)
}

/// The checksum of a write-ahead log, gone on with.
fn checksum((mut first, mut second): (u32, u32), bytes: &[u8], to_number: fn([u8; 4]) -> u32) -> (u32, u32) {
    let mut numbers = bytes.chunks_exact(4).map(|word| <[u8; 4]>::try_from(word).map_or(0, to_number));
    while let (Some(one), Some(two)) = (numbers.next(), numbers.next()) {
        first = first.wrapping_add(one).wrapping_add(second);
        second = second.wrapping_add(two).wrapping_add(first);
    }
    (first, second)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_made_such_as_every_store_has() {
        let mut header = [0xff; HEADER];
        header[24..28].copy_from_slice(&[0, 0, 0, 7]);
        write_header(&mut header, PAGE, 12);
        assert_eq!(&header[..20], b"SQLite format 3\0\x10\x00\x01\x01");
        assert_eq!((word(&header, 28), word(&header, 92)), (Some(12), Some(7)));
        assert_eq!((word(&header, 32), word(&header, 68)), (Some(0), Some(APPLICATION)));
    }

    #[test]
    fn of_a_log_only_whole_transactions_are_taken_in() {
        let folder = tempfile::tempdir().unwrap();
        let (log, file) = (folder.path().join("log"), folder.path().join("file"));
        let mut bytes: Vec<u8> =
            [0x377f_0683_u32, 3_007_000, 512, 0, 11, 12].into_iter().flat_map(u32::to_be_bytes).collect();
        let mut sum = checksum((0, 0), &bytes, u32::from_be_bytes);
        bytes.extend([sum.0, sum.1].into_iter().flat_map(u32::to_be_bytes));
        // A transaction of two pages, and one that was not ended.
        for (number, ended, letter) in [(2_u32, 0_u32, b'a'), (1, 2, b'b'), (1, 0, b'c')] {
            let head: Vec<u8> = [number, ended].into_iter().flat_map(u32::to_be_bytes).collect();
            sum = checksum(sum, &head, u32::from_be_bytes);
            sum = checksum(sum, &[letter; 512], u32::from_be_bytes);
            bytes.extend(head);
            bytes.extend([11, 12, sum.0, sum.1].into_iter().flat_map(u32::to_be_bytes));
            bytes.extend([letter; 512]);
        }
        fs::write(&log, &bytes).unwrap();
        let mut target = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&file).unwrap();
        take_in(&log, &mut target, 512).unwrap();
        assert_eq!(fs::read(&file).unwrap(), [[b'b'; 512], [b'a'; 512]].concat());
        // One wrong byte in the first page, and nothing of it counts.
        bytes[LOG_HEADER + FRAME_HEADER + 5] ^= 1;
        fs::write(&log, &bytes).unwrap();
        assert_eq!(whole_frames(&log, 512).unwrap(), 0);
    }
}
