//! The operator's browser, for a link that they have seen and agreed to: started without a shell, on a display of its own.
//!
//! Without a display, as over most SSH lines, nothing is started: the link is copied instead.

use std::ffi::OsString;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use url::Url;

/// How long a browser may take to say that it failed; one that runs on has the link.
const FAILS_WITHIN: Duration = Duration::from_secs(2);

/// What opens a link where `$BROWSER` names nothing.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Why no browser is started over most SSH lines.
pub const NO_DISPLAY: &str = "there is no display here";

/// Where displays are named.
const DISPLAYS: [&str; 2] = ["WAYLAND_DISPLAY", "DISPLAY"];

/// The host of a link that may be opened; none where it is no web address.
pub fn host(link: &str) -> Option<String> {
    let url = Url::parse(link).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.host_str().map(str::to_owned)
}

/// The program and its arguments, without the link; none where there is no display to show it on.
fn chosen(named: impl Fn(&str) -> Option<OsString>) -> Option<(OsString, Vec<OsString>)> {
    let set = |name: &str| named(name).filter(|value| !value.to_string_lossy().trim().is_empty());
    if !cfg!(target_os = "macos") && !DISPLAYS.into_iter().any(|name| set(name).is_some()) {
        return None;
    }
    // A list of browsers, the first of which is meant, as other programs read it.
    let browser = set("BROWSER").and_then(|value| value.into_string().ok());
    let first = browser.as_deref().and_then(|value| value.split(':').find(|part| !part.trim().is_empty()));
    let mut words = first.unwrap_or(OPENER).split_whitespace().map(OsString::from);
    Some((words.next()?, words.collect()))
}

/// Whether there is a display for a browser to open on.
pub fn is_there() -> bool {
    chosen(|name| std::env::var_os(name)).is_some()
}

/// Opens a web address.
///
/// # Errors
/// A sentence, where there is no display, or the browser does not start or fails at once.
pub async fn open(link: &str) -> Result<(), String> {
    if host(link).is_none() {
        return Err("only web addresses are opened".to_owned());
    }
    let Some((program, arguments)) = chosen(|name| std::env::var_os(name)) else {
        return Err(NO_DISPLAY.to_owned());
    };
    let called = program.to_string_lossy().into_owned();
    let mut command = Command::new(&program);
    command.args(arguments).arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // What the terminal tells the screen is not for the browser.
    #[cfg(unix)]
    command.process_group(0);
    let mut browser = command.spawn().map_err(|error| format!("cannot start `{called}`: {error}"))?;
    match tokio::time::timeout(FAILS_WITHIN, browser.wait()).await {
        Ok(Ok(status)) if !status.success() => Err(format!("`{called}` failed ({status})")),
        Ok(Err(error)) => Err(format!("`{called}` is lost: {error}")),
        Ok(Ok(_)) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_have_a_host_to_show() {
        assert_eq!(host("https://sana.sy/en/?p=1").as_deref(), Some("sana.sy"));
        assert_eq!(host("http://user@evil.example:8080/x").as_deref(), Some("evil.example"));
        for other in ["file:///etc/passwd", "javascript:alert(1)", "--help", "", "mailto:a@b.example"] {
            assert_eq!(host(other), None, "{other}");
        }
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn a_browser_needs_a_display_and_is_started_by_its_words() {
        let check = |set: &[(&str, &str)], expect: Option<(&str, &[&str])>| {
            let named =
                |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            let expect = expect.map(|(program, words)| (program.into(), words.iter().map(OsString::from).collect()));
            assert_eq!(chosen(named), expect, "{set:?}");
        };
        check(&[("BROWSER", "firefox")], None);
        check(&[("DISPLAY", "")], None);
        check(&[("DISPLAY", ":0")], Some((OPENER, &[])));
        check(&[("WAYLAND_DISPLAY", "w"), ("BROWSER", "firefox --new-tab:lynx")], Some(("firefox", &["--new-tab"])));
        check(&[("DISPLAY", ":0"), ("BROWSER", "x; rm -rf y")], Some(("x;", &["rm", "-rf", "y"])));
    }
}
