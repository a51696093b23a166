//! A body while it arrives: one content coding at most, decoded as it comes, counted after decoding.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::write::Decoder as ZstdDecoder;

/// What a decoder works in at a time.
const BUFFER: usize = 16 * 1024;

/// The first byte of a gzip member.
const GZIP_FIRST: u8 = 0x1f;

/// Bytes of a piece of a body.
const PIECE: usize = 256 * 1024;

/// The content codings that are asked for.
pub const ACCEPTED: &str = "gzip, br, deflate, zstd";

/// The codings in words, for a server that sends another.
pub const ACCEPTED_WORDS: &str = "gzip, br, deflate or zstd";

/// The largest window of zstd, as a power of two: 8 MB, the most that HTTP lets a server use (RFC 9659).
const WINDOW_LOG_MAX: u32 = 23;

/// A body under way.
pub struct Body {
    decoder: Decoder,
    /// Bytes as sent.
    taken: usize,
}

/// What takes the bytes as sent.
enum Decoder {
    Plain(Capped),
    Gzip(Box<Gunzip>),
    Brotli(Box<DecompressorWriter<Capped>>),
    Deflate(Box<Inflate>),
    Zstd(Box<ZstdDecoder<'static, Capped>>),
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
    /// the coding is not one we asked for, or there are several.
    pub fn new(coding: &str, cap: u64) -> Option<Self> {
        let sink = Capped { cap: usize::try_from(cap).unwrap_or(usize::MAX), ..Capped::default() };
        let coding = coding.to_ascii_lowercase();
        let mut codings =
            coding.split(',').map(str::trim).filter(|coding| !matches!(*coding, "" | "identity" | "none"));
        let decoder = match (codings.next(), codings.next()) {
            (None, _) => Decoder::Plain(sink),
            (Some("gzip" | "x-gzip"), None) => {
                Decoder::Gzip(Box::new(Gunzip { decoder: GzDecoder::new(sink), is_over: false }))
            }
            (Some("br"), None) => Decoder::Brotli(Box::new(DecompressorWriter::new(sink, BUFFER))),
            (Some("deflate"), None) => Decoder::Deflate(Box::new(Inflate::new(sink))),
            (Some("zstd"), None) => {
                let mut decoder = ZstdDecoder::new(sink).ok()?;
                decoder.window_log_max(WINDOW_LOG_MAX).ok()?;
                Decoder::Zstd(Box::new(decoder))
            }
            _ => return None,
        };
        Some(Self { decoder, taken: 0 })
    }

    /// Takes a piece as sent.
    ///
    /// # Errors
    /// See [`BodyFault`]; what was decoded before stays.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), BodyFault> {
        let is_first = self.taken == 0;
        self.taken = self.taken.saturating_add(piece.len());
        let written = match &mut self.decoder {
            Decoder::Plain(sink) => sink.write_all(piece),
            Decoder::Gzip(decoder) => decoder.push(piece),
            Decoder::Brotli(_) if is_first && has_large_window(piece) => Err(io::ErrorKind::InvalidData.into()),
            Decoder::Brotli(decoder) => decoder.write_all(piece),
            Decoder::Deflate(decoder) => decoder.push(piece),
            Decoder::Zstd(decoder) => decoder.write_all(piece).and_then(|()| decoder.flush()),
        };
        // Decoders hand on the sink's refusal in words of their own, so the sink is asked.
        match written {
            _ if self.sink().full => Err(BodyFault::TooLarge),
            Err(_) => Err(BodyFault::Broken),
            Ok(()) => Ok(()),
        }
    }

    /// How many bytes it has, decoded.
    pub fn len(&self) -> u64 {
        self.sink().len as u64
    }

    /// The body, and what was wrong with its end.
    pub fn finish(self) -> (Vec<u8>, Option<BodyFault>) {
        let (sink, ended) = match self.decoder {
            Decoder::Plain(sink) => (sink, true),
            Decoder::Gzip(mut decoder) => {
                let ended = decoder.is_over || decoder.decoder.try_finish().is_ok();
                (std::mem::take(decoder.decoder.get_mut()), ended)
            }
            Decoder::Brotli(mut decoder) => {
                let ended = decoder.close().is_ok();
                (std::mem::take(decoder.get_mut()), ended)
            }
            Decoder::Deflate(decoder) => (decoder.sink, decoder.has_ended),
            Decoder::Zstd(mut decoder) => {
                let ended = decoder.do_finish().is_ok();
                (decoder.into_inner(), ended)
            }
        };
        // A server that codes an empty body sends nothing at all.
        let ended = ended || self.taken == 0;
        let fault = match (sink.full, ended) {
            (true, _) => Some(BodyFault::TooLarge),
            (false, false) => Some(BodyFault::Broken),
            (false, true) => None,
        };
        (sink.joined(), fault)
    }

    fn sink(&self) -> &Capped {
        match &self.decoder {
            Decoder::Plain(sink) => sink,
            Decoder::Gzip(decoder) => decoder.decoder.get_ref(),
            Decoder::Brotli(decoder) => decoder.get_ref(),
            Decoder::Deflate(decoder) => &decoder.sink,
            Decoder::Zstd(decoder) => decoder.get_ref(),
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
            self.is_over = piece.first() != Some(&GZIP_FIRST);
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

/// Bytes up to a cap, in pieces: a large body that grew in one would be held twice while it does.
#[derive(Default)]
struct Capped {
    pieces: Vec<Vec<u8>>,
    len: usize,
    cap: usize,
    full: bool,
}

impl Capped {
    /// All bytes in one.
    fn joined(mut self) -> Vec<u8> {
        if self.pieces.len() <= 1 {
            return self.pieces.pop().unwrap_or_default();
        }
        let mut all = Vec::with_capacity(self.len);
        for piece in self.pieces {
            all.extend_from_slice(&piece);
        }
        all
    }
}

impl Write for Capped {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if piece.len() > self.cap.saturating_sub(self.len) {
            self.full = true;
            return Err(io::Error::other("the body is over its cap"));
        }
        self.len += piece.len();
        match self.pieces.last_mut() {
            Some(last) if last.len() + piece.len() <= PIECE => last.extend_from_slice(piece),
            _ => self.pieces.push(piece.to_vec()),
        }
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
                let pushed = sent.chunks(step).try_for_each(|piece| body.push(piece));
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
}
