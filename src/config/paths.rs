//! Where files live: the XDG base directories.
