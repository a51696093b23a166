//! `keys.toml`: which keys ask for what, from the table of actions, a preset over it and the operator's own file over both.
//!
//! A file names commands and their keys, everywhere or in one view; what it names takes the place of what is below. A key
//! that would mean two commands at once, or begin another's sequence, is refused with both names.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;
use toml::{Table, Value};

use super::action::{ACTIONS, Action, Spec, named};
use super::keymap::{Bindings, Key, Keymap, sequence, told};
use super::layout::Pane;
use crate::config::document::{Document, Step, unknown};
use crate::config::library::Library;
use crate::config::{ConfigError, faults};

/// The file in the configuration folder.
pub const FILE: &str = "keys.toml";

/// The folder of presets, shipped and of the operator.
pub const PRESETS: &str = "keys";

/// The key that names a preset.
const PRESET: &str = "preset";

/// The table of what holds in every view.
const EVERYWHERE: &str = "everywhere";

/// Actions of which one must have a key in every view: who can reach none of them cannot leave.
const WAYS_OUT: [Action; 2] = [Action::Quit, Action::Command];

/// Where keys were written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// In the table of actions.
    Table,
    /// In a document: which, 0 the lowest, and under which table and command.
    File { layer: usize, table: String, at: Option<usize> },
}

/// A sequence that asks for an action.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chord {
    keys: Vec<Key>,
    action: Action,
    origin: Origin,
    /// Whether it is bound in the view alone.
    is_here: bool,
}

/// All that is bound, by action and by view; none: everywhere.
#[derive(Debug, Clone, Default)]
struct Slots(HashMap<(Action, Option<Pane>), Vec<Chord>>);

/// The keys of the table alone.
pub fn shipped() -> Keymap {
    let (keymap, _refused) = Slots::of_table().keymap();
    keymap
}

/// The keys in force: the operator's over those of the preset that he names, over those of the table.
///
/// # Errors
/// A file that cannot be read; a preset, view, command or key that is none; a key that would mean two commands.
pub fn load(library: &Library) -> Result<Keymap, ConfigError> {
    of(library, library.find(FILE)?)
}

/// The schema of the file, made of the screen's commands and views.
pub fn schema() -> serde_json::Value {
    let keys = || json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]});
    let commands = |pane: Option<Pane>| {
        let fits = |spec: &&Spec| pane.is_none_or(|pane| spec.panes.is_empty() || spec.panes.contains(&pane));
        let commands: serde_json::Map<String, serde_json::Value> = ACTIONS
            .iter()
            .filter(fits)
            .map(|spec| {
                let mut schema = keys();
                schema["description"] = json!(spec.told());
                schema["default"] = json!(spec.keys);
                (spec.name.to_owned(), schema)
            })
            .collect();
        json!({"type": "object", "properties": commands, "additionalProperties": false})
    };
    let mut properties = serde_json::Map::new();
    properties.insert(PRESET.to_owned(), json!({"type": "string", "description": "what lies below", "default": "vi"}));
    properties.insert(EVERYWHERE.to_owned(), commands(None));
    properties.extend(Pane::ALL.iter().map(|pane| (pane.name().to_owned(), commands(Some(*pane)))));
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

/// All that is wrong with a file of keys, or with a preset.
pub fn faults(library: &Library, document: &Document) -> Vec<ConfigError> {
    faults::all(document, &|document| of(library, Some(document.clone())).map(drop))
}

fn of(library: &Library, own: Option<Document>) -> Result<Keymap, ConfigError> {
    let mut documents = Vec::new();
    if let Some(own) = own {
        let (preset, _) = read(&own)?;
        if let Some(preset) = preset {
            documents.push(self::preset(library, &own, &preset)?);
        }
        documents.push(own);
    }
    let mut slots = Slots::of_table();
    for (layer, document) in documents.iter().enumerate() {
        let (names_preset, tables) = read(document)?;
        if names_preset.is_some() && layer + 1 < documents.len() {
            return Err(document.fault(&[PRESET.into()], "a preset cannot begin with another one"));
        }
        for (table, commands) in tables {
            slots.take(document, layer, &table, commands)?;
        }
    }
    match slots.keymap() {
        (keymap, None) => Ok(keymap),
        (_, Some(refused)) => Err(refused.told(&documents)),
    }
}

/// The preset that a document names, and its tables of commands.
type Read = (Option<String>, Vec<(String, Table)>);

fn read(document: &Document) -> Result<Read, ConfigError> {
    let entries: Table = document.read()?;
    let views = || [EVERYWHERE].into_iter().chain(Pane::ALL.iter().map(|pane| pane.name()));
    let (mut preset, mut tables) = (None, Vec::new());
    for (name, entry) in entries {
        let fault = |message: &str| Err(document.fault(&[name.as_str().into()], message));
        match (entry, views().any(|view| view == name)) {
            (Value::String(text), _) if name == PRESET => preset = Some(text),
            (_, _) if name == PRESET => return fault("it must be the name of a preset in quotes"),
            (Value::Table(commands), true) => tables.push((name, commands)),
            (_, true) => return fault(&format!("write the view as a table: [{name}]")),
            _ if named(&name).is_some() => {
                return fault(&format!("write a command under the view that it is for, or under [{EVERYWHERE}]"));
            }
            _ => {
                let known: Vec<&str> = [PRESET].into_iter().chain(views()).collect();
                return fault(&unknown("view", &name, "", &known));
            }
        }
    }
    Ok((preset, tables))
}

/// The notations of a command's keys, each with its place in the list where there is one.
fn notations(written: Value) -> Option<Vec<(Option<usize>, String)>> {
    match written {
        Value::String(one) => Some(vec![(None, one)]),
        Value::Array(many) => many
            .into_iter()
            .enumerate()
            .map(|(n, one)| if let Value::String(one) = one { Some((Some(n), one)) } else { None })
            .collect(),
        _ => None,
    }
}

fn preset(library: &Library, own: &Document, name: &str) -> Result<Document, ConfigError> {
    let path = format!("{PRESETS}/{name}.toml");
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    match if is_name { library.find(&path)? } else { None } {
        Some(document) => Ok(document),
        None => {
            let names = library.names(PRESETS);
            let names: Vec<&str> = names.iter().filter_map(|name| name.strip_suffix(".toml")).collect();
            Err(own.fault(&[PRESET.into()], &unknown("preset", name, "", &names)))
        }
    }
}

impl Slots {
    fn of_table() -> Self {
        let mut slots = Self::default();
        for spec in ACTIONS {
            let chords = spec.keys.iter().filter_map(|keys| sequence(keys).ok());
            let chords: Vec<Chord> = chords.map(|keys| Chord::new(keys, spec.action, Origin::Table)).collect();
            slots.put(spec, None, chords);
        }
        slots
    }

    /// Binds a command: in a view, or in all that it has a meaning in.
    fn put(&mut self, spec: &Spec, pane: Option<Pane>, chords: Vec<Chord>) {
        match (pane, spec.panes) {
            (Some(_), _) | (None, []) => {
                self.0.insert((spec.action, pane), chords);
            }
            (None, panes) => {
                for pane in panes {
                    self.0.insert((spec.action, Some(*pane)), chords.clone());
                }
            }
        }
    }

    /// Takes a table of a document over what is bound.
    fn take(&mut self, document: &Document, layer: usize, table: &str, commands: Table) -> Result<(), ConfigError> {
        let pane = Pane::ALL.into_iter().find(|pane| pane.name() == table);
        for (command, written) in commands {
            let place: [Step<'_>; 2] = [table.into(), command.as_str().into()];
            let Some(spec) = named(&command) else {
                let known: Vec<&str> = ACTIONS.iter().map(|spec| spec.name).collect();
                return Err(document.fault(&place, &nearest_command(&command, &known)));
            };
            if let Some(pane) = pane.filter(|pane| !spec.panes.is_empty() && !spec.panes.contains(pane)) {
                let views: Vec<&str> = spec.panes.iter().map(|pane| pane.name()).collect();
                let message = format!("`{command}` means nothing in {}; it is for {}", pane.name(), views.join(", "));
                return Err(document.fault(&place, &message));
            }
            let Some(notations) = notations(written) else {
                return Err(document.fault(&place, "it must be a key in quotes, or a list of them"));
            };
            let mut chords: Vec<Chord> = Vec::new();
            for (at, notation) in notations {
                let keys = sequence(&notation).map_err(|message| {
                    let place: Vec<Step<'_>> = place.into_iter().chain(at.map(Step::Index)).collect();
                    document.fault(&place, &message)
                })?;
                if chords.iter().all(|chord| chord.keys != keys) {
                    let origin = Origin::File { layer, table: table.to_owned(), at };
                    chords.push(Chord::new(keys, spec.action, origin));
                }
            }
            self.put(spec, pane, chords);
        }
        Ok(())
    }

    /// The keymap, and the first thing in it that cannot be.
    fn keymap(&self) -> (Keymap, Option<Refused>) {
        let mut views = HashMap::new();
        let mut refused = None;
        for pane in Pane::ALL {
            let (bindings, wrong) = self.bindings(pane);
            refused = refused.or(wrong);
            views.insert(pane, bindings);
        }
        (Keymap(Arc::new(views)), refused)
    }

    /// What keys mean in a view. What is bound in it goes before what is bound everywhere.
    fn bindings(&self, pane: Pane) -> (Bindings, Option<Refused>) {
        let mut chords: Vec<Chord> = Vec::new();
        let (mut here, mut general) = (Vec::new(), Vec::new());
        for spec in ACTIONS {
            match (self.0.get(&(spec.action, Some(pane))), self.0.get(&(spec.action, None))) {
                (Some(bound), _) => here.extend(bound.iter().map(|chord| Chord { is_here: true, ..chord.clone() })),
                (None, Some(bound)) => general.extend(bound.iter().cloned()),
                (None, None) => {}
            }
        }
        for chord in here.into_iter().chain(general) {
            let clash = chords.iter().find(|taken| {
                let begins = taken.keys.starts_with(&chord.keys) || chord.keys.starts_with(&taken.keys);
                begins && taken.action != chord.action
            });
            match clash {
                None => chords.push(chord),
                // The view's own goes before, unless a shorter one of everywhere would take its first key away.
                Some(taken) if taken.is_here && !chord.is_here && chord.keys.len() >= taken.keys.len() => {}
                Some(taken) => {
                    let pair = Box::new((taken.clone(), chord));
                    return (Bindings::default(), Some(Refused::Clash(pane, pair)));
                }
            }
        }
        let mut bindings = Bindings::default();
        for chord in chords {
            bindings.keys.entry(chord.action).or_default().push(told(&chord.keys));
            bindings.asks.insert(chord.keys, chord.action);
        }
        let is_open = WAYS_OUT.iter().any(|action| bindings.keys.contains_key(action));
        (bindings, (!is_open).then_some(Refused::NoWayOut(pane)))
    }
}

impl Chord {
    fn new(keys: Vec<Key>, action: Action, origin: Origin) -> Self {
        Self { keys, action, origin, is_here: false }
    }

    fn name(&self) -> &'static str {
        self.action.spec().map_or("", |spec| spec.name)
    }
}

/// What a keymap cannot be.
#[derive(Debug, Clone)]
enum Refused {
    /// Two commands have one key in a view.
    Clash(Pane, Box<(Chord, Chord)>),
    /// No key leads out of a view.
    NoWayOut(Pane),
}

impl Refused {
    /// The sentence, at the place of the file that is to be changed.
    fn told(self, documents: &[Document]) -> ConfigError {
        match self {
            Self::Clash(pane, pair) => {
                let (one, other) = *pair;
                // The later of the two is what was wanted last; the earlier one has to go.
                let is_later = place(&one, documents).cmp(&place(&other, documents)) == Ordering::Greater;
                let (kept, wanted) = if is_later { (other, one) } else { (one, other) };
                clash(pane, &wanted, &kept, documents)
            }
            Self::NoWayOut(pane) => {
                let [quit, command] = WAYS_OUT.map(|action| action.spec().map_or("", |spec| spec.name));
                let message = format!(
                    "neither `{quit}` nor `{command}` has a key left in {}; nobody could leave it",
                    pane.name()
                );
                match documents.last() {
                    Some(document) => {
                        let tables = [pane.name(), EVERYWHERE];
                        let steps = tables.into_iter().flat_map(|table| {
                            WAYS_OUT.into_iter().filter_map(move |action| Some([table, action.spec()?.name]))
                        });
                        let named = steps.map(|[table, command]| [Step::Key(table), Step::Key(command)]);
                        let at = named.into_iter().find(|path| document.has(path)).unwrap_or([EVERYWHERE.into(); 2]);
                        document.fault(&at, &message)
                    }
                    None => ConfigError::new(message),
                }
            }
        }
    }
}

/// Where a chord was written: the layer, and how far down in it.
fn place(chord: &Chord, documents: &[Document]) -> (Option<usize>, usize) {
    match &chord.origin {
        Origin::Table => (None, 0),
        Origin::File { layer, table, .. } => {
            let path: [Step<'_>; 2] = [table.as_str().into(), chord.name().into()];
            (Some(*layer), documents.get(*layer).map_or(0, |document| document.line(&path)))
        }
    }
}

fn clash(pane: Pane, wanted: &Chord, kept: &Chord, documents: &[Document]) -> ConfigError {
    let place_of_kept = match (&kept.origin, &wanted.origin) {
        (Origin::Table, _) => "which has it as shipped".to_owned(),
        (Origin::File { layer: below, .. }, Origin::File { layer, .. }) if below < layer => {
            documents.get(*below).map_or_else(String::new, |document| format!("which has it by {}", document.name))
        }
        _ => format!("line {}", place(kept, documents).1),
    };
    let (name, other) = (wanted.name(), kept.name());
    let meaning = if wanted.keys == kept.keys {
        format!("`{}` would mean both `{name}` and `{other}` ({place_of_kept})", told(&wanted.keys))
    } else {
        let (short, long) = if wanted.keys.len() < kept.keys.len() { (wanted, kept) } else { (kept, wanted) };
        format!(
            "`{}` of `{}` begins `{}` of `{}`, which could not be typed any more ({place_of_kept})",
            told(&short.keys),
            short.name(),
            told(&long.keys),
            long.name()
        )
    };
    let is_everywhere = matches!(&wanted.origin, Origin::File { table, .. } if table == EVERYWHERE);
    let view = if is_everywhere { EVERYWHERE } else { pane.name() };
    let message = format!("{meaning}; give one of them another key, or `{other} = []` under [{view}]");
    match &wanted.origin {
        Origin::File { layer, table, at } if documents.get(*layer).is_some() => {
            let mut path: Vec<Step<'_>> = vec![table.as_str().into(), name.into()];
            path.extend(at.map(Step::Index));
            documents
                .get(*layer)
                .map_or_else(|| ConfigError::new(message.clone()), |document| document.fault(&path, &message))
        }
        _ => ConfigError::new(message),
    }
}

/// A sentence about an unknown command; there are too many to name all of them.
fn nearest_command(wrong: &str, known: &[&str]) -> String {
    match crate::text::nearest::nearest(wrong, known.iter().copied()) {
        Some(near) => format!("unknown command `{wrong}`; did you mean `{near}`?"),
        None => format!("unknown command `{wrong}`; `?` on the screen lists them all"),
    }
}

#[cfg(test)]
mod tests;
