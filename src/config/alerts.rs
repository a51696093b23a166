//! Alerts: `alerts.toml`, each rule checked against what the situation knows.

use std::collections::{BTreeMap, HashSet};

use jiff::SignedDuration;
use jiff::civil::Time;
use serde::{Deserialize, Deserializer, de};
use url::Url;

use super::document::{Document, Step};
use super::feeds::without_password;
use super::library::Library;
use super::value::Span;
use super::{ConfigError, faults, schema};
use crate::filter::{self, Vocabulary};
use crate::model::alert::{Channel, Quiet, Rule, Rules, Secret};
use crate::text::nearest::hint;

/// The file in the configuration folder.
pub const FILE: &str = "alerts.toml";

/// Rules at most: each is a question that is asked whenever something is stored.
const MAX_RULES: usize = 100;

/// How long nothing sounds after a start, unless the file says.
const GRACE: SignedDuration = SignedDuration::from_mins(1);

/// How long a rule keeps quiet after a ring, unless the file says.
const COOLDOWN: SignedDuration = SignedDuration::from_mins(10);

/// How long a program may take, unless the file says.
const TIMEOUT: SignedDuration = SignedDuration::from_secs(10);

/// The longest grace.
const MAX_GRACE: SignedDuration = SignedDuration::from_hours(1);

/// The longest that a program may take.
const MAX_TIMEOUT: SignedDuration = SignedDuration::from_mins(5);

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    grace: Option<Span>,
    quiet: Option<Hours>,
    cooldown: Option<Span>,
    replay: bool,
    #[serde(rename = "rule")]
    rules: Vec<RuleTable>,
    #[serde(rename = "channel")]
    channels: BTreeMap<String, ChannelTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    name: String,
    when: String,
    deliver: Option<Vec<String>>,
    cooldown: Option<Span>,
    quiet: Option<InQuiet>,
}

/// What a rule does in quiet hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InQuiet {
    Rings,
    Waits,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelTable {
    exec: Option<Vec<String>>,
    timeout: Option<Span>,
    webhook: Option<String>,
    secret: Option<Hidden>,
}

/// Hours of a day: `22:00-06:00`.
#[derive(Debug, Clone, Copy)]
struct Hours(Quiet);

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let hour = |text: &str| text.trim().parse::<Time>().ok();
        let hours =
            text.split_once('-').and_then(|(from, until)| Some(Quiet { from: hour(from)?, until: hour(until)? }));
        let wrong = || format!("`{text}` are no hours of a day; write them like \"22:00-06:00\"");
        hours.map(Self).ok_or_else(|| de::Error::custom(wrong()))
    }
}

/// Where a secret is kept.
#[derive(Debug, Clone)]
struct Hidden(Secret);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self(Secret::Env(name.to_owned()))),
            Some(("file", path)) if !path.is_empty() => Ok(Self(Secret::File(path.into()))),
            // What stands there may be the secret itself: it is not repeated.
            _ => Err(de::Error::custom(
                "a secret is not written here; write \"env:NAME\" or \"file:PATH\", where it is kept",
            )),
        }
    }
}

/// Reads the rules: the operator's own where there is a file of them; the shipped one has none.
///
/// # Errors
/// Where the file cannot be read, or something in it is wrong, with its line and key.
pub fn load(library: &Library, vocabulary: &Vocabulary) -> Result<Rules, ConfigError> {
    match library.find(FILE)? {
        Some(document) => read(&document, vocabulary),
        None => Ok(Rules::default()),
    }
}

/// The schema of the file.
pub fn schema() -> serde_json::Value {
    schema::of::<File>()
}

/// All that is wrong with a file of rules.
pub fn faults(document: &Document, vocabulary: &Vocabulary) -> Vec<ConfigError> {
    faults::all(document, &|document| read(document, vocabulary).map(drop))
}

fn read(document: &Document, vocabulary: &Vocabulary) -> Result<Rules, ConfigError> {
    let file: File = document.read()?;
    let most = |key: &'static str, span: Option<Span>, usual: SignedDuration, longest: SignedDuration| {
        let span = span.map_or(usual, |span| span.0);
        match span > longest {
            true => Err(document.fault(&[key.into()], &format!("it is longer than {longest:#}, which is the most"))),
            false => Ok(span),
        }
    };
    let grace = most("grace", file.grace, GRACE, MAX_GRACE)?;
    let cooldown = file.cooldown.map_or(COOLDOWN, |span| span.0);
    let mut channels = BTreeMap::new();
    for (name, table) in &file.channels {
        channels.insert(name.as_str(), channel(document, name, table)?);
    }
    if file.rules.len() > MAX_RULES {
        let message = format!("there are {} rules, and {MAX_RULES} are the most", file.rules.len());
        return Err(document.fault(&["rule".into()], &message));
    }
    let mut seen = HashSet::new();
    let mut rules = vec![];
    for (index, table) in file.rules.iter().enumerate() {
        let fault = |key: &str, message: &str| document.fault(&["rule".into(), index.into(), key.into()], message);
        let name = table.name.as_str();
        if !is_name(name) {
            return Err(fault("name", &format!("`{name}` is no name of a rule; letters, digits and hyphens are")));
        }
        if !seen.insert(name) {
            return Err(fault("name", &format!("the rule `{name}` stands twice; names must differ")));
        }
        let trigger = filter::trigger(&table.when, vocabulary)
            .map_err(|wrong| fault("when", &format!("the rule `{name}`, {wrong}")))?;
        let bell = ["bell".to_owned()];
        let mut told: Vec<Channel> = vec![];
        for (at, wanted) in table.deliver.as_deref().unwrap_or(&bell).iter().enumerate() {
            let plain = Channel::PLAIN.into_iter().find(|(_, name)| *name == wanted).map(|(channel, _)| channel);
            let found = plain.or_else(|| channels.get(wanted.as_str()).cloned()).ok_or_else(|| {
                let known = Channel::PLAIN.iter().map(|(_, name)| *name).chain(channels.keys().copied());
                let known: Vec<&str> = known.collect();
                let message = format!("there is no channel `{wanted}`; {}", hint(wanted, known.iter().copied()));
                document.fault(&["rule".into(), index.into(), "deliver".into(), at.into()], &message)
            })?;
            if !told.contains(&found) {
                told.push(found);
            }
        }
        rules.push(Rule {
            name: name.to_owned(),
            when: table.when.clone(),
            trigger,
            channels: told,
            cooldown: table.cooldown.map_or(cooldown, |span| span.0),
            rings_in_quiet: table.quiet == Some(InQuiet::Rings),
        });
    }
    Ok(Rules { rules, grace, quiet: file.quiet.map(|hours| hours.0), delivers_in_replay: file.replay })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// A channel of a table: a program or an address.
fn channel(document: &Document, name: &str, table: &ChannelTable) -> Result<Channel, ConfigError> {
    let fault = |keys: &[Step<'_>], message: &str| {
        let path: Vec<Step<'_>> =
            [Step::Key("channel"), Step::Key(name)].into_iter().chain(keys.iter().copied()).collect();
        document.fault(&path, message)
    };
    if !is_name(name) || Channel::PLAIN.iter().any(|(_, known)| *known == name) {
        return Err(fault(
            &[],
            &format!(
                "`{name}` is no name of a channel; take letters, digits and hyphens, and none of the names \
                                        that are there already (bell, osc9, osc777, osc99, desktop)"
            ),
        ));
    }
    let name_of = || name.to_owned();
    match (&table.exec, &table.webhook) {
        (Some(argv), None) => {
            if argv.first().is_none_or(|program| program.trim().is_empty()) {
                return Err(fault(
                    &["exec".into()],
                    "it names no program; write it like [\"/usr/local/bin/page\", \"--now\"]",
                ));
            }
            if table.secret.is_some() {
                return Err(fault(&["secret".into()], "a program is given no secret; that is for a webhook"));
            }
            let timeout = table.timeout.map_or(TIMEOUT, |span| span.0);
            if timeout > MAX_TIMEOUT || timeout.is_zero() {
                return Err(fault(&["timeout".into()], "it must be more than none, and at most 5m"));
            }
            Ok(Channel::Exec { name: name_of(), argv: argv.clone(), timeout: timeout.unsigned_abs() })
        }
        (None, Some(address)) => {
            if table.timeout.is_some() {
                return Err(fault(
                    &["timeout".into()],
                    "an address has the `deadline` of [fetch]; `timeout` is for a program",
                ));
            }
            let told = without_password(address.trim());
            let wrong = |why: &str| fault(&["webhook".into()], &format!("`{told}` is no address to post to: {why}"));
            let url = Url::parse(address.trim()).map_err(|error| wrong(&error.to_string()))?;
            if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
                return Err(wrong("it must begin with https:// or http://"));
            }
            if !url.username().is_empty() || url.password().is_some() {
                return Err(wrong("a name and password do not stand in it; sign with a `secret` instead"));
            }
            Ok(Channel::Webhook { name: name_of(), url, secret: table.secret.clone().map(|hidden| hidden.0) })
        }
        _ => Err(fault(&[], &format!("the channel `{name}` must have either `exec` or `webhook`"))),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::library::DEFAULT_SITUATION;
    use crate::config::situation;

    #[test]
    fn the_shipped_file_has_no_rule_and_every_example_in_it_works() {
        let library = Library::default();
        let situation = situation::load(&library, DEFAULT_SITUATION).unwrap();
        let vocabulary = Vocabulary::new(&situation, &situation.feeds);
        assert_eq!(load(&library, &vocabulary).unwrap().rules, []);
        let shipped = library.find(FILE).unwrap().unwrap();
        let example =
            |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or("").to_owned();
        let text: Vec<String> = shipped.text.lines().map(example).collect();
        let rules = read(&Document::new("alerts.toml", text.join("\n")), &vocabulary).unwrap();
        assert_eq!(rules.rules.len(), 6);
        // What the examples say of the defaults is so.
        let usual = read(&Document::new("alerts.toml", ""), &vocabulary).unwrap();
        assert_eq!((rules.grace, rules.delivers_in_replay), (usual.grace, usual.delivers_in_replay));
        assert_eq!(rules.rules.iter().find(|rule| rule.name == "jableh").unwrap().cooldown, COOLDOWN);
        let channels: HashSet<&str> = rules.rules.iter().flat_map(|rule| &rule.channels).map(Channel::name).collect();
        assert_eq!(channels, HashSet::from(["bell", "osc9", "osc777", "osc99", "desktop", "pager", "desk"]));
    }
}
