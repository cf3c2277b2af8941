//! Drivers for wxkit: hyper on tokio, and blocking.
