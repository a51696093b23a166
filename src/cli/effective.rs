//! The settings in force: what the files say, with the environment and the flags over it, and who says each.

use std::env;

use super::args::Global;
use super::setup;
use crate::config::feeds::without_password;
use crate::config::provenance::{Setting, Source};
use crate::config::{Loaded, Settings};
use crate::text::normalize;

/// The settings with the flags over them.
pub fn with_flags(settings: Settings, global: &Global) -> Settings {
    let set = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    Settings {
        store: set(&global.store).or(settings.store),
        operator: set(&global.operator).or(settings.operator),
        ascii: global.ascii || settings.ascii,
        color: global.color.unwrap_or(settings.color),
        log_level: global.log_level.unwrap_or(settings.log_level),
        ..settings
    }
}

/// Who decides and marks: who is named, else the login name.
pub fn operator(settings: &Settings) -> String {
    let login = || ["USER", "LOGNAME"].into_iter().find_map(|name| env::var(name).ok());
    let name = settings.operator.clone().or_else(login).map(|name| normalize::line(&name));
    name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "operator".to_owned())
}

/// Every setting in force with who says so. What is empty in the files is told as what it comes to.
pub fn settings(global: &Global, loaded: &Loaded) -> Vec<Setting> {
    let text = |value: &str| toml::Value::String(without_password(value)).to_string();
    let over = |key: &str| -> Option<(String, Source)> {
        let named = |value: &Option<String>, name: &'static str, flag: &'static str| {
            let value = value.clone().filter(|value| !value.is_empty())?;
            let is_env = env::var(name).is_ok_and(|set| set == value);
            Some((text(&value), if is_env { Source::Environment(name) } else { Source::Flag(flag) }))
        };
        match key {
            "store" => named(&global.store, "COASTWATCH_STORE", "--store"),
            "operator" => named(&global.operator, "COASTWATCH_OPERATOR", "--operator"),
            "situation" => global.situation.as_ref().map(|value| (text(value), Source::Flag("--situation"))),
            "log.level" => {
                global.log_level.map(|level| (text(&format!("{level:?}").to_lowercase()), Source::Flag("--log-level")))
            }
            "ui.color" => {
                global.color.map(|color| (text(&format!("{color:?}").to_lowercase()), Source::Flag("--color")))
            }
            "ui.ascii" => global.ascii.then(|| ("true".to_owned(), Source::Flag("--ascii"))),
            _ => None,
        }
    };
    let usual = |setting: &Setting| match setting.key.as_str() {
        _ if setting.value != "\"\"" => None,
        "store" => setup::address(&loaded.settings).ok(),
        "operator" => Some(operator(&loaded.settings)),
        _ => None,
    };
    let in_force = |setting: Setting| match over(&setting.key) {
        Some((value, from)) => Setting { value, from, ..setting },
        None => {
            Setting { value: usual(&setting).map_or_else(|| setting.value.clone(), |value| text(&value)), ..setting }
        }
    };
    loaded.provenance().into_iter().map(in_force).collect()
}
