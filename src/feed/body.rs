//! A body while it arrives: one content coding at most, decoded as it comes, counted after decoding.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::MultiGzDecoder;

/// What the decoder of brotli works in at a time.
const BROTLI_BUFFER: usize = 16 * 1024;

/// The content codings that are asked for.
pub const ACCEPTED: &str = "gzip, br";

/// A body under way.
pub struct Body {
    decoder: Decoder,
    /// Bytes as sent.
    taken: usize,
}

/// What takes the bytes as sent.
enum Decoder {
    Plain(Capped),
    Gzip(Box<MultiGzDecoder<Capped>>),
    Brotli(Box<DecompressorWriter<Capped>>),
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
    /// the coding is not one we asked for.
    pub fn new(coding: &str, cap: u64) -> Option<Self> {
        let sink = Capped { bytes: Vec::new(), cap: usize::try_from(cap).unwrap_or(usize::MAX), full: false };
        let decoder = match coding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Decoder::Plain(sink),
            "gzip" | "x-gzip" => Decoder::Gzip(Box::new(MultiGzDecoder::new(sink))),
            "br" => Decoder::Brotli(Box::new(DecompressorWriter::new(sink, BROTLI_BUFFER))),
            _ => return None,
        };
        Some(Self { decoder, taken: 0 })
    }

    /// Takes a piece as sent.
    ///
    /// # Errors
    /// See [`BodyFault`]; what was decoded before stays.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), BodyFault> {
        self.taken = self.taken.saturating_add(piece.len());
        let written = match &mut self.decoder {
            Decoder::Plain(sink) => sink.write_all(piece),
            Decoder::Gzip(decoder) => decoder.write_all(piece),
            Decoder::Brotli(decoder) => decoder.write_all(piece),
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
        self.sink().bytes.len() as u64
    }

    /// The body, and what was wrong with its end.
    pub fn finish(self) -> (Vec<u8>, Option<BodyFault>) {
        let (sink, ended) = match self.decoder {
            Decoder::Plain(sink) => (sink, true),
            Decoder::Gzip(mut decoder) => {
                let ended = decoder.try_finish().is_ok();
                (std::mem::take(decoder.get_mut()), ended)
            }
            Decoder::Brotli(mut decoder) => {
                let ended = decoder.close().is_ok();
                (std::mem::take(decoder.get_mut()), ended)
            }
        };
        // A server that codes an empty body sends nothing at all.
        let ended = ended || self.taken == 0;
        let fault = match (sink.full, ended) {
            (true, _) => Some(BodyFault::TooLarge),
            (false, false) => Some(BodyFault::Broken),
            (false, true) => None,
        };
        (sink.bytes, fault)
    }

    fn sink(&self) -> &Capped {
        match &self.decoder {
            Decoder::Plain(sink) => sink,
            Decoder::Gzip(decoder) => decoder.get_ref(),
            Decoder::Brotli(decoder) => decoder.get_ref(),
        }
    }
}

/// Bytes up to a cap.
#[derive(Default)]
struct Capped {
    bytes: Vec<u8>,
    cap: usize,
    full: bool,
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
