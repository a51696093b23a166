//! The whole screen from the model. Pure: the same model gives the same cells.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Options;
use super::action::Action;
use super::layout::{MIN_COLUMNS, MIN_ROWS, Pane, areas};
use super::model::Model;
use super::overlays;
use super::paint::Canvas;
use super::panes::{board, claims, footer, handover, header, log, map, reader, reports, sources, tallies, timeline};
use super::theme::Look;
use crate::text::bidi::Bidi;

/// Draws the model into `cells`, all of which belong to the screen.
pub fn draw(model: &Model, cells: &mut Buffer) {
    let _looked_at = drawn(model, cells);
}

/// The same; tells the row that is looked at: that of the line that is typed, else of what is selected.
pub fn drawn(model: &Model, cells: &mut Buffer) -> Option<u16> {
    let screen = cells.area;
    let mut canvas = Canvas::new(cells, model.subject.theme, bidi(&model.subject.options));
    canvas.spares = model.subject.options.line_speed.is_some();
    canvas.ground(screen);
    let Some(areas) = areas(screen, model.focus, model.is_zoomed, model.split) else {
        too_small(&mut canvas, screen, model);
        return None;
    };
    let health = model.health();
    header::draw(&mut canvas, areas.title, model, &health);
    if let Some(summary) = areas.summary {
        tallies::draw_summary(&mut canvas, Rect { height: 2, ..summary }, model);
        board::draw_summary(&mut canvas, Rect { y: summary.y + 2, height: 1, ..summary }, model);
    }
    for (pane, area) in &areas.panes {
        match pane {
            Pane::Reports => reports::draw(&mut canvas, *area, model, &health),
            Pane::Tallies => tallies::draw(&mut canvas, *area, model),
            Pane::Board => board::draw(&mut canvas, *area, model),
            Pane::Reader => reader::draw(&mut canvas, *area, model),
            Pane::Claims => claims::draw(&mut canvas, *area, model),
            Pane::Map => map::draw(&mut canvas, *area, model),
            Pane::Timeline => timeline::draw(&mut canvas, *area, model),
            Pane::Handover => handover::draw(&mut canvas, *area, model),
            Pane::Log => log::draw(&mut canvas, *area, model),
            Pane::Sources => sources::draw(&mut canvas, *area, model),
        }
    }
    match model.prompt.as_ref().filter(|prompt| !prompt.purpose.is_boxed()) {
        Some(prompt) => {
            overlays::prompt::draw(&mut canvas, areas.message, prompt);
            canvas.looked_at = Some(areas.message.y);
        }
        None => footer::draw_message(&mut canvas, areas.message, model, &health),
    }
    match &model.prompt {
        Some(prompt) => overlays::prompt::draw_hint(&mut canvas, areas.keys, areas.message, model, prompt),
        None => footer::draw_keys(&mut canvas, areas.keys, model),
    }
    if let Some(help) = &model.help {
        overlays::help::draw(&mut canvas, screen, model, help);
    }
    if let Some(palette) = &model.palette {
        overlays::palette::draw(&mut canvas, screen, model, palette);
    }
    let looked_at = canvas.looked_at;
    canvas.finish();
    looked_at
}

/// Who orders letters; a screen that keeps to ASCII writes no isolates either.
fn bidi(options: &Options) -> Bidi {
    match options.bidi {
        Bidi::Terminal if options.ascii => Bidi::Logical,
        bidi => bidi,
    }
}

fn too_small(canvas: &mut Canvas<'_>, screen: Rect, model: &Model) {
    let sentence = format!(
        "coastwatch needs {MIN_COLUMNS} columns and {MIN_ROWS} rows; this terminal has {} and {}. {} quits.",
        screen.width,
        screen.height,
        model.way(Action::Quit)
    );
    let lines = super::document::wrapped(&sentence, Look::Plain, usize::from(screen.width).max(1));
    for (line, y) in lines.iter().zip(screen.y..screen.bottom()) {
        let text: String = line.iter().map(|piece| piece.text.as_str()).collect();
        canvas.put(screen.x, y, usize::from(screen.width), &text, Look::Plain);
    }
}
