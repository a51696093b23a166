//! Replay: a recorded archive served over HTTP on loopback, on a fast clock.
