//! The binary: builds everything, maps errors to exit codes.

use std::process::ExitCode;

use clap::Parser;

use coastwatch::cli::{self, Failure, args::Args, output};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return cli::misread(&error),
    };
    #[cfg(unix)]
    keep_on_when_files_may_not_grow();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return tell(&Failure::Run(format!("cannot start the threads of the program: {error}"))),
    };
    let ended = runtime.block_on(cli::run(args));
    // A thread that waits for standard input must not keep the process.
    runtime.shutdown_background();
    match ended {
        Ok(ended) => ExitCode::from(ended.exit_code()),
        Err(failure) => tell(&failure),
    }
}

/// A limit on the size of files makes a write fail, as a full disk does, instead of ending the program.
#[cfg(unix)]
fn keep_on_when_files_may_not_grow() {
    let seen = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    // Where it cannot be watched for, the signal keeps what it does of itself.
    let _unwatched = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
}

/// Says on standard error why the program failed, and gives the exit code for it.
fn tell(failure: &Failure) -> ExitCode {
    if !matches!(failure, Failure::OutputClosed) {
        // Nobody may be listening; the exit code still tells.
        output::note(&failure.to_string());
    }
    ExitCode::from(failure.exit_code())
}
