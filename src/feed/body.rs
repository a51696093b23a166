//! A body while it arrives: one content coding at most, counted after decoding. What is coded is kept as it came until it is
//! known to be small, or there is leave for what it unfolds to: a decoder that waits would keep its window, and what it has
//! unfolded.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use encoding_rs::Encoding;
use flate2::write::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::write::Decoder as ZstdDecoder;

/// What a decoder works in at a time.
const BUFFER: usize = 16 * 1024;

/// How a gzip member begins, with the one method there is.
pub(super) const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Bytes of a large body that are asked of the system at once: it gives them as they are written, and a body that grew by
/// being copied would be held twice while it does.
const ROOM: usize = 16 * 1024 * 1024;

/// From how many bytes on a body is large, as it comes or decoded: a long feed, and little enough for as many as are open
/// at once: 50 MB.
pub const LARGE: usize = 128 * 1024;

/// The content codings that are asked for.
pub const ACCEPTED: &str = "gzip, br, deflate, zstd";

/// The codings in words, for a server that sends another.
pub const ACCEPTED_WORDS: &str = "gzip, br, deflate or zstd";

/// The largest window of zstd, as a power of two: 8 MB, the most that HTTP lets a server use (RFC 9659).
const WINDOW_LOG_MAX: u32 = 23;

/// A body under way.
pub struct Body {
    coding: Coding,
    cap: usize,
    /// What came and is not decoded yet.
    packed: Vec<u8>,
    /// What decodes it, once that may be done.
    decoder: Option<Decoder>,
    /// Bytes as sent.
    taken: usize,
}

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    /// None is named: it is none, or the document itself is packed by gzip.
    Unsaid,
    Plain,
    Gzip,
    Brotli,
    Deflate,
    Zstd,
}

/// What takes the bytes as sent.
enum Decoder {
    Plain(Capped),
    Gzip(Box<Gunzip>),
    Brotli(Box<DecompressorWriter<Capped>>),
    Deflate(Box<Inflate>),
    Zstd(Box<ZstdDecoder<'static, Capped>>),
    /// What was decoded of a body that is over, and whether its coding came to its end.
    Done(Capped, bool),
}

/// Why no more of a body is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFault {
    /// It is over the cap.
    TooLarge,
    /// Its coding is broken.
    Broken,
}

impl Body {
    /// A body in the coding that `Content-Encoding` names, of at most `cap` bytes once decoded; none where
    /// the coding is not one we asked for, or there are several. What stands behind its name, as `;q=1`, changes nothing.
    pub fn new(coding: &str, cap: u64) -> Option<Self> {
        let coding = coding.to_ascii_lowercase();
        let names = coding.split(',').map(|coding| coding.split(';').next().unwrap_or_default().trim());
        // Many name there what their text is written in, which packs nothing.
        let is_none = |coding: &str| {
            matches!(coding, "" | "identity" | "none" | "binary" | "8bit" | "7bit")
                || Encoding::for_label(coding.as_bytes()).is_some()
        };
        let mut codings = names.filter(|coding| !is_none(coding));
        let coding = match (codings.next(), codings.next()) {
            (None, _) => Coding::Unsaid,
            (Some("gzip" | "x-gzip"), None) => Coding::Gzip,
            (Some("br"), None) => Coding::Brotli,
            (Some("deflate"), None) => Coding::Deflate,
            (Some("zstd"), None) => Coding::Zstd,
            _ => return None,
        };
        let cap = usize::try_from(cap).unwrap_or(usize::MAX);
        Some(Self { coding, cap, packed: Vec::new(), decoder: None, taken: 0 })
    }

    /// Takes a piece as sent.
    ///
    /// # Errors
    /// See [`BodyFault`]; what was decoded before stays.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), BodyFault> {
        self.taken = self.taken.saturating_add(piece.len());
        if let Some(decoder) = &mut self.decoder {
            return decoder.push(piece);
        }
        self.packed.extend_from_slice(piece);
        if self.coding == Coding::Unsaid && self.packed.len() >= GZIP_MAGIC.len() {
            self.coding = if self.packed.starts_with(&GZIP_MAGIC) { Coding::Gzip } else { Coding::Plain };
        }
        if self.coding == Coding::Plain {
            let mut decoder = Decoder::Plain(Capped::new(self.cap, 0));
            let pushed = decoder.push(&std::mem::take(&mut self.packed));
            self.decoder = Some(decoder);
            return pushed;
        }
        if self.packed.len() > self.cap { Err(BodyFault::TooLarge) } else { Ok(()) }
    }

    /// Whether leave is wanted to take more of it.
    pub fn is_large(&self) -> bool {
        self.len() > LARGE as u64
    }

    /// Decodes what came, and from now on what comes, whatever it unfolds to.
    ///
    /// # Errors
    /// As [`Body::push`].
    pub fn unfold(&mut self) -> Result<(), BodyFault> {
        let room = self.cap.min(ROOM);
        match &mut self.decoder {
            Some(Decoder::Plain(sink)) => sink.bytes.reserve_exact(room.saturating_sub(sink.bytes.len())),
            Some(_) => {}
            None => return self.decode(Capped::new(self.cap, room)),
        }
        Ok(())
    }

    /// Decodes what came into `sink`.
    fn decode(&mut self, sink: Capped) -> Result<(), BodyFault> {
        let mut decoder = Decoder::new(self.coding, sink)?;
        let pushed = decoder.push(&std::mem::take(&mut self.packed));
        self.decoder = Some(decoder);
        pushed
    }

    /// Decodes what came, where that is not large; whether it was.
    ///
    /// # Errors
    /// As [`Body::push`].
    pub fn unfold_small(&mut self) -> Result<bool, BodyFault> {
        if self.decoder.is_some() {
            return Ok(true);
        }
        let mut decoder = Decoder::new(self.coding, Capped::new(self.cap.min(LARGE), 0))?;
        let pushed = decoder.push(&self.packed);
        // A decoder may hold back what it has unfolded last, until its end.
        let (sink, ended) = decoder.finish();
        if sink.full && self.cap > LARGE {
            return Ok(false);
        }
        let pushed = if sink.full { Err(BodyFault::TooLarge) } else { pushed };
        self.packed = Vec::new();
        self.decoder = Some(Decoder::Done(sink, ended));
        pushed.map(|()| true)
    }

    /// How many bytes it has: decoded, where that was done.
    pub fn len(&self) -> u64 {
        self.decoder.as_ref().map_or(self.packed.len(), |decoder| decoder.sink().bytes.len()) as u64
    }

    /// The body, and what was wrong with its end. Of one that was not decoded yet a beginning.
    pub fn finish(mut self) -> (Vec<u8>, Option<BodyFault>) {
        // Whatever is wrong with it is said by its end.
        let _fault = self.decoder.is_none().then(|| self.decode(Capped::new(self.cap.min(LARGE), 0)));
        let (sink, ended) = self.decoder.map(Decoder::finish).unwrap_or_default();
        // A server that codes an empty body sends nothing at all.
        let ended = ended || self.taken == 0;
        let fault = match (sink.full, ended) {
            (true, _) => Some(BodyFault::TooLarge),
            (false, false) => Some(BodyFault::Broken),
            (false, true) => None,
        };
        (sink.bytes, fault)
    }
}

impl Decoder {
    /// One for a coding; none could be made only where there is no memory for it.
    fn new(coding: Coding, sink: Capped) -> Result<Self, BodyFault> {
        Ok(match coding {
            Coding::Unsaid | Coding::Plain => Self::Plain(sink),
            Coding::Gzip => Self::Gzip(Box::new(Gunzip { decoder: GzDecoder::new(sink), is_over: false })),
            Coding::Brotli => Self::Brotli(Box::new(DecompressorWriter::new(sink, BUFFER))),
            Coding::Deflate => Self::Deflate(Box::new(Inflate::new(sink))),
            Coding::Zstd => {
                let mut decoder = ZstdDecoder::new(sink).map_err(|_| BodyFault::Broken)?;
                decoder.window_log_max(WINDOW_LOG_MAX).map_err(|_| BodyFault::Broken)?;
                Self::Zstd(Box::new(decoder))
            }
        })
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), BodyFault> {
        let written = match self {
            Self::Plain(sink) => sink.write_all(piece),
            Self::Gzip(decoder) => decoder.push(piece),
            Self::Brotli(decoder) if decoder.get_ref().bytes.is_empty() && has_large_window(piece) => {
                Err(io::ErrorKind::InvalidData.into())
            }
            Self::Brotli(decoder) => decoder.write_all(piece),
            Self::Deflate(decoder) => decoder.push(piece),
            Self::Zstd(decoder) => decoder.write_all(piece).and_then(|()| decoder.flush()),
            Self::Done(..) => Ok(()),
        };
        // Decoders hand on the sink's refusal in words of their own, so the sink is asked.
        match written {
            _ if self.sink().full => Err(BodyFault::TooLarge),
            Err(_) => Err(BodyFault::Broken),
            Ok(()) => Ok(()),
        }
    }

    /// What was decoded, and whether the coding came to its end.
    fn finish(self) -> (Capped, bool) {
        match self {
            Self::Plain(sink) => (sink, true),
            Self::Gzip(mut decoder) => {
                let ended = decoder.is_over || decoder.decoder.try_finish().is_ok();
                (std::mem::take(decoder.decoder.get_mut()), ended)
            }
            Self::Brotli(mut decoder) => {
                let ended = decoder.close().is_ok();
                (std::mem::take(decoder.get_mut()), ended)
            }
            Self::Deflate(decoder) => (decoder.sink, decoder.has_ended),
            Self::Zstd(mut decoder) => {
                let ended = decoder.do_finish().is_ok();
                (decoder.into_inner(), ended)
            }
            Self::Done(sink, ended) => (sink, ended),
        }
    }

    fn sink(&self) -> &Capped {
        match self {
            Self::Plain(sink) => sink,
            Self::Gzip(decoder) => decoder.decoder.get_ref(),
            Self::Brotli(decoder) => decoder.get_ref(),
            Self::Deflate(decoder) => &decoder.sink,
            Self::Zstd(decoder) => decoder.get_ref(),
            Self::Done(sink, _) => sink,
        }
    }
}

/// Whether a brotli stream begins as one of the large-window extension, whose windows of up to 1 GB no browser takes.
fn has_large_window(piece: &[u8]) -> bool {
    piece.first().is_some_and(|byte| byte & 0x7f == 0x11)
}

/// A "gzip" body: members one after another. What follows the last and begins none, such as a server's padding, is not
/// looked at.
struct Gunzip {
    decoder: GzDecoder<Capped>,
    is_over: bool,
}

impl Gunzip {
    fn push(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() && !self.is_over {
            let taken = self.decoder.write(piece)?;
            piece = piece.get(taken..).unwrap_or_default();
            if taken > 0 {
                continue;
            }
            // The member is whole.
            self.decoder.try_finish()?;
            self.is_over = piece.first() != GZIP_MAGIC.first();
            if !self.is_over {
                let sink = std::mem::take(self.decoder.get_mut());
                self.decoder = GzDecoder::new(sink);
            }
        }
        Ok(())
    }
}

/// A "deflate" body: a zlib stream as the standard says, or a bare one as some servers send.
struct Inflate {
    stream: Option<Decompress>,
    /// Bytes that came before it could be told which it is.
    head: Vec<u8>,
    sink: Capped,
    has_ended: bool,
}

impl Inflate {
    fn new(sink: Capped) -> Self {
        Self { stream: None, head: Vec::new(), sink, has_ended: false }
    }

    fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        if self.stream.is_some() {
            return self.inflate(piece);
        }
        self.head.extend_from_slice(piece);
        let [first, second, ..] = *self.head.as_slice() else { return Ok(()) };
        // The two bytes of zlib's header: method 8, and a multiple of 31 together.
        let is_zlib = first & 0x0f == 8 && (u16::from(first) << 8 | u16::from(second)).is_multiple_of(31);
        self.stream = Some(Decompress::new(is_zlib));
        let head = std::mem::take(&mut self.head);
        self.inflate(&head)
    }

    fn inflate(&mut self, mut piece: &[u8]) -> io::Result<()> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        let mut buffer = [0; BUFFER];
        // What follows the end of the stream is not looked at.
        while !self.has_ended {
            let (taken, given) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(piece, &mut buffer, FlushDecompress::None)?;
            let difference = |after: u64, before: u64| usize::try_from(after - before).unwrap_or(usize::MAX);
            let (taken, given) = (difference(stream.total_in(), taken), difference(stream.total_out(), given));
            self.sink.write_all(buffer.get(..given).unwrap_or_default())?;
            piece = piece.get(taken..).unwrap_or_default();
            self.has_ended = status == Status::StreamEnd;
            if taken == 0 && given == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// Bytes up to a cap.
#[derive(Default)]
struct Capped {
    bytes: Vec<u8>,
    cap: usize,
    full: bool,
}

impl Capped {
    fn new(cap: usize, room: usize) -> Self {
        Self { bytes: Vec::with_capacity(room), cap, full: false }
    }
}

impl Write for Capped {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if piece.len() > self.cap.saturating_sub(self.bytes.len()) {
            self.full = true;
            return Err(io::Error::other("the body is over its cap"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own constants")]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_members_are_read_one_after_another_and_nothing_behind_them() {
        let check = |sent: &[u8], expect: &[u8], fault: Option<BodyFault>| {
            for step in [1, 7, sent.len()] {
                let mut body = Body::new("gzip", 1_000).unwrap();
                let pushed = sent.chunks(step).try_for_each(|piece| body.push(piece)).and_then(|()| body.unfold());
                let (text, ended) = body.finish();
                assert_eq!((text.as_slice(), pushed.err().or(ended)), (expect, fault), "in steps of {step}");
            }
        };
        let (one, two) = (member(b"one "), member(b"two"));
        check(&one, b"one ", None);
        check(&[one.clone(), two.clone()].concat(), b"one two", None);
        check(&[one.clone(), two.clone(), vec![0; 600]].concat(), b"one two", None);
        check(&[&one[..], b"\r\n--"].concat(), b"one ", None);
        check(&one[..one.len() - 3], b"one ", Some(BodyFault::Broken));
        check(&[&one[..], &two[..9]].concat(), b"one ", Some(BodyFault::Broken));
        let mut wrong = one.clone();
        let sum = wrong.len() - 6;
        wrong[sum] ^= 1;
        check(&wrong, b"one ", Some(BodyFault::Broken));
    }

    #[test]
    fn a_document_that_is_packed_itself_is_unpacked() {
        let packed = member(b"<rss/>");
        for step in [1, 2, packed.len()] {
            let mut body = Body::new("", 1_000).unwrap();
            packed.chunks(step).for_each(|piece| body.push(piece).unwrap());
            assert_eq!((body.unfold_small(), body.finish()), (Ok(true), (b"<rss/>".to_vec(), None)));
        }
        for (plain, coding) in [("", "identity"), ("<", "UTF-8"), ("\u{1f}x", "iso-8859-1"), ("<rss/>", "utf8, binary")]
        {
            let mut body = Body::new(coding, 1_000).unwrap();
            body.push(plain.as_bytes()).unwrap();
            assert_eq!(body.finish(), (plain.as_bytes().to_vec(), None), "{coding}");
        }
        assert!(Body::new("utf-8, compress", 1_000).is_none());
    }

    #[test]
    fn nothing_large_is_decoded_without_leave() {
        let (few, many) = (member(&[b'x'; 1_000]), member(&vec![b'x'; 1_000_000]));
        let body = |packed: &[u8]| {
            let mut body = Body::new("gzip", 10_000_000).unwrap();
            body.push(packed).unwrap();
            body
        };
        let mut small = body(&few);
        assert_eq!((small.unfold_small(), small.finish().0.len()), (Ok(true), 1_000));
        let mut large = body(&many);
        assert_eq!((large.unfold_small(), large.len(), large.is_large()), (Ok(false), many.len() as u64, false));
        assert_eq!((large.unfold(), large.is_large(), large.finish()), (Ok(()), true, (vec![b'x'; 1_000_000], None)));
        // What is little more than small is told from it, and comes whole.
        let mut seed = 1_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + u8::try_from(seed >> 28).unwrap()
        };
        for more in [0, 1, 2_000, 9_000, 20_000, 32_000, 40_000] {
            let text: Vec<u8> = (0..LARGE + more).map(|_| noise()).collect();
            let mut body = body(&member(&text));
            assert_eq!(body.unfold_small(), Ok(more == 0), "{more} more");
            if more > 0 {
                body.unfold().unwrap();
            }
            assert!(body.finish() == (text, None), "{more} more");
        }
        // Where the time is over before there is leave, a beginning is what came.
        assert!(body(&many).finish().0.len() <= LARGE);
        let mut bomb = Body::new("gzip", 500_000).unwrap();
        assert_eq!(bomb.push(&many).and_then(|()| bomb.unfold()), Err(BodyFault::TooLarge));
    }
}
