//! JSON Schema of every file of the configuration, made from the types that the files are read as: what a type asks a reader for
//! is what may be written.
//!
//! A type is asked again and again, each time led to another of its values; what it asks for there is noted. Absent: bounds that a
//! type checks itself ("at most 10m"), which `coastwatch config check` tells.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value, json};

use super::document::{Document, Step};
use super::feeds::FeedFile;
use super::settings::{DEFAULTS, Layer};
use super::themes::Palette;
use super::{alerts, situation};
use crate::model::Lexicon;

/// How deep tables may lie in each other.
const DEEPEST: usize = 8;

/// A file of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// What it is called: `settings`.
    pub name: &'static str,
    /// Where it is, in the configuration folder.
    pub path: &'static str,
    /// What it is for.
    pub told: &'static str,
    make: fn() -> Value,
}

/// Every file whose keys are declared by a type. `keys.toml` has those of the screen's commands.
pub const KINDS: &[Kind] = &[
    Kind { name: "settings", path: "config.toml", told: "settings, and feeds", make: settings },
    Kind { name: "feeds", path: "situations/NAME/feeds.toml", told: "feeds that are polled", make: of::<FeedFile> },
    Kind { name: "alerts", path: "alerts.toml", told: "rules of alerts", make: alerts::schema },
    Kind {
        name: "filters",
        path: "filters.toml",
        told: "saved filters",
        make: of::<std::collections::BTreeMap<String, String>>,
    },
    Kind { name: "theme", path: "themes/NAME.toml", told: "how things look", make: of::<Palette> },
    Kind {
        name: "situation",
        path: "situations/NAME/situation.toml",
        told: "what is watched",
        make: situation::frame_schema,
    },
    Kind {
        name: "places",
        path: "situations/NAME/places.toml",
        told: "places and their spellings",
        make: situation::places_schema,
    },
    Kind {
        name: "actors",
        path: "situations/NAME/actors.toml",
        told: "who acts or suffers",
        make: situation::actors_schema,
    },
    Kind { name: "origins", path: "situations/NAME/origins.toml", told: "who counts", make: situation::origins_schema },
    Kind {
        name: "topic",
        path: "situations/NAME/topic.toml",
        told: "what the situation is about",
        make: situation::topic_schema,
    },
    Kind { name: "lexicon", path: "lang/CODE.toml", told: "the words of a language", make: of::<Lexicon> },
];

impl Kind {
    /// The schema.
    pub fn schema(&self) -> Value {
        entitled((self.make)(), self.name, self.path, self.told)
    }
}

/// A schema with what it is of.
pub fn entitled(schema: Value, name: &str, path: &str, told: &str) -> Value {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("$id".to_owned(), json!(format!("urn:coastwatch:schema:{name}")));
    whole.insert("title".to_owned(), json!(format!("coastwatch: {path}")));
    whole.insert("description".to_owned(), json!(told));
    if let Value::Object(schema) = schema {
        whole.extend(schema);
    }
    Value::Object(whole)
}

/// The settings', with the defaults and what the shipped file says of each.
fn settings() -> Value {
    let mut schema = of::<Layer>();
    let document = Document::shipped("default.toml", DEFAULTS);
    let defaults: toml::Table = DEFAULTS.parse().unwrap_or_default();
    explain(&mut schema, &document, &toml::Value::Table(defaults), &mut Vec::new());
    schema
}

/// Adds to each value its default, and the comment over it.
fn explain(schema: &mut Value, document: &Document, default: &toml::Value, path: &mut Vec<String>) {
    if let (Some(properties), toml::Value::Table(table)) =
        (schema.get_mut("properties").and_then(Value::as_object_mut), default)
    {
        for (key, value) in table {
            if let Some(inner) = properties.get_mut(key) {
                path.push(key.clone());
                explain(inner, document, value, path);
                path.pop();
            }
        }
        return;
    }
    let steps: Vec<Step<'_>> = path.iter().map(|key| Step::Key(key)).collect();
    let line = document.line(&steps);
    let above: Vec<&str> = document.text.lines().take(line.saturating_sub(1)).collect();
    let comment = above.iter().rev().map_while(|line| line.strip_prefix('#')).map(str::trim);
    let mut comment: Vec<&str> = comment.collect();
    comment.reverse();
    if let Some(schema) = schema.as_object_mut() {
        if !comment.is_empty() {
            schema.insert("description".to_owned(), json!(comment.join(" ")));
        }
        if let Ok(default) = serde_json::to_value(default) {
            schema.insert("default".to_owned(), default);
        }
    }
}

/// The schema of what is read as `T`.
pub fn of<T: DeserializeOwned>() -> Value {
    explore::<T>(&mut Vec::new())
}

/// A step on the way to a value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Into a declared key.
    Field(&'static str),
    /// Into a key of anybody's choice.
    Entry,
    /// Into a list.
    Item,
}

/// What a type asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Asked {
    #[default]
    Any,
    Bool,
    Integer,
    Number,
    Text,
    List,
    Map,
    Table(&'static [&'static str]),
    Choice(&'static [&'static str]),
}

/// Asks for one value and for all below it.
fn explore<T: DeserializeOwned>(path: &mut Vec<Way>) -> Value {
    let asked = RefCell::new(Asked::Any);
    if path.len() <= DEEPEST {
        let _noted = T::deserialize(Probe { path, goal: Goal::Note, found: &asked });
    }
    let mut below = |way| {
        path.push(way);
        let found = explore::<T>(path);
        path.pop();
        found
    };
    match asked.into_inner() {
        Asked::Any => json!({}),
        Asked::Bool => json!({"type": "boolean"}),
        Asked::Integer => json!({"type": "integer"}),
        Asked::Number => json!({"type": "number"}),
        Asked::Text => json!({"type": "string"}),
        Asked::Choice(variants) => json!({"type": "string", "enum": variants}),
        Asked::List => json!({"type": "array", "items": below(Way::Item)}),
        Asked::Map => json!({"type": "object", "additionalProperties": below(Way::Entry)}),
        Asked::Table(fields) => {
            let properties: Map<String, Value> =
                fields.iter().map(|field| ((*field).to_owned(), below(Way::Field(field)))).collect();
            let required: Vec<&str> = fields.iter().copied().filter(|field| is_required::<T>(path, field)).collect();
            let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
            if let Some(schema) = schema.as_object_mut().filter(|_| !required.is_empty()) {
                schema.insert("required".to_owned(), json!(required));
            }
            schema
        }
    }
}

/// Whether a table is none without a key.
fn is_required<T: DeserializeOwned>(path: &[Way], field: &'static str) -> bool {
    let unasked = RefCell::new(Asked::Any);
    let read = T::deserialize(Probe { path, goal: Goal::Without(field), found: &unasked });
    read.err() == Some(Stop::Missing(field))
}

/// Leads a type to a value, and notes what it asks for there.
#[derive(Clone, Copy)]
struct Probe<'p> {
    path: &'p [Way],
    goal: Goal,
    found: &'p RefCell<Asked>,
}

/// What is done at the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// It is noted what it asks for.
    Note,
    /// It is given something.
    Fill,
    /// It is given all of its keys but one.
    Without(&'static str),
    /// It is a key, and given this name.
    Say(&'static str),
}

/// Why a type was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stop {
    /// All is known that was asked for.
    Noted,
    /// A key is missing.
    Missing(&'static str),
    /// A value was no good.
    Refused,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Refused
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

impl Probe<'_> {
    /// Notes what is asked for where the way ends here and nothing is to be given.
    fn noted(&self, asked: Asked) -> Result<(), Stop> {
        match (self.path, self.goal) {
            ([], Goal::Fill | Goal::Without(_) | Goal::Say(_)) => Ok(()),
            ([], Goal::Note) => {
                *self.found.borrow_mut() = asked;
                Err(Stop::Noted)
            }
            // The way leads into something that is not there.
            _ => Err(Stop::Refused),
        }
    }
}

/// Methods for what is one value.
macro_rules! scalars {
    ($($method:ident: $asked:expr, $visit:ident($($value:expr)?);)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            self.noted($asked)?;
            visitor.$visit($($value)?)
        })*
    };
}

impl<'de, 'p> Deserializer<'de> for Probe<'p> {
    type Error = Stop;

    scalars! {
        deserialize_bool: Asked::Bool, visit_bool(false);
        deserialize_i8: Asked::Integer, visit_i64(1);
        deserialize_i16: Asked::Integer, visit_i64(1);
        deserialize_i32: Asked::Integer, visit_i64(1);
        deserialize_i64: Asked::Integer, visit_i64(1);
        deserialize_u8: Asked::Integer, visit_u64(1);
        deserialize_u16: Asked::Integer, visit_u64(1);
        deserialize_u32: Asked::Integer, visit_u64(1);
        deserialize_u64: Asked::Integer, visit_u64(1);
        deserialize_f32: Asked::Number, visit_f64(1.0);
        deserialize_f64: Asked::Number, visit_f64(1.0);
        deserialize_char: Asked::Text, visit_char('x');
        deserialize_bytes: Asked::Any, visit_bytes(b"x");
        deserialize_byte_buf: Asked::Any, visit_bytes(b"x");
        deserialize_unit: Asked::Any, visit_unit();
        deserialize_ignored_any: Asked::Any, visit_unit();
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.noted(Asked::Any)?;
        visitor.visit_str(self.word())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.noted(Asked::Text)?;
        visitor.visit_str(self.word())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if self.goal == Goal::Fill && self.path.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let [Way::Item, rest @ ..] = self.path {
            return visitor.visit_seq(Given(vec![("", Probe { path: rest, ..self })].into_iter(), None));
        }
        self.noted(Asked::List)?;
        visitor.visit_seq(Given(vec![].into_iter(), None))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let [Way::Entry, rest @ ..] = self.path {
            return visitor.visit_map(Given(vec![("x", Probe { path: rest, ..self })].into_iter(), None));
        }
        self.noted(Asked::Map)?;
        visitor.visit_map(Given(vec![].into_iter(), None))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if let [Way::Field(field), rest @ ..] = self.path {
            return visitor.visit_map(Given(vec![(*field, Probe { path: rest, ..self })].into_iter(), None));
        }
        self.noted(Asked::Table(fields))?;
        let left_out = if let Goal::Without(field) = self.goal { Some(field) } else { None };
        let given = fields.iter().filter(|field| left_out != Some(**field));
        let given: Vec<(&'static str, Self)> =
            given.map(|field| (*field, Probe { goal: Goal::Fill, ..self })).collect();
        visitor.visit_map(Given(given.into_iter(), None))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        self.noted(Asked::Choice(variants))?;
        let first: StrDeserializer<'_, Stop> = variants.first().copied().unwrap_or_default().into_deserializer();
        visitor.visit_enum(first)
    }
}

impl Probe<'_> {
    /// The text that is given.
    fn word(&self) -> &'static str {
        if let Goal::Say(name) = self.goal { name } else { "x" }
    }
}

/// Keys with their values, or values alone, that a type is given.
struct Given<'p>(std::vec::IntoIter<(&'static str, Probe<'p>)>, Option<Probe<'p>>);

impl<'de> MapAccess<'de> for Given<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some((name, value)) = self.0.next() else { return Ok(None) };
        self.1 = Some(value);
        seed.deserialize(Probe { path: &[], goal: Goal::Say(name), ..value }).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Stop> {
        self.1.take().map_or(Err(Stop::Refused), |value| seed.deserialize(value))
    }
}

impl<'de> SeqAccess<'de> for Given<'_> {
    type Error = Stop;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        self.0.next().map(|(_, value)| seed.deserialize(value)).transpose()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::library::Library;

    /// What of a document a schema does not know, by the schema's own keys.
    fn strangers(schema: &Value, value: &toml::Value, at: &str, found: &mut Vec<String>) {
        let wrong = |found: &mut Vec<String>, what: &str| found.push(format!("{at}: {what}"));
        let is_type = |name: &str| match schema.get("type").and_then(Value::as_str) {
            Some(wanted) => wanted == name || (wanted == "number" && name == "integer"),
            None => true,
        };
        match value {
            toml::Value::Table(table) => {
                if !is_type("object") {
                    return wrong(found, "no table");
                }
                let properties = schema.get("properties").and_then(Value::as_object);
                for (key, value) in table {
                    let known = properties.and_then(|properties| properties.get(key));
                    match known.or_else(|| schema.get("additionalProperties").filter(|any| any.is_object())) {
                        Some(inner) => strangers(inner, value, &format!("{at}.{key}"), found),
                        None => wrong(found, &format!("unknown key {key}")),
                    }
                }
                for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
                    if !table.contains_key(required.as_str().unwrap()) {
                        wrong(found, &format!("{required} is missing"));
                    }
                }
            }
            toml::Value::Array(list) if is_type("array") => {
                list.iter().for_each(|value| strangers(schema.get("items").unwrap_or(&json!({})), value, at, found));
            }
            toml::Value::String(text) if is_type("string") => {
                let choices = schema.get("enum").and_then(Value::as_array);
                if choices.is_some_and(|choices| choices.iter().all(|one| one != text.as_str())) {
                    wrong(found, text);
                }
            }
            toml::Value::Integer(_) if is_type("integer") => {}
            toml::Value::Float(_) if is_type("number") => {}
            toml::Value::Boolean(_) if is_type("boolean") => {}
            _ => wrong(found, "another type"),
        }
    }

    #[test]
    fn every_shipped_file_is_what_its_schema_says() {
        let library = Library::default();
        let mut looked = 0;
        for kind in KINDS {
            let schema = kind.schema();
            let (folder, file) = kind.path.rsplit_once('/').unwrap_or(("", kind.path));
            let mut paths = Vec::new();
            match (folder, file) {
                ("", "config.toml") => {}
                ("", file) => paths.push(file.to_owned()),
                ("situations/NAME", file) => {
                    paths.extend(library.names("situations").iter().map(|name| format!("situations/{name}/{file}")));
                }
                (folder, _) => paths.extend(library.names(folder).iter().map(|name| format!("{folder}/{name}"))),
            }
            let mut texts: Vec<String> =
                paths.iter().map(|path| library.find(path).unwrap().unwrap().text.into_owned()).collect();
            if kind.name == "settings" {
                texts.push(DEFAULTS.to_owned());
                let all = [("deadline", "fetch"), ("theme", "ui"), ("level", "log")];
                for (key, table) in all {
                    let inner = &schema["properties"][table]["properties"][key];
                    assert!(inner["default"].is_string() && inner["description"].is_string(), "{inner}");
                }
            }
            for text in texts {
                let mut found = Vec::new();
                strangers(&schema, &toml::Value::Table(text.parse().unwrap()), kind.name, &mut found);
                assert!(found.is_empty(), "{}: {found:?}", kind.path);
                looked += 1;
            }
        }
        assert!(looked >= 33, "{looked}");
    }

    #[test]
    fn what_a_table_needs_is_told() {
        let schema = |name: &str| KINDS.iter().find(|kind| kind.name == name).unwrap().schema();
        let places = schema("places");
        let place = &places["properties"]["place"]["items"];
        assert_eq!(place["required"], json!(["id", "name", "kind"]));
        assert_eq!(place["properties"]["lat"]["type"], "number");
        assert!(place["properties"]["kind"]["enum"].as_array().unwrap().contains(&json!("village")));
        assert_eq!(place["properties"]["names"]["additionalProperties"]["items"]["type"], "string");
        let feed = &schema("settings")["properties"]["feed"]["items"];
        assert_eq!(feed["required"], json!(["id"]));
        let rule = &schema("alerts")["properties"]["rule"]["items"];
        assert_eq!(rule["required"], json!(["name", "when"]));
    }
}
