//! The plugins that ship with Sekisho.
