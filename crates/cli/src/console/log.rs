//! The log: a line for each request, behind the time.

use std::fmt;
use std::io;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer, debug_fn};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormattedFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt as lines, registry};

use super::visible;

/// What is logged.
#[derive(Debug, PartialEq)]
pub(super) struct Log {
    targets: Targets,
    /// With attempts and sizes.
    is_full: bool,
}

impl Log {
    /// What `-v` asks for, else what the environment does; an error is for people.
    pub(super) fn asked(verbose: u8, set: Option<&str>) -> Result<Option<Self>, String> {
        match (verbose, set.map(str::trim)) {
            (0, None | Some("" | "off")) => Ok(None),
            (0, Some(set)) => Self::parse(set).map(Some),
            (1, _) => Ok(Some(Self::ours(LevelFilter::DEBUG))),
            _ => Ok(Some(Self::full())),
        }
    }

    fn parse(set: &str) -> Result<Self, String> {
        let wrong =
            "WXKIT_LOG must be error, warn, info, debug or trace, or such as wxkit=debug,hyper_util=trace";
        match (set.parse::<LevelFilter>(), set.contains('=')) {
            (Ok(LevelFilter::TRACE), _) => Ok(Self::full()),
            (Ok(level), _) => Ok(Self::ours(level)),
            (_, true) => {
                let targets = set.parse().map_err(|_| wrong.to_owned())?;
                Ok(Self { targets, is_full: true })
            }
            _ => Err(wrong.into()),
        }
    }

    /// Of our own crates.
    fn ours(level: LevelFilter) -> Self {
        Self { targets: Targets::new().with_target("wxkit", level), is_full: false }
    }

    /// Of the connections as well.
    fn full() -> Self {
        let targets = Targets::new().with_default(LevelFilter::DEBUG);
        Self { targets: targets.with_target("wxkit", LevelFilter::TRACE), is_full: true }
    }

    /// The library's spans hold methods and paths, and neither queries nor bodies.
    pub(super) fn start(self) {
        let is_full = self.is_full;
        let fields = debug_fn(move |writer, field, value| match field.name() {
            "attempt" if !is_full && format!("{value:?}") == "1" => Ok(()),
            "sent" | "received" if !is_full => Ok(()),
            "method" | "path" | "message" => write!(writer, " {}", plain(value)),
            name => write!(writer, " {name}={}", plain(value)),
        });
        let layer =
            lines::layer().with_writer(io::stderr).with_ansi(false).fmt_fields(fields).event_format(Line);
        // Fails only if there is one already.
        let _ = registry().with(layer.with_filter(self.targets)).try_init();
    }
}

/// The time, what the request is, and what has become of it.
struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = time();
        if *event.metadata().level() <= Level::WARN {
            line += &format!(" {}", event.metadata().level());
        }
        for span in context.event_scope().into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                line += &fields.fields;
            }
        }
        context.format_fields(Writer::new(&mut line), event)?;
        let words: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).collect();
        writeln!(writer, "{}", visible(&words.join(" ")))
    }
}

/// Now, to a thousandth of a second.
fn time() -> String {
    let mut time = String::new();
    // A clock that cannot be written is left out.
    let _ = SystemTime.format_time(&mut Writer::new(&mut time));
    match time.get(.."2026-01-01T00:00:00.000".len()) {
        Some(time) => format!("{time}Z"),
        None => time,
    }
}

/// A text without its quotes.
fn plain(value: &dyn fmt::Debug) -> String {
    let text = format!("{value:?}");
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_is_logged() {
        let asked = |verbose, set| Log::asked(verbose, set).unwrap();
        for set in [None, Some(""), Some(" off ")] {
            assert_eq!(asked(0, set), None);
        }
        assert_eq!(asked(0, Some("info")), Some(Log::ours(LevelFilter::INFO)));
        assert_eq!(asked(1, Some("error")), Some(Log::ours(LevelFilter::DEBUG)));
        assert_eq!((asked(2, None), asked(0, Some("TRACE"))), (Some(Log::full()), Some(Log::full())));
        let targets = "wxkit=debug,hyper_util=trace";
        assert_eq!(asked(0, Some(targets)).unwrap().targets, targets.parse().unwrap());
        for wrong in ["loud", "wxkit=loud", "debug trace"] {
            assert!(Log::asked(0, Some(wrong)).unwrap_err().starts_with("WXKIT_LOG must be"), "{wrong}");
        }
    }

    #[test]
    fn a_time_has_one_length() {
        assert_eq!((time().len(), time().ends_with('Z')), ("2026-01-01T00:00:00.000Z".len(), true));
    }
}
