//! `coastwatch help`, `man` and `completions`: the manual, made of the program's own tables.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::args::{Args, Man};
use crate::cli::manual::{TOPICS, pages};
use crate::cli::{Ended, Failure, output};
use crate::text::nearest::hint;

/// Prints a page of reference, or the help of a command.
///
/// # Errors
/// Where there is neither of the name.
pub fn help(words: &[String]) -> Result<Ended, Failure> {
    let mut command = Args::command();
    command.build();
    let Some(first) = words.first() else {
        let topics = TOPICS.iter().map(|topic| format!("  {:14}{}\n", topic.name, topic.told));
        let text = format!(
            "{}\nTopics, each by `coastwatch help TOPIC`:\n{}",
            command.render_long_help(),
            topics.collect::<String>()
        );
        output::text(&text)?;
        return Ok(Ended::Done);
    };
    let topic = TOPICS.iter().find(|topic| topic.name == first && words.len() == 1);
    let found = words.iter().try_fold(&mut command, |command, word| command.find_subcommand_mut(word));
    let told = found.map(|command| command.render_long_help().to_string());
    let pages: Vec<String> = told.into_iter().chain(topic.map(|topic| topic.page())).collect();
    if pages.is_empty() {
        let whole = Args::command();
        let known = whole.get_subcommands().map(clap::Command::get_name).chain(TOPICS.iter().map(|topic| topic.name));
        let known: Vec<&str> = known.collect();
        let name = words.join(" ");
        return Err(Failure::Call(format!("there is no page `{name}`; {}", hint(&name, known.iter().copied()))));
    }
    output::text(&pages.join("\n"))?;
    Ok(Ended::Done)
}

/// Prints a man page, or writes all of them into a folder.
///
/// # Errors
/// Where there is none of the name, or one cannot be written.
pub fn man(args: &Man) -> Result<Ended, Failure> {
    let pages = pages()?;
    if let Some(folder) = &args.dir {
        let failed =
            |path: &Path, error: std::io::Error| Failure::Run(format!("cannot write {}: {error}", path.display()));
        for page in pages {
            let section = page.file.rsplit('.').next().unwrap_or_default();
            let folder = folder.join(format!("man{section}"));
            std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
            let file = folder.join(&page.file);
            std::fs::write(&file, &page.text).map_err(|error| failed(&file, error))?;
        }
        return Ok(Ended::Done);
    }
    let wanted = args.page.as_str();
    let is_it = |file: &str| {
        let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
        [file, name, name.trim_start_matches("coastwatch-")].contains(&wanted)
    };
    let Some(page) = pages.iter().find(|page| is_it(&page.file)) else {
        let hint = hint(wanted, pages.iter().map(|page| page.file.as_str()));
        return Err(Failure::Call(format!("there is no man page `{wanted}`; {hint}")));
    };
    output::text(&String::from_utf8_lossy(&page.text))?;
    Ok(Ended::Done)
}

/// Prints what completes the command line in a shell.
///
/// # Errors
/// Where it cannot be written.
pub fn completions(shell: Shell) -> Result<Ended, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "coastwatch", &mut script);
    output::text(&String::from_utf8_lossy(&script))?;
    Ok(Ended::Done)
}
