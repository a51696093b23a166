//! A program in a pseudo-terminal, and what a person would see of it. Nothing here sleeps: it reads until the
//! screen shows what is awaited, or a generous deadline has passed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};

use super::command::Home;

/// How long anything may take on a machine that does nine other things.
const DEADLINE: Duration = Duration::from_secs(60);
/// How long nothing is read before the terminal is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// How long nothing is written between the parts of one frame at most.
const QUIET: Duration = Duration::from_millis(600);

/// A running program.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    // Held open so that the terminal outlives the program and can be looked at.
    slave: Option<Box<dyn SlavePty + Send>>,
    output: Receiver<Vec<u8>>,
    hangs_up: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
    parser: vt100::Parser,
    /// The beginning of a character of which the rest has not come yet.
    begun: Vec<u8>,
    /// Bytes the program has written since they were last taken.
    pub written: usize,
}

impl Pty {
    /// Starts the program of this crate in a home, with nothing of the caller's environment.
    pub fn coastwatch(home: &Home, args: &[&str], columns: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coastwatch"));
        command.args(args);
        command.env_clear();
        command.env("HOME", home.path(""));
        command.env("XDG_CONFIG_HOME", home.path("config"));
        command.env("XDG_STATE_HOME", home.path("state"));
        command.env("TERM", "xterm-256color");
        command.cwd(home.path(""));
        Self::start(command, columns, rows)
    }

    /// Starts a command.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        let hangs_up = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&hangs_up);
        let listener = std::thread::spawn(move || {
            let mut bytes = [0; 65_536];
            while let Ok(n) = reader.read(&mut bytes) {
                if n == 0 || is_over.load(Ordering::SeqCst) || sender.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(pair.slave),
            output,
            hangs_up,
            listener: Some(listener),
            parser: vt100::Parser::new(NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap(), 0),
            begun: Vec::new(),
            written: 0,
        }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.parser.screen_mut().set_size(NonZero::new(rows).unwrap(), NonZero::new(columns).unwrap());
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.process_id().unwrap());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// The line goes away: nobody holds the other end any more. `keys` must make the program write something,
    /// which is what the listening thread wakes up from.
    pub fn hang_up(&mut self, keys: &str) {
        self.hangs_up.store(true, Ordering::SeqCst);
        self.press(keys);
        self.listener.take().unwrap().join().unwrap();
        self.slave = None;
        self.writer = None;
        self.master = None;
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// The cells of the screen.
    pub fn cells(&self) -> Vec<vt100::Cell> {
        let screen = self.parser.screen();
        let (rows, columns) = screen.size();
        let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        cells.filter_map(|(row, column)| screen.cell(row, column).cloned()).collect()
    }

    /// Whether keys come one by one, without echo.
    pub fn is_raw(&self) -> bool {
        // The flags' type is another crate's; its name is all that is needed.
        let modes = self.master.as_ref().unwrap().get_termios().unwrap().local_flags;
        let modes = format!("{modes:?}");
        !modes.contains("ICANON") || !modes.contains("ECHO")
    }

    /// Sets the terminal's modes as somebody else would who has it meanwhile.
    pub fn set_modes(&self, modes: &str) {
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let set = std::process::Command::new("stty").arg("-F").arg(name).arg(modes).status();
        assert!(set.unwrap().success());
    }

    /// Whether a program has the terminal: its alternate screen, no cursor, or keys without their line.
    pub fn is_taken(&self) -> bool {
        let screen = self.parser.screen();
        screen.alternate_screen() || screen.hide_cursor() || screen.bracketed_paste() || self.is_raw()
    }

    /// Whether the terminal was asked to tell of the mouse.
    pub fn hears_mouse(&self) -> bool {
        self.parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Waits until the program is stopped: it gives the terminal back a moment before, and a signal to continue
    /// that comes in that moment would be lost.
    pub fn wait_until_stopped(&self) {
        let pid = self.child.process_id().unwrap();
        let end = Instant::now() + DEADLINE;
        let state = || std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        // The state follows the name, which is in parentheses.
        while state().rsplit(')').next().map(str::trim_start).is_none_or(|rest| !rest.starts_with('T')) {
            assert!(Instant::now() < end, "it was not stopped: {}", state());
            std::thread::yield_now();
        }
    }

    /// Shows what came, whole characters only: the emulator (vte 0.15.0) drops what follows a character of two bytes
    /// that came in two pieces.
    pub fn show(&mut self, bytes: &[u8]) {
        self.written += bytes.len();
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Err(fault) if fault.error_len().is_none() => fault.valid_up_to(),
            _ => self.begun.len(),
        };
        let whole: Vec<u8> = self.begun.drain(..whole).collect();
        self.parser.process(&whole);
    }

    /// Reads what is there, or a little later.
    pub fn look(&mut self) {
        if let Ok(bytes) = self.output.recv_timeout(LOOK_AGAIN) {
            self.show(&bytes);
        }
    }

    /// Reads until the screen is as awaited.
    pub fn wait_until(&mut self, awaited: &str, is_so: impl Fn(&Self) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !is_so(self) {
            // The terminal's modes change without output: they are looked at again though nothing is read.
            match self.output.recv_timeout(LOOK_AGAIN) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Timeout) if Instant::now() < end => {}
                Err(_) => panic!("waited in vain for: {awaited}\n{}", self.text()),
            }
        }
    }

    /// Reads the rest of a frame whose beginning may be there: until nothing comes for a while.
    pub fn settle(&mut self) {
        while let Ok(bytes) = self.output.recv_timeout(QUIET) {
            self.show(&bytes);
        }
    }

    /// Reads until the screen shows a text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |pty| pty.text().contains(text));
    }

    /// Reads until the screen shows a text no more.
    pub fn wait_for_no(&mut self, text: &str) {
        self.wait_until(&format!("no {text}"), |pty| !pty.text().contains(text));
    }

    /// Waits for the end of the program and gives its exit code.
    pub fn wait_for_end(&mut self) -> u32 {
        let (sender, ended) = channel();
        let pid = self.child.process_id().unwrap();
        let watchdog = std::thread::spawn(move || {
            if ended.recv_timeout(DEADLINE).is_err() {
                // The child's own killer asks by the signal that the program under test may not hear.
                let _gone = std::process::Command::new("sh").args(["-c", &format!("kill -KILL {pid}")]).status();
            }
        });
        let status = self.child.wait().unwrap();
        // The watchdog may have run out of patience meanwhile.
        let _late = sender.send(());
        watchdog.join().unwrap();
        assert_eq!(status.signal(), None, "it did not end by itself");
        status.exit_code()
    }
}

impl Pty {
    /// Waits until the program is gone that was killed.
    pub fn wait_for_kill(&mut self) {
        self.child.wait().unwrap();
    }

    /// How much of the processor it has used so far.
    pub fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.process_id().unwrap())).unwrap();
        let fields: Vec<u64> = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse().unwrap())
            .collect();
        // In hundredths of a second, of the program and of the system for it.
        Duration::from_millis(fields.iter().sum::<u64>() * 10)
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A test that failed must not leave its program behind.
        let _gone = self.child.kill();
    }
}
