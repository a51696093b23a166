//! Telling a program: started by its words, without a shell, the ring on its standard input.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use crate::text::normalize;

/// Bytes of what a program complains that are read.
const COMPLAINT: u64 = 2_048;

/// Characters of it that are told.
const COMPLAINT_TOLD: usize = 160;

/// Starts a program and gives it a text.
///
/// # Errors
/// A sentence, where it could not be started, did not end in time, or ended with anything but 0. Its arguments may hold
/// secrets and are not told.
pub(super) async fn tell(argv: &[String], input: String, timeout: Duration) -> Result<(), String> {
    let Some((program, arguments)) = argv.split_first() else { return Err("no program is named".to_owned()) };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| format!("`{program}` cannot be started: {error}"))?;
    let (given, complains) = (child.stdin.take(), child.stderr.take());
    let give = async move {
        if let Some(mut given) = given {
            // A program that does not read what it is given may still do its work.
            let _closed = given.write_all(input.as_bytes()).await;
        }
    };
    let hear = async move {
        let mut complaint = vec![];
        if let Some(complains) = complains {
            let _broken = complains.take(COMPLAINT).read_to_end(&mut complaint).await;
        }
        complaint
    };
    let ended = tokio::time::timeout(timeout, async {
        // What it started itself may keep its standard error open: its own end counts.
        let heard = tokio::spawn(hear);
        let ((), status) = tokio::join!(give, child.wait());
        let complaint = tokio::time::timeout(Duration::from_millis(200), heard).await;
        (status, complaint.ok().and_then(Result::ok).unwrap_or_default())
    });
    match ended.await {
        Ok((Ok(status), _)) if status.success() => Ok(()),
        Ok((Ok(status), complaint)) => {
            let said = normalize::line_within(&String::from_utf8_lossy(&complaint), COMPLAINT_TOLD);
            let said = if said.trim().is_empty() { String::new() } else { format!(": {}", said.trim()) };
            Err(format!("`{program}` ended with {status}{said}"))
        }
        Ok((Err(error), _)) => Err(format!("`{program}` is lost: {error}")),
        Err(_) => Err(format!("`{program}` did not end within {} s", timeout.as_secs_f32())),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[tokio::test]
    async fn a_program_is_given_the_text_and_no_shell_reads_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("$(got) it");
        let argv = words(&["tee", file.to_str().unwrap()]);
        tell(&argv, "{\"rule\":\"x\"}".to_owned(), Duration::from_secs(20)).await.unwrap();
        assert_eq!(std::fs::read_to_string(file).unwrap(), "{\"rule\":\"x\"}");
    }

    #[tokio::test]
    async fn what_goes_wrong_is_told_without_the_words_of_the_call() {
        let told = async |argv: &[&str], timeout| tell(&words(argv), "x".repeat(100_000), timeout).await.unwrap_err();
        let long = Duration::from_secs(20);
        let failed = told(&["sh", "-c", "echo 'no \u{1b}[31mline' >&2; exit 3", "secret"], long).await;
        assert_eq!(failed, "`sh` ended with exit status: 3: no line");
        let missing = told(&["/nowhere/at-all", "secret"], long).await;
        assert!(missing.contains("cannot be started") && !missing.contains("secret"), "{missing}");
        let slow = told(&["sleep", "1000"], Duration::from_millis(20)).await;
        assert!(slow.contains("did not end within"), "{slow}");
    }
}
