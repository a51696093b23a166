//! A server on loopback that speaks HTTP/2 over TLS, frame by frame as it is told, so that any hostile answer can be given.
//!
//! Its certificate and key (`tests/data/tls`) are the tests' own and open no door but theirs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::raw::Step;

/// What a client of HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The kinds of frames.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub enum Kind {
    /// A piece of a body.
    Data = 0,
    /// The head of an answer.
    Headers = 1,
    /// What comes before what.
    Priority = 2,
    /// The end of a stream.
    Reset = 3,
    /// What each side may do.
    Settings = 4,
    /// An answer nobody asked for.
    Push = 5,
    /// Whether anybody is there.
    Ping = 6,
    /// The end of the connection.
    GoAway = 7,
    /// Leave to send more.
    Window = 8,
    /// More of a head.
    Continuation = 9,
    /// Of no kind there is.
    Unknown = 0xee,
}

/// A frame on a stream, with flags.
pub fn frame(kind: Kind, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind as u8, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header that is in no table, its name and value shorter than 127 bytes.
pub fn header(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    [vec![0], text(name), text(value)].concat()
}

/// A file of the certificates.
pub fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/tls").join(name)
}

/// Serves every connection by these steps once a request has come, and then waits until the client goes away; whoever speaks
/// HTTP/1.1 alone is told `older`. Its address.
pub fn serve(steps: Vec<Step>, older: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let chain = CertificateDer::pem_file_iter(certificate("server.pem")).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::try_from(std::fs::read(certificate("server-key.der")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let (config, answers) = (Arc::new(config), Arc::new((steps, older)));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, answers) = (Arc::clone(&config), Arc::clone(&answers));
            thread::spawn(move || {
                // A client that goes away ends the answer.
                let _gone = answer(stream, config, &answers);
            });
        }
    });
    address
}

/// Answers one connection.
fn answer(stream: TcpStream, config: Arc<ServerConfig>, (steps, older): &(Vec<Step>, Vec<u8>)) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    // Every request is longer than what HTTP/2 begins with.
    stream.read_exact(&mut vec![0; PREFACE.len()])?;
    if stream.conn.alpn_protocol() == Some(b"http/1.1") {
        stream.write_all(older)?;
        stream.flush()?;
        return heard_out(&mut stream);
    }
    let mut kind = None;
    while kind != Some(Kind::Headers as u8) {
        let mut head = [0; 9];
        stream.read_exact(&mut head)?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; usize::try_from(length).map_err(std::io::Error::other)?])?;
        kind = Some(head[3]);
    }
    stream.write_all(&[frame(Kind::Settings, 0, 0, &[]), frame(Kind::Settings, 1, 0, &[])].concat())?;
    for step in steps {
        match step {
            Step::Send(bytes) => stream.write_all(bytes)?,
            Step::Repeat(bytes, times) => (0..*times).try_for_each(|_| stream.write_all(bytes))?,
            Step::Drip(bytes) => loop {
                stream.write_all(bytes)?;
                thread::park_timeout(super::raw::DRIP);
            },
            Step::Hold => {}
        }
        stream.flush()?;
    }
    heard_out(&mut stream)
}

/// Hears what the client still says, so that nothing is reset before it was read.
fn heard_out(stream: &mut impl Read) -> std::io::Result<()> {
    let mut heard = [0; 1_024];
    while stream.read(&mut heard)? > 0 {}
    Ok(())
}
