//! `coastwatch alerts`: what a rule would have rung for, what rang, and what could not be told.

use jiff::Timestamp;
use serde::Serialize;

use super::panes::format;
use crate::cli::args::{Alerts, AlertsAsked, Global, PaneFormat};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, output};
use crate::engine::alert::trial;
use crate::model::alert::{Channel, Delivery, Rang, Rule};
use crate::text::nearest::hint;

/// What `test` prints.
#[derive(Debug, Serialize)]
struct Tried<'a> {
    rule: &'a str,
    when: &'a str,
    since: Timestamp,
    until: Timestamp,
    rings: &'a [Rang],
}

/// What `list` prints.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    rings: &'a [Rang],
}

/// What `dead` prints.
#[derive(Debug, Serialize)]
struct Dead<'a> {
    dead: &'a [Delivery],
}

/// A rule as `rules` prints it.
#[derive(Debug, Serialize)]
struct RuleLine<'a> {
    name: &'a str,
    when: &'a str,
    deliver: Vec<&'a str>,
    cooldown: String,
    rings_in_quiet: bool,
}

/// Runs the command.
///
/// # Errors
/// Where the configuration is wrong, there is no such rule, or the store cannot be read.
pub async fn run(global: &Global, args: &Alerts) -> Result<Ended, Failure> {
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    setup.log(global, Runs::Once)?;
    let now = setup.clock.now();
    let format = format(args.format);
    match &args.asked {
        AlertsAsked::Rules => return rules(&setup.alerts.rules, format),
        AlertsAsked::Test { rule, since } => {
            let rule = find(&setup.alerts.rules, rule)?.clone();
            let since = since.moment(now);
            if since > now {
                return Err(Failure::Call(format!("--since {since} lies after {now}; nothing could have rung since")));
            }
            let store = setup.open_store_to_read().await?;
            let tried = trial::trial(&setup.context(store.clone()), &rule, since).await;
            output::close(&*store).await;
            let rings = tried?;
            match format {
                PaneFormat::Json => {
                    let (rule, when) = (rule.name.as_str(), rule.when.as_str());
                    output::json(&Tried { rule, when, since, until: now, rings: &rings })?;
                }
                PaneFormat::Table if rings.is_empty() => {
                    output::text(&format!("`{}` would have rung for nothing since {since}\n", rule.name))?;
                }
                PaneFormat::Table => output::text(&table(&rings))?,
            }
        }
        AlertsAsked::List { since, limit } => {
            let since = since.map_or(Timestamp::MIN, |since| since.moment(now));
            let store = setup.open_store_to_read().await?;
            let rings = store.rings(since, *limit).await;
            output::close(&*store).await;
            let mut rings = rings?;
            rings.reverse();
            match format {
                PaneFormat::Json => output::json(&Listed { rings: &rings })?,
                PaneFormat::Table => output::text(&table(&rings))?,
            }
        }
        AlertsAsked::Dead { limit } => {
            let store = setup.open_store_to_read().await?;
            let dead = store.dead_deliveries(*limit).await;
            output::close(&*store).await;
            let dead = dead?;
            match format {
                PaneFormat::Json => output::json(&Dead { dead: &dead })?,
                PaneFormat::Table => {
                    let columns = [("rang", Align::Left), ("channel", Align::Left), ("tries", Align::Right)];
                    let mut table =
                        Table::new(&[columns.as_slice(), &[("what", Align::Left), ("why", Align::Left)]].concat());
                    for one in &dead {
                        let why = one.error.clone().unwrap_or_default();
                        table.push(vec![
                            second(one.rang.ring.at),
                            one.channel.clone(),
                            one.tries.to_string(),
                            one.rang.line(),
                            why,
                        ]);
                    }
                    output::text(&table.render())?;
                }
            }
        }
    }
    Ok(Ended::Done)
}

/// The rule of a name.
fn find<'r>(rules: &'r [Rule], name: &str) -> Result<&'r Rule, Failure> {
    rules.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let known = || rules.iter().map(|rule| rule.name.as_str());
        let hint = match rules.is_empty() {
            true => "alerts.toml has none (config/alerts.toml is the reference)".to_owned(),
            false => hint(name, known()),
        };
        Failure::Call(format!("there is no rule `{name}`; {hint}"))
    })
}

fn rules(rules: &[Rule], format: PaneFormat) -> Result<Ended, Failure> {
    let deliver = |rule: &Rule| -> Vec<String> { rule.channels.iter().map(|by| by.name().to_owned()).collect() };
    match format {
        PaneFormat::Json => {
            let line = |rule| {
                let Rule { name, when, channels, cooldown, rings_in_quiet, .. }: &Rule = rule;
                let deliver = channels.iter().map(Channel::name).collect();
                RuleLine { name, when, deliver, cooldown: format!("{cooldown:#}"), rings_in_quiet: *rings_in_quiet }
            };
            output::json(&rules.iter().map(line).collect::<Vec<_>>())?;
        }
        PaneFormat::Table => {
            let mut table = Table::new(&[
                ("rule", Align::Left),
                ("rings for", Align::Left),
                ("told by", Align::Left),
                ("cooldown", Align::Left),
            ]);
            for rule in rules {
                let cooldown = format!("{:#}", rule.cooldown);
                table.push(vec![rule.name.clone(), rule.when.clone(), deliver(rule).join(", "), cooldown]);
            }
            output::text(&table.render())?;
        }
    }
    Ok(Ended::Done)
}

/// Rings as a table.
fn table(rings: &[Rang]) -> String {
    let mut table = Table::new(&[
        ("rang", Align::Left),
        ("rule", Align::Left),
        ("fate", Align::Left),
        ("told", Align::Left),
        ("what", Align::Left),
    ]);
    for rang in rings {
        let told = rang.told.map(second).unwrap_or_else(|| "-".to_owned());
        let more = if rang.more > 0 { format!(" (and {} more)", rang.more) } else { String::new() };
        let what = format!("{}{more}", rang.ring.title);
        table.push(vec![second(rang.ring.at), rang.ring.rule.clone(), rang.fate.to_string(), told, what]);
    }
    table.render()
}

/// An instant to the second.
fn second(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}
