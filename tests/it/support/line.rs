//! A line to the server of the tests that can be cut.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use std::thread;

use super::place::Server;

/// When the line is cut.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// When the program has said this,
    pub after: &'static str,
    /// and then says this to the server for the first time.
    pub at: &'static str,
    /// Whether the server still hears it; then it is cut before the program hears the answer.
    pub is_heard: bool,
    /// How many calls find nobody before somebody answers again.
    pub refused: usize,
}

/// A line on loopback to the server's socket.
#[derive(Clone)]
pub struct Line {
    address: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    cut: Option<Cut>,
    /// Whether what is to be said before the cut was said.
    is_near: bool,
    /// Calls that still find nobody.
    refuses: usize,
    /// How often nobody was found.
    refused: usize,
    streams: Vec<(TcpStream, UnixStream)>,
}

impl Line {
    /// Opens one.
    pub fn open(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = Self { address: listener.local_addr().unwrap().to_string(), state: Arc::default() };
        let (socket, calls) = (server.socket(), line.clone());
        thread::spawn(move || {
            for program in listener.incoming().flatten() {
                let mut state = calls.state.lock().unwrap();
                if state.refuses > 0 {
                    (state.refuses, state.refused) = (state.refuses - 1, state.refused + 1);
                    continue;
                }
                let server = UnixStream::connect(&socket).unwrap();
                state.streams.push((program.try_clone().unwrap(), server.try_clone().unwrap()));
                drop(state);
                calls.carry(program, server);
            }
        });
        line
    }

    /// The address of a database of the server over this line.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://coastwatch@{}/{database}?sslmode=disable", self.address)
    }

    /// Where it is called.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Hangs up on everybody, and finds nobody for whoever calls, until it answers again.
    pub fn refuse(&self) {
        self.state.lock().unwrap().refuses = usize::MAX;
        self.hang_up();
    }

    /// Answers again.
    pub fn answer(&self) {
        self.state.lock().unwrap().refuses = 0;
    }

    /// Cuts it when something is said.
    pub fn cut(&self, cut: Cut) {
        let mut state = self.state.lock().unwrap();
        (state.cut, state.is_near) = (Some(cut), false);
    }

    /// How many calls found nobody.
    pub fn refused(&self) -> usize {
        self.state.lock().unwrap().refused
    }

    /// Carries both ways what is said.
    fn carry(&self, program: TcpStream, server: UnixStream) {
        let (mut from_server, mut to_program) = (server.try_clone().unwrap(), program.try_clone().unwrap());
        thread::spawn(move || {
            // Where either hangs up, it is over.
            let _over = std::io::copy(&mut from_server, &mut to_program);
            let _over = to_program.shutdown(Shutdown::Both);
        });
        let line = self.clone();
        let (mut from_program, mut to_server) = (program, server);
        thread::spawn(move || {
            let mut said = [0; 65_536];
            while let Ok(length @ 1..) = from_program.read(&mut said) {
                let said = &said[..length];
                let cut = line.is_to_be_cut(said);
                if let Some(cut) = cut {
                    if cut.is_heard {
                        let _over = from_program.shutdown(Shutdown::Both);
                        let _over = to_server.write_all(said);
                        // The server does what it heard before it sees that nobody is there any more.
                    }
                    line.hang_up();
                    break;
                }
                if to_server.write_all(said).is_err() {
                    break;
                }
            }
            let _over = to_server.shutdown(Shutdown::Write);
        });
    }

    fn is_to_be_cut(&self, said: &[u8]) -> Option<Cut> {
        let mut state = self.state.lock().unwrap();
        let has = |what: &str| said.windows(what.len()).any(|part| part == what.as_bytes());
        let cut = state.cut?;
        state.is_near |= has(cut.after);
        if !(state.is_near && has(cut.at)) {
            return None;
        }
        (state.cut, state.refuses) = (None, cut.refused);
        Some(cut)
    }

    /// Hangs up on everybody.
    fn hang_up(&self) {
        for (program, server) in self.state.lock().unwrap().streams.drain(..) {
            let _over = program.shutdown(Shutdown::Both);
            let _over = server.shutdown(Shutdown::Write);
        }
    }
}
