//! The terminal interface: one closed `Message`, a synchronous `update`, effects, panes drawn from the model.
//!
//! The loop in [`run`] is the only place where keys, the engine's word, answers of the store, signals and
//! time meet; keys go first. Drawing happens when something changed, at most thirty times a second.
//! Deliberately absent: input or output in a pane, a second copy of the truth.

pub mod action;
pub mod ahead;
mod answers;
pub mod browser;
pub mod claims;
pub mod clipboard;
pub mod command;
pub mod cost;
pub mod decide;
pub mod desk;
pub mod disputed;
pub mod document;
pub mod draft;
pub mod editor;
pub mod effect;
pub mod gloss;
pub mod handover;
pub mod health;
pub mod help;
pub mod history;
pub mod input;
pub mod keymap;
pub mod keys;
pub mod layout;
pub mod line;
pub mod link;
pub mod log;
pub mod message;
pub mod model;
pub mod moment;
pub mod motion;
pub mod narrow;
pub mod notify;
pub mod opening;
pub mod overlays;
pub mod paint;
pub mod palette;
pub mod panes;
pub mod past;
pub mod pen;
pub mod portion;
pub mod prompt;
pub mod raster;
pub mod reach;
pub mod renewal;
pub mod reports;
pub mod revisions;
pub mod rolling;
#[cfg(test)]
mod samples;
pub mod scope;
pub mod selection;
pub mod sentence;
pub mod settings;
pub mod signals;
pub mod sitrep;
pub mod snooze;
pub mod subject;
pub mod terminal;
pub mod theme;
pub mod timeline;
pub mod update;
pub mod view;
pub mod words;

use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::Instant;

use self::clipboard::Between;
use self::desk::Unstored;
use self::editor::Edited;
use self::effect::{Effect, Effects, Runner};
use self::input::Input;
use self::keymap::Keymap;
use self::message::{Message, Press};
use self::model::Model;
use self::moment::Times;
use self::renewal::Renewal;
use self::signals::{Signal, Signals};
use self::terminal::{Hears, Terminal};
use self::theme::Styles;
use self::update::{begin, update};
use crate::config::filters::SavedFilters;
use crate::config::library::Library;
use crate::engine::{Context, Handle};
use crate::model::Reads;
use crate::text::bidi::Bidi;

/// Answers that wait for the loop; each kind of question is asked once at a time, so a few are enough.
const ANSWERS: usize = 512;

/// Messages taken before the next frame, so that a held key or a paste never starves the screen.
const BATCH: usize = 512;

/// The shortest time between two frames: thirty a second.
const FRAME: Duration = Duration::from_millis(33);

/// How often the terminal is asked whether it is still there.
const WATCH: Duration = Duration::from_secs(1);

/// How often the store is asked whether another program has changed it, which is also the longest pause of the clock: what
/// somebody marks on another screen is to be seen on this one within a second, and the question costs a tenth of a
/// millisecond.
const NEWS: Duration = Duration::from_millis(400);

/// How soon a second press of the mouse in one place follows the first.
const SECOND_PRESS: Duration = Duration::from_millis(400);

/// The shortest pause of the clock: a replay's minutes fly.
const SHORTEST: Duration = Duration::from_millis(200);

/// How the terminal is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Who is at the keyboard.
    pub operator: String,
    /// ASCII glyphs only.
    pub ascii: bool,
    /// How each look is drawn.
    pub styles: Styles,
    /// The themes that the terminal can show, by name.
    pub themes: Vec<(String, Styles)>,
    /// How lists tell times, until a key changes it.
    pub times: Times,
    /// The operator's own zone by its IANA name; empty for none.
    pub zone: String,
    /// Whether the mouse is heard.
    pub mouse: bool,
    /// Bits a second of a line that is slow; none for any other.
    pub line_speed: Option<u32>,
    /// Whether marks are refused.
    pub read_only: bool,
    /// Languages the operator reads.
    pub reads: Reads,
    /// Who orders letters from right to left.
    pub bidi: Bidi,
    /// What is being watched, where it is not live: "replay, 3600x".
    pub source: Option<String>,
    /// From when to when it plays, where it does.
    pub plays: Option<(jiff::Timestamp, jiff::Timestamp)>,
    /// The saved filters.
    pub filters: SavedFilters,
    /// The keys.
    pub keymap: Keymap,
    /// Where keys and saved filters are read anew.
    pub library: Library,
    /// Where lines are kept that were typed before; none where they are not.
    pub history: Option<PathBuf>,
    /// How the whole configuration is read anew; where none is, only keys and saved filters are.
    pub renewal: Option<Renewal>,
}

impl Options {
    /// The names of the themes.
    pub fn theme_names(&self) -> Vec<&str> {
        self.themes.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// How the interface ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The operator quit.
    Quit,
    /// SIGINT or SIGQUIT.
    Interrupted,
    /// SIGTERM.
    Terminated,
    /// The terminal went away.
    HungUp,
    /// Another signal, of this number.
    Signalled(u8),
}

impl Ending {
    /// The exit code that a shell expects of it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Interrupted => 130,
            Self::Terminated => 143,
            Self::HungUp => 129,
            Self::Signalled(number) => number.saturating_add(128),
        }
    }
}

/// Why the interface ended other than by the operator's wish.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// Standard input or output is no terminal.
    #[error(
        "the screen needs a terminal on standard input and output; run `coastwatch collect` or `coastwatch tally` instead"
    )]
    NoTerminal,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Io(#[from] std::io::Error),
    /// It ended as it should, but for what the operator decided last.
    #[error("{0}")]
    Unstored(String),
}

/// Runs the screen until the operator quits or a signal ends it; the engine is the caller's to stop, and may begin once
/// the first list is drawn.
///
/// # Errors
/// See [`UiError`].
pub async fn run(context: Context, engine: Handle, options: Options) -> Result<Ending, UiError> {
    if !terminal::is_present() {
        return Err(UiError::NoTerminal);
    }
    let (columns, rows) = terminal::size()?;
    let options = Options { line_speed: options.line_speed.or_else(terminal::line_speed), ..options };
    let subject = renewal::subject(&context, options);
    let signals = Signals::listen()?;
    let _line = line::Watch::start()?;
    let hears = if subject.options.mouse { Hears::Mouse } else { Hears::Keys };
    let terminal = Terminal::take(hears, subject.options.line_speed)?;
    let (answers, answered) = mpsc::channel(ANSWERS);
    let runner = Runner::new(context.clone(), engine.clone(), &subject.options, answers);
    let mut model = Model::new(subject, Rect::new(0, 0, columns, rows), context.clock.now());
    if let Some(file) = &model.subject.options.history {
        model.kept = history::load(file);
    }
    let first = begin(&mut model);
    let mut screen = Screen {
        model,
        terminal,
        runner,
        ending: None,
        is_suspending: false,
        editing: None,
        is_awaited: false,
        is_answered: false,
        pressed: None,
    };
    screen.start(first);
    screen.watch(&context, &engine, answered, signals).await
}

/// The parts of a running screen.
struct Screen {
    model: Model,
    terminal: Terminal,
    runner: Runner,
    ending: Option<Ending>,
    is_suspending: bool,
    /// Whether something that somebody waits for is not drawn yet.
    is_awaited: bool,
    /// Whether the first list has come, or could not.
    is_answered: bool,
    /// A text that is to be written in an editor.
    editing: Option<String>,
    /// Where and when the mouse was last pressed.
    pressed: Option<(u16, u16, Instant)>,
}

impl Screen {
    async fn watch(
        mut self,
        context: &Context,
        engine: &Handle,
        mut answered: mpsc::Receiver<Message>,
        mut signals: Signals,
    ) -> Result<Ending, UiError> {
        let mut events = Input::listen()?;
        let mut changes = engine.changes();
        let mut engine_runs = true;
        let mut drawn: Option<Instant> = None;
        let mut tick = Instant::now() + NEWS;
        let mut watched = Instant::now();
        let written = self.terminal.written();
        loop {
            if self.terminal.has_failed() {
                self.ending = Some(Ending::HungUp);
            }
            if let Some(ending) = self.ending {
                drop(events);
                self.terminal.give_back();
                // Both take their time; the caller waits for the engine.
                engine.halt();
                return self.end(ending, answered).await;
            }
            if std::mem::take(&mut self.is_suspending) {
                drop(events);
                let back = self.suspend();
                if back.is_err() && !terminal::is_alive() {
                    // The line went away while the program was stopped.
                    self.ending = Some(Ending::HungUp);
                }
                events = Input::listen()?;
                if self.ending.is_none() {
                    back?;
                }
                continue;
            }
            if let Some(text) = self.editing.take() {
                drop(events);
                let edited = self.edit(&text, &mut signals).await?;
                events = Input::listen()?;
                if let Some(message) = edited {
                    self.take(message, context.clock.now());
                }
                continue;
            }
            let is_idle = self.terminal.is_idle();
            let due = drawn.map_or_else(Instant::now, |drawn| drawn + FRAME);
            // What a key did is shown at once; what comes by itself, at most so many times a second; and neither before a
            // slow line has carried the frame before.
            let due = if self.is_awaited { Instant::now() } else { due };
            let due = due.max(Instant::from_std(self.terminal.carried_at()));
            if self.model.is_dirty && is_idle && due <= Instant::now() {
                self.is_awaited = false;
                self.draw()?;
                drawn = Some(Instant::now());
                if self.is_answered {
                    engine.begin();
                }
                continue;
            }
            let minute = context.clock.wait_until(next_minute(self.model.now));
            let ticks = tick.min(Instant::now() + minute.clamp(SHORTEST, NEWS));
            let message = tokio::select! {
                biased;
                event = events.next() => self.terminal_said(event),
                signal = signals.next() => self.signalled(signal),
                Some(answer) = answered.recv() => Some(answer),
                change = changes.recv(), if engine_runs => match change {
                    Ok(change) => Some(Message::Changed(change)),
                    Err(RecvError::Lagged(_)) => Some(Message::Missed),
                    Err(RecvError::Closed) => {
                        engine_runs = false;
                        None
                    }
                },
                () = written.notified(), if !is_idle => None,
                () = tokio::time::sleep_until(due), if self.model.is_dirty && is_idle => None,
                () = tokio::time::sleep_until(ticks) => {
                    tick = Instant::now() + NEWS;
                    // Also where the store or the terminal is slow: the first list is not waited for any longer.
                    engine.begin();
                    Some(Message::Tick)
                }
            };
            if watched.elapsed() >= WATCH {
                watched = Instant::now();
                if !terminal::is_alive() {
                    self.ending = Some(Ending::HungUp);
                }
            }
            let now = context.clock.now();
            if let Some(message) = message {
                self.take(message, now);
            }
            // Everything that waits already is taken before the next frame.
            for _ in 0..BATCH {
                let event = tokio::select! {
                    biased;
                    event = events.next() => event,
                    () = std::future::ready(()) => break,
                };
                if let Some(message) = self.terminal_said(event) {
                    self.take(message, now);
                }
                if self.ending.is_some() {
                    break;
                }
            }
            for _ in 0..BATCH {
                let Ok(answer) = answered.try_recv() else { break };
                self.take(answer, now);
            }
        }
    }

    /// Ends with the terminal given back. What was decided and is not stored is told there, since nobody sees it here.
    async fn end(self, ending: Ending, mut answered: mpsc::Receiver<Message>) -> Result<Ending, UiError> {
        answered.close();
        let mut unheard = Unstored::default();
        while let Ok(answer) = answered.try_recv() {
            unheard.note(&answer);
        }
        let unstored = self.runner.finish(self.model.subject.options.read_only).await;
        let Some(sentence) = unheard.and(&unstored).sentence() else { return Ok(ending) };
        tracing::error!("{sentence}");
        Err(UiError::Unstored(sentence))
    }

    fn take(&mut self, message: Message, now: jiff::Timestamp) {
        let is_first = !self.model.reports.is_loaded && matches!(message, Message::ReportsLoaded(_));
        self.is_awaited |= is_first || message.is_waited_for();
        self.is_answered |= matches!(message, Message::ReportsLoaded(_));
        let effects = update(&mut self.model, message, now);
        self.start(effects);
    }

    fn start(&mut self, effects: Effects) {
        for effect in effects.0 {
            match effect {
                Effect::Quit => self.ending = Some(Ending::Quit),
                Effect::Suspend => self.is_suspending = true,
                Effect::Edit(text) => self.editing = Some(text),
                Effect::Copy(text) => {
                    let between = Between::of(|name| std::env::var_os(name));
                    let sequence = clipboard::sequence(&text, between);
                    let is_sent = sequence.is_some();
                    self.terminal.tell(sequence.unwrap_or_default());
                    let now = self.model.now;
                    let effects = update(&mut self.model, Message::Copied(text, is_sent), now);
                    self.start(effects);
                }
                Effect::Ring => {
                    self.terminal.ring();
                    self.model.is_dirty = true;
                }
                Effect::Notify(told) => {
                    let between = Between::of(|name| std::env::var_os(name));
                    let sequences = told.channels.iter().filter_map(|by| notify::sequence(by, &told.rang, between));
                    sequences.for_each(|sequence| self.terminal.tell(sequence));
                    self.model.is_dirty = true;
                }
                Effect::Redraw => {
                    self.terminal.forget();
                    self.model.is_dirty = true;
                }
                effect => self.runner.start(effect),
            }
        }
    }

    fn draw(&mut self) -> std::io::Result<()> {
        let Self { model, terminal, .. } = self;
        let is_whole = terminal.draw(model.screen, |cells| view::drawn(model, cells))?;
        model.is_dirty = !is_whole;
        Ok(())
    }

    fn terminal_said(&mut self, event: std::io::Result<Event>) -> Option<Message> {
        match event {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
            Ok(Event::Resize(columns, rows)) => Some(Message::Resized { columns, rows }),
            Ok(Event::Paste(text)) => Some(Message::Pasted(text)),
            Ok(Event::Mouse(mouse)) if self.model.subject.options.mouse => Some(self.mouse_said(mouse)),
            Ok(_) => None,
            Err(_) => {
                self.ending = Some(Ending::HungUp);
                None
            }
        }
    }

    /// Tells a second press in one place from a first one; by the real clock, as a hand does.
    fn mouse_said(&mut self, mouse: MouseEvent) -> Message {
        let mut press = Press::First;
        if mouse.kind == MouseEventKind::Down(MouseButton::Left) {
            let here = (mouse.column, mouse.row);
            let before = self.pressed.take().filter(|(column, row, _)| (*column, *row) == here);
            if before.is_some_and(|(_, _, at)| at.elapsed() <= SECOND_PRESS) {
                press = Press::Second;
            } else {
                self.pressed = Some((here.0, here.1, Instant::now()));
            }
        }
        Message::Mouse(mouse, press)
    }

    fn signalled(&mut self, signal: Signal) -> Option<Message> {
        match signal {
            Signal::End(ending) => self.ending = Some(ending),
            Signal::Suspend => self.is_suspending = true,
            Signal::Continued => {
                // A terminal that is gone by now is found so by whoever looks next.
                let _gone = self.terminal.make_sure();
                self.model.is_dirty = true;
                let (columns, rows) = terminal::size().ok()?;
                return Some(Message::Resized { columns, rows });
            }
        }
        None
    }

    /// Gives the terminal to the shell until it continues the program.
    fn suspend(&mut self) -> std::io::Result<()> {
        self.terminal.give_back();
        signals::stop_here()?;
        self.take_again()
    }

    /// Gives the terminal to an editor until that ends; none where a signal ended the screen meanwhile.
    async fn edit(&mut self, text: &str, signals: &mut Signals) -> std::io::Result<Option<Message>> {
        self.terminal.give_back();
        match editor::edit(text, signals).await {
            Edited::Text(edited) => {
                self.take_again()?;
                Ok(Some(Message::Edited(edited)))
            }
            Edited::Ended(ending) => {
                self.ending = Some(ending);
                Ok(None)
            }
        }
    }

    /// Takes the terminal back, of whatever size it is now.
    fn take_again(&mut self) -> std::io::Result<()> {
        self.terminal.take_again()?;
        let (columns, rows) = terminal::size()?;
        self.model.screen = Rect::new(0, 0, columns, rows);
        self.model.is_dirty = true;
        Ok(())
    }
}

fn next_minute(now: jiff::Timestamp) -> jiff::Timestamp {
    let seconds = (moment::minute(now) + 1) * 60;
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
}
