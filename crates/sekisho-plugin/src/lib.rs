//! Runs the modules of profiles and the plugins of authors, each with its limits.
