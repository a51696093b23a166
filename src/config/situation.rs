//! Loading a situation and the lexicons: embedded, each file overridable.
