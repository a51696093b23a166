//! What frames cost the line: how many bytes the whole monitor has, and one step in its list.

use std::io;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::action::Action;
use super::effect::Effects;
use super::message::{Message, ReportsPage};
use super::model::{Model, Subject};
use super::terminal::frame_over;
use super::update::{act, update};
use super::view;

/// Bytes as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Of the whole screen, drawn on a blank one.
    pub whole: usize,
    /// Of the frame after a step to the next report.
    pub step: usize,
}

/// What the monitor costs on a screen, with these reports in its list.
///
/// # Errors
/// Never: nothing is written anywhere.
pub fn cost(subject: Subject, page: ReportsPage, screen: Rect, now: Timestamp) -> io::Result<Cost> {
    let mut model = Model::new(subject, screen, now);
    let frame = |model: &Model| {
        let mut cells = Buffer::empty(screen);
        view::draw(model, &mut cells);
        cells
    };
    let mut unasked = update(&mut model, Message::ReportsLoaded(Ok(page)), now);
    let before = frame(&model);
    act(&mut model, Action::Down, &mut unasked);
    drop::<Effects>(unasked);
    let whole = frame_over(&Buffer::empty(screen), &before)?.len();
    Ok(Cost { whole, step: frame_over(&before, &frame(&model))?.len() })
}
