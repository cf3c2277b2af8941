//! Integration tests of wxkit.
