//! A server on loopback that sends bytes as they are told, so that any hostile answer can be given.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Between two drops of a dripping answer.
pub const DRIP: Duration = Duration::from_millis(20);

/// What is done with a connection once a request has come, step by step; then it is closed.
#[derive(Debug, Clone)]
pub enum Step {
    /// These bytes are sent.
    Send(Vec<u8>),
    /// These bytes are sent as many times, or until the client goes away.
    Repeat(Vec<u8>, usize),
    /// These bytes are sent for ever, with a pause after each time.
    Drip(Vec<u8>),
    /// Nothing is sent until the client goes away.
    Hold,
}

/// Answers a request by its path.
type Answers = dyn Fn(&str) -> Vec<Step> + Send + Sync;

/// A raw server; it serves for as long as the test's process lives.
pub struct RawServer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl RawServer {
    /// A server that answers the path of each request as `answers` says.
    pub fn start(answers: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answers, seen): (Arc<Answers>, _) = (Arc::new(answers), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, seen) = (Arc::clone(&answers), Arc::clone(&seen));
                thread::spawn(move || serve(stream, &*answers, &seen));
            }
        });
        Self { address, requests }
    }

    /// A server that answers everything with these bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |_| vec![Step::Send(bytes.clone())])
    }

    /// Its `address:port`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The heads of the requests that came, in order.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// An address on loopback that nobody listens at.
pub fn dead_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A whole answer of HTTP/1.1: a status line's end ("200 OK"), header lines, and a body.
pub fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Serves one connection.
fn serve(mut stream: TcpStream, answers: &Answers, seen: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
        // The first byte of an encrypted connection: it is answered as if it were a request.
        if head == [0x16] {
            break;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    seen.lock().unwrap().push(head);
    for step in answers(&path) {
        // A client that has gone away ends the answer.
        if act(&mut stream, &step).is_err() {
            return;
        }
    }
}

/// Does one step.
fn act(stream: &mut TcpStream, step: &Step) -> std::io::Result<()> {
    match step {
        Step::Send(bytes) => stream.write_all(bytes),
        Step::Repeat(bytes, times) => (0..*times).try_for_each(|_| stream.write_all(bytes)),
        Step::Drip(bytes) => loop {
            stream.write_all(bytes)?;
            stream.set_read_timeout(Some(DRIP))?;
            // Waits for the client's going away as long as the pause takes.
            if let Ok(0) = stream.read(&mut [0]) {
                return Ok(());
            }
        },
        Step::Hold => stream.read(&mut [0]).map(|_| ()),
    }
}
