use std::ops::Range;

/// Places of a text and what to put there; they do not overlap.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    edits: Vec<(Range<usize>, String)>,
    /// How far what stands before each edit moves what stands behind.
    moved: Vec<i64>,
}

impl Edits {
    /// In the order of the text. What lies in what was taken before is left out.
    pub(crate) fn new(mut edits: Vec<(Range<usize>, String)>) -> Self {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut end = 0;
        edits.retain(|(range, _)| {
            let free = range.start >= end;
            if free {
                end = range.end;
            }
            free
        });
        let mut sum = 0;
        let mut moved = vec![0];
        for (range, text) in &edits {
            sum += text.len() as i64 - range.len() as i64;
            moved.push(sum);
        }
        Self { edits, moved }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    pub(crate) fn apply(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut at = 0;
        for (range, text) in &self.edits {
            out.push_str(html.get(at..range.start).unwrap_or_default());
            out.push_str(text);
            at = range.end;
        }
        out + html.get(at..).unwrap_or_default()
    }

    /// Where a place of the text that came out was before.
    pub(crate) fn before(&self, at: usize) -> usize {
        let at = at as i64;
        let start = |edit: usize| {
            let (range, _) = self.edits.get(edit)?;
            Some(range.start as i64 + self.moved.get(edit)?)
        };
        // Starts are in order, so the number of those before can be searched for.
        let (mut low, mut high) = (0, self.edits.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if start(middle).is_some_and(|start| start <= at) { low = middle + 1 } else { high = middle }
        }
        let inside = low.checked_sub(1).and_then(|last| {
            let (range, text) = self.edits.get(last)?;
            Some(range.start).filter(|_| start(last).is_some_and(|start| start + text.len() as i64 > at))
        });
        inside.unwrap_or_else(|| {
            usize::try_from(at - self.moved.get(low).copied().unwrap_or_default()).unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let edits = Edits::new(vec![
            (6..9, String::new()),
            (0..1, "XYZ".into()),
            (2..4, "-".into()),
            (3..5, "?".into()),
        ]);
        assert_eq!(edits.apply("0123456789"), "XYZ1-459");
        let before: Vec<_> = (0..8).map(|at| edits.before(at)).collect();
        assert_eq!(before, [0, 0, 0, 1, 2, 4, 5, 9]);
    }
}
