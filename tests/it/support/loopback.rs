//! A server on loopback that answers each path with one fixed answer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Where it listens; it serves for as long as the test's process lives.
pub struct Loopback {
    address: SocketAddr,
}

impl Loopback {
    /// Serves these (path, status, body); everything else is not found.
    pub fn serve(answers: Vec<(&'static str, u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answers = answers.clone();
                thread::spawn(move || answer(stream, &answers));
            }
        });
        Self { address }
    }

    /// Its `address:port`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Answers one request and closes.
fn answer(mut stream: TcpStream, answers: &[(&'static str, u16, String)]) {
    let path = requested(&stream);
    let found = answers.iter().find(|(known, _, _)| *known == path);
    let (status, body) = found.map_or((404, ""), |(_, status, body)| (*status, body.as_str()));
    tell(&mut stream, status, body);
}

/// Reads a request; the path that it asks for.
pub fn requested(stream: &TcpStream) -> String {
    let mut request = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    let _gone = request.read_line(&mut first);
    let mut line = String::new();
    while request.read_line(&mut line).is_ok_and(|read| read > 2) {
        line.clear();
    }
    first.split_whitespace().nth(1).unwrap_or("/").to_owned()
}

/// Answers a request, whether or not anybody still hears it.
pub fn tell(stream: &mut TcpStream, status: u16, body: &str) {
    let head = format!("HTTP/1.1 {status} Told\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _gone = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}
