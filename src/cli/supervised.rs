//! What a program tells the service manager that started it: that it is ready, that it still works, and that it stops.
//!
//! The protocol is a datagram of `NAME=VALUE` lines to the socket that `NOTIFY_SOCKET` names (sd_notify(3)). Where nobody
//! asked for it, nothing is told.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use tokio::task::JoinHandle;

/// A service manager that wants to be told.
#[derive(Debug)]
pub struct Supervised {
    socket: Option<OsString>,
    watch: Option<JoinHandle<()>>,
}

impl Supervised {
    /// The manager that the environment names. `socket` is `NOTIFY_SOCKET`.
    pub fn by(socket: Option<OsString>) -> Self {
        Self { socket: socket.filter(|socket| !socket.is_empty()), watch: None }
    }

    /// Tells that the program is ready, and from then on that it still works, four times within what `WATCHDOG_USEC` allows
    /// in microseconds. Needs a running runtime, whose hanging would end that.
    pub fn ready(&mut self, watchdog: Option<&str>, status: &str) {
        let Some(socket) = &self.socket else { return };
        self.tell(&format!("READY=1\nSTATUS={status}"));
        let Some(within) = watchdog.and_then(|within| within.parse().ok()).map(Duration::from_micros) else { return };
        let (socket, pause) = (socket.clone(), (within / 4).max(Duration::from_millis(10)));
        self.watch = Some(tokio::spawn(async move {
            loop {
                // It is told again soon enough.
                let _untold = send(&socket, "WATCHDOG=1");
                tokio::time::sleep(pause).await;
            }
        }));
    }

    /// Tells that the configuration is read anew, and, by [`Supervised::reloaded`], that it was.
    pub fn reloading(&self) {
        self.tell("RELOADING=1");
    }

    /// Tells that the configuration was read anew, or why not.
    pub fn reloaded(&self, status: &str) {
        self.tell(&format!("READY=1\nSTATUS={status}"));
    }

    /// Tells that the program ends; that it works is still told until it has.
    pub fn stopping(&self) {
        self.tell("STOPPING=1");
    }

    fn tell(&self, what: &str) {
        if let Some(socket) = &self.socket
            && let Err(error) = send(socket, what)
        {
            tracing::warn!("the service manager cannot be told: {error}");
        }
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.take() {
            watch.abort();
        }
    }
}

/// Sends one datagram to a socket by its path or, after an `@`, its abstract name.
fn send(socket: &OsStr, what: &str) -> io::Result<()> {
    let name = socket.as_encoded_bytes();
    let address = match name.strip_prefix(b"@") {
        #[cfg(target_os = "linux")]
        Some(name) => <SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(name)?,
        _ => SocketAddr::from_pathname(socket)?,
    };
    UnixDatagram::unbound()?.send_to_addr(what.as_bytes(), &address).map(drop)
}
