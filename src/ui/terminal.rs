//! The terminal: taken by one guard and given back on every way out.
//!
//! Frames are written by a thread of their own, one at a time: a terminal that nobody reads blocks that
//! thread alone, and while it is busy no frame is made, so frames are dropped and never queued. Invariant:
//! nothing but that thread writes to the terminal while the guard is held.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, SetAttribute, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{queue, terminal};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::Notify;

use super::disputed;
use super::pen;
use super::portion::{self, Portion};
use super::rolling::Roll;
use crate::text::normalize;

/// Frames handed over and not written: the one being written, and the goodbye.
const FRAMES: usize = 2;

/// How long a terminal may take to read the goodbye before it is left as it is.
const GOODBYE: Duration = Duration::from_secs(1);

/// How long a terminal that takes nothing now is given before it is tried again.
const RETRY: Duration = Duration::from_millis(5);

/// Whether both ends of the conversation are a terminal.
pub fn is_present() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Columns and rows that are drawn of a terminal, at most: more than the largest screen has letters, and few enough for what a
/// terminal says that counts wrong. Cells of 65,535 by 65,535 would not fit into any memory.
const COLUMNS_MAX: u16 = 1_000;
/// See [`COLUMNS_MAX`].
const ROWS_MAX: u16 = 500;

/// Columns and rows, as many as are drawn.
pub fn size() -> io::Result<(u16, u16)> {
    terminal::size().map(drawn)
}

/// What is drawn of a terminal of so many columns and rows.
fn drawn((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.min(COLUMNS_MAX), rows.min(ROWS_MAX))
}

/// Whether the terminal still answers for itself; it does not once the line is gone.
pub fn is_alive() -> bool {
    terminal::window_size().is_ok()
}

/// What rings a terminal.
const BELL: u8 = 7;

/// Asks the terminal for clicks, drags and the wheel, in the form that has no bound of columns; and for no more of them.
const HEAR_MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// See [`HEAR_MOUSE`].
const HEAR_NO_MOUSE: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// What the terminal is asked to tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// Keys.
    Keys,
    /// Keys and the mouse.
    Mouse,
}

/// The terminal while the screen has it.
#[derive(Debug)]
pub struct Terminal {
    output: Output,
    shown: Buffer,
    next: Buffer,
    is_blank: bool,
    is_taken: bool,
    /// Whether the terminal is asked again, with the next frame, for what it was asked for when it was taken.
    asks: bool,
    /// Whether the bell goes with the next frame.
    rings: bool,
    /// What is told to the terminal with the next frame, beside what it shows.
    tells: Vec<u8>,
    hears: Hears,
    /// Bits a second of a line that is slow.
    line_speed: Option<u32>,
    /// When a slow line has carried all that was handed over.
    carried: Instant,
    /// The row at which the next portion of a frame begins on a slow line.
    resumes_at: u16,
}

/// Bits a second that a terminal tells of which knows of no line.
const USUAL_SPEED: u32 = 38_400;

/// How long a slow line may take for one portion of a frame.
const PORTION: Duration = Duration::from_millis(150);

/// Bits that a line takes for a byte: with its start and its stop.
const BITS_OF_BYTE: u32 = 10;

/// Bits a second that the terminal says its line carries, where it is a slow one.
pub fn line_speed() -> Option<u32> {
    let told = rustix::termios::tcgetattr(io::stdout()).ok()?.output_speed();
    (1..USUAL_SPEED).contains(&told).then_some(told)
}

/// How long a line takes to carry so many bytes.
pub fn carrying(bytes: usize, line_speed: u32) -> Duration {
    let bits = u32::try_from(bytes).unwrap_or(u32::MAX).saturating_mul(BITS_OF_BYTE);
    Duration::from_secs_f64(f64::from(bits) / f64::from(line_speed.max(1)))
}

/// How many bytes a line carries within a time.
fn carried_in(time: Duration, line_speed: u32) -> usize {
    let bytes = u128::from(line_speed / BITS_OF_BYTE) * time.as_millis() / 1_000;
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, no cursor, pastes told apart from keys.
    pub fn take(hears: Hears, line_speed: Option<u32>) -> io::Result<Self> {
        keep_panics_off_the_screen();
        // Without this the library drops attributes as well as colours under NO_COLOR; the theme decides.
        force_color_output(true);
        let mut terminal = Self {
            output: Output::new(File::from(io::stdout().as_fd().try_clone_to_owned()?)),
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            is_blank: true,
            is_taken: false,
            asks: false,
            rings: false,
            tells: Vec::new(),
            hears,
            line_speed,
            carried: Instant::now(),
            resumes_at: 0,
        };
        terminal.take_again()?;
        Ok(terminal)
    }

    /// Takes the terminal back after [`Terminal::give_back`].
    pub fn take_again(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.is_taken = true;
        IS_TAKEN.store(true, Ordering::SeqCst);
        let mut bytes = Vec::new();
        queue!(bytes, EnterAlternateScreen)?;
        self.ask(&mut bytes)?;
        self.output.send(bytes);
        (self.asks, self.is_blank) = (false, true);
        Ok(())
    }

    /// Makes sure of a terminal that somebody else had meanwhile: a shell that went on after the program was stopped without
    /// a word may have set its own modes. What is written for it goes with the next frame.
    pub fn make_sure(&mut self) -> io::Result<()> {
        if self.is_taken {
            disable_raw_mode()?;
            enable_raw_mode()?;
            self.asks = true;
            self.is_blank = true;
        }
        Ok(())
    }

    /// What the terminal is asked for while the screen has it.
    fn ask(&self, bytes: &mut Vec<u8>) -> io::Result<()> {
        queue!(bytes, Hide, EnableBracketedPaste)?;
        if self.hears == Hears::Mouse {
            bytes.extend_from_slice(HEAR_MOUSE);
        }
        Ok(())
    }

    /// Gives the terminal back as it was found.
    pub fn give_back(&mut self) {
        if !std::mem::take(&mut self.is_taken) {
            return;
        }
        let mut bytes = Vec::new();
        if self.hears == Hears::Mouse {
            bytes.extend_from_slice(HEAR_NO_MOUSE);
        }
        let goodbye = queue!(
            bytes,
            EndSynchronizedUpdate,
            SetAttribute(Attribute::Reset),
            DisableBracketedPaste,
            Show,
            LeaveAlternateScreen
        );
        if goodbye.is_ok() && self.output.wait(GOODBYE) {
            self.output.send(bytes);
            self.output.wait(GOODBYE);
        }
        let _gone = disable_raw_mode();
        IS_TAKEN.store(false, Ordering::SeqCst);
    }

    /// Whether the last frame is written.
    pub fn is_idle(&self) -> bool {
        self.output.shared.lock().waiting == 0
    }

    /// When a slow line has carried all that was handed over: what is written before waits in between, out of anybody's sight.
    pub fn carried_at(&self) -> Instant {
        self.carried
    }

    /// Whether writing failed: the line is gone.
    pub fn has_failed(&self) -> bool {
        self.output.shared.lock().has_failed
    }

    /// Something that is told whenever a frame is written.
    pub fn written(&self) -> Arc<Shared> {
        Arc::clone(&self.output.shared)
    }

    /// Forgets what is shown, so that the next frame draws every cell.
    pub fn forget(&mut self) {
        self.is_blank = true;
    }

    /// Rings the bell with the next frame.
    pub fn ring(&mut self) {
        self.rings = true;
    }

    /// Tells the terminal something with the next frame, before it.
    pub fn tell(&mut self, sequence: Vec<u8>) {
        self.tells.extend(sequence);
    }

    /// Draws one frame of a size: only the cells that differ, in one write. Nothing is written where none do. `render` tells
    /// the row that is looked at. Gives whether all of it is drawn: a slow line is given a portion at a time, that row first.
    pub fn draw(&mut self, screen: Rect, render: impl FnOnce(&mut Buffer) -> Option<u16>) -> io::Result<bool> {
        if self.next.area != screen {
            self.next = Buffer::empty(screen);
            self.is_blank = true;
        }
        self.next.reset();
        let looked_at = render(&mut self.next);
        let mut bytes = std::mem::take(&mut self.tells);
        if std::mem::take(&mut self.rings) {
            bytes.push(BELL);
        }
        let tells = !bytes.is_empty();
        if std::mem::take(&mut self.asks) {
            self.ask(&mut bytes)?;
        }
        if std::mem::take(&mut self.is_blank) {
            self.shown = Buffer::empty(screen);
            queue!(bytes, SetAttribute(Attribute::Reset), Clear(ClearType::All))?;
        } else if !tells && self.shown.diff_iter(&self.next).next().is_none() {
            return Ok(true);
        }
        queue!(bytes, BeginSynchronizedUpdate)?;
        roll(&mut bytes, &mut self.shown, &self.next);
        let Some(speed) = self.line_speed else {
            pen::write(&mut bytes, &self.next, self.shown.diff_iter(&self.next));
            queue!(bytes, EndSynchronizedUpdate)?;
            self.output.send(bytes);
            std::mem::swap(&mut self.shown, &mut self.next);
            return Ok(true);
        };
        let portion = Portion::of(&self.shown, &self.next, looked_at, self.resumes_at, carried_in(PORTION, speed));
        portion.write(&mut bytes, &self.next);
        queue!(bytes, EndSynchronizedUpdate)?;
        self.resumes_at = portion.ends_before();
        let (is_whole, rows) = (portion.is_whole, portion.rows);
        portion::take_over(&rows, &self.next, &mut self.shown);
        self.carried = self.carried.max(Instant::now()) + carrying(bytes.len(), speed);
        self.output.send(bytes);
        Ok(is_whole)
    }
}

/// Has the terminal move the rows that have only moved, and forgets what nobody can be sure of.
fn roll(bytes: &mut Vec<u8>, shown: &mut Buffer, next: &Buffer) {
    if let Some(roll) = Roll::between(shown, next) {
        roll.write(bytes);
        roll.over(shown);
    }
    disputed::forget(shown, next);
}

/// What is written for a frame over another one.
///
/// # Errors
/// Never: nothing is written anywhere.
pub fn frame_over(shown: &Buffer, next: &Buffer) -> io::Result<Vec<u8>> {
    let (mut bytes, mut shown) = (Vec::new(), shown.clone());
    queue!(bytes, BeginSynchronizedUpdate)?;
    roll(&mut bytes, &mut shown, next);
    pen::write(&mut bytes, next, shown.diff_iter(next));
    queue!(bytes, EndSynchronizedUpdate)?;
    Ok(bytes)
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.give_back();
        if std::thread::panicking()
            && let Some(panic) = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take()
        {
            let _gone = writeln!(io::stderr(), "{}", normalize::block(&panic));
        }
    }
}

/// The thread that writes.
#[derive(Debug)]
struct Output {
    frames: SyncSender<Vec<u8>>,
    shared: Arc<Shared>,
}

/// What the writing thread and the loop know together.
#[derive(Debug, Default)]
pub struct Shared {
    progress: Mutex<Progress>,
    changed: Condvar,
    written: Notify,
}

#[derive(Debug, Default)]
struct Progress {
    waiting: usize,
    has_failed: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a frame is written.
    pub async fn notified(&self) {
        self.written.notified().await;
    }
}

impl Output {
    fn new(terminal: File) -> Self {
        let (frames, waiting) = sync_channel(FRAMES);
        let shared = Arc::new(Shared::default());
        let seen = Arc::clone(&shared);
        // Ends with its sender; where the terminal blocks it for ever, the process ends around it.
        std::thread::spawn(move || write_frames(terminal, &waiting, &seen));
        Self { frames, shared }
    }

    /// Hands a frame over. One that finds no room is dropped, and the failure noted.
    fn send(&self, frame: Vec<u8>) {
        self.shared.lock().waiting += 1;
        if self.frames.try_send(frame).is_err() {
            let mut progress = self.shared.lock();
            progress.waiting = progress.waiting.saturating_sub(1);
            progress.has_failed = true;
        }
    }

    /// Waits until all is written, for a while; whether it is.
    fn wait(&self, at_most: Duration) -> bool {
        let (progress, _) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), at_most, |progress| progress.waiting > 0 && !progress.has_failed)
            .unwrap_or_else(PoisonError::into_inner);
        progress.waiting == 0 && !progress.has_failed
    }
}

fn write_frames(mut terminal: File, frames: &Receiver<Vec<u8>>, shared: &Shared) {
    for frame in frames {
        let written = write_whole(&mut terminal, &frame);
        let mut progress = shared.lock();
        progress.waiting = progress.waiting.saturating_sub(1);
        progress.has_failed |= written.is_err();
        drop(progress);
        shared.changed.notify_all();
        shared.written.notify_one();
    }
}

fn write_whole(terminal: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match terminal.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::sleep(RETRY),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

static IS_TAKEN: AtomicBool = AtomicBool::new(false);
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// While the screen has the terminal, a panic is logged and kept instead of being printed over the panes; the
/// guard prints it once the terminal is given back, if it was the screen that panicked.
fn keep_panics_off_the_screen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IS_TAKEN.load(Ordering::SeqCst) {
                return before(panic);
            }
            tracing::error!("{panic}");
            let mut kept = PANIC.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get_or_insert_with(|| panic.to_string());
        }));
    });
}
