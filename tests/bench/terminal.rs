//! A program in a pseudo-terminal, with the time of every piece that it writes.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Ticks of the processor's clock in a second, as `/proc` counts them.
const TICKS: f64 = 100.0;

/// A running program and the screen it has drawn.
pub struct Watched {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    /// When it was started.
    pub began: Instant,
    /// Bytes it has written.
    pub bytes: usize,
    _master: Box<dyn MasterPty + Send>,
}

impl Watched {
    /// Starts a command.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 65_536];
            while let Ok(n) = reader.read(&mut bytes) {
                if n == 0 || sender.send((Instant::now(), bytes[..n].to_vec())).is_err() {
                    break;
                }
            }
        });
        let writer = pair.master.take_writer().expect("its input");
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        let side = |n: u16| NonZero::new(n).expect("a size");
        let parser = vt100::Parser::new(side(rows), side(columns), 0);
        Self { child, writer, output, parser, began, bytes: 0, _master: pair.master }
    }

    /// Types; the time right before.
    pub fn press(&mut self, keys: &str) -> Instant {
        let at = Instant::now();
        self.writer.write_all(keys.as_bytes()).expect("it is typed");
        self.writer.flush().expect("it is typed");
        at
    }

    /// The next piece of output, taken onto the screen; when it came.
    pub fn read(&mut self, at_most: Duration) -> Option<Instant> {
        let (at, bytes) = self.output.recv_timeout(at_most).ok()?;
        self.bytes += bytes.len();
        self.parser.process(&bytes);
        Some(at)
    }

    /// Reads until nothing came for a while; when the last piece came.
    pub fn settle(&mut self, quiet: Duration) -> Option<Instant> {
        let mut last = None;
        while let Some(at) = self.read(quiet) {
            last = Some(at);
        }
        last
    }

    /// Reads until the screen is so; when the piece came that made it so.
    pub fn until(&mut self, at_most: Duration, is_so: impl Fn(&str) -> bool) -> Option<Instant> {
        let end = Instant::now() + at_most;
        let mut at = Instant::now();
        while !is_so(&self.text()) {
            at = self.read(end.checked_duration_since(Instant::now())?)?;
        }
        Some(at)
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// A line of `/proc/PID/status` in megabytes.
    pub fn megabytes(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(self.proc("status")).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the line");
        let kilobytes: f64 =
            line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").trim().parse().expect("a number");
        kilobytes / 1024.0
    }

    /// Seconds of the processor that it has used.
    pub fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(self.proc("stat")).expect("its state");
        // Fields are counted behind the name, which is in parentheses; the 12th and 13th after it are its ticks.
        let after = stat.rsplit(')').next().expect("fields");
        let ticks = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
        ticks.sum::<f64>() / TICKS
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.process_id().expect("its number"))
    }

    /// Ends it.
    pub fn quit(mut self) {
        self.press("q");
        while self.read(Duration::from_secs(5)).is_some() {}
        let _ended = self.child.wait();
    }
}
