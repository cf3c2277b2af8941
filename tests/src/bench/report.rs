//! How the benches tell what they measured.

use std::fs;
use std::process::ExitCode;

use serde_json::{Value, json};

/// The figures of one bench: a table on the screen, and the same as JSON under the target folder.
#[derive(Debug)]
pub struct Report {
    name: &'static str,
    figures: Vec<Value>,
    missed: usize,
}

impl Report {
    /// The report of the bench of this name.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, figures: Vec::new(), missed: 0 }
    }

    /// A figure without a yardstick.
    pub fn tell(&mut self, what: &str, value: f64, unit: &str) {
        println!("{what:<56}{}", shown(value, unit));
        self.figures.push(json!({ "what": what, "value": value, "unit": unit }));
    }

    /// A figure that is to be at most this.
    pub fn at_most(&mut self, most: f64, what: &str, value: f64, unit: &str) {
        self.hold(value <= most, ("at most", most), what, value, unit);
    }

    /// A figure that is to be at least this.
    pub fn at_least(&mut self, least: f64, what: &str, value: f64, unit: &str) {
        self.hold(value >= least, ("at least", least), what, value, unit);
    }

    fn hold(&mut self, good: bool, (bound, limit): (&str, f64), what: &str, value: f64, unit: &str) {
        self.missed += usize::from(!good);
        let mark = if good { "" } else { "  ← missed" };
        println!("{what:<56}{}  {bound} {}{mark}", shown(value, unit), shown(limit, unit).trim_start());
        self.figures.push(json!({ "what": what, "value": value, "unit": unit, bound: limit, "good": good }));
    }

    /// Writes `target/bench/NAME.json`; the bench has failed if a yardstick was missed.
    ///
    /// # Panics
    /// If the file cannot be written.
    #[must_use]
    pub fn end(self) -> ExitCode {
        // The program is `target/release/deps/NAME-HASH`.
        let program = std::env::current_exe().expect("it is running");
        let folder = program.ancestors().nth(3).expect("it is in the target folder").join("bench");
        fs::create_dir_all(&folder).expect("it can be made");
        let file = folder.join(format!("{}.json", self.name));
        let text = serde_json::to_vec_pretty(&self.figures).expect("it is JSON");
        fs::write(&file, text).expect("it can be written");
        println!("→ {}", file.display());
        ExitCode::from(u8::from(self.missed > 0))
    }
}

fn shown(value: f64, unit: &str) -> String {
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:>9.digits$} {unit}")
}
