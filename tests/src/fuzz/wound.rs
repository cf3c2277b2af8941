//! Damage to something that was whole.

/// What a script of four bytes a wound does to a text: a byte flipped, deleted, doubled, zeroed or put in, a stretch left out,
/// moved or repeated, or all behind a place cut off.
#[must_use]
pub fn wounded(whole: &[u8], script: &[u8]) -> Vec<u8> {
    let mut text = whole.to_vec();
    for wound in script.chunks_exact(4) {
        let &[what, high, low, value] = wound else { break };
        let at = usize::from(u16::from_be_bytes([high, low])) % (text.len() + 1);
        let end = (at + usize::from(value)).min(text.len());
        match what % 9 {
            0 => text.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= value.max(1)),
            1 => drop(text.drain(at..(at + 1).min(text.len()))),
            2 => text.extend_from_within(at..(at + 1).min(text.len())),
            3 => text.iter_mut().skip(at).take(1).for_each(|byte| *byte = 0),
            4 => text.insert(at, value),
            5 => drop(text.drain(at..end)),
            6 => text[at..end].rotate_left((end - at) / 2),
            7 => {
                let again = text[at..end].to_vec();
                text.splice(at..at, again);
            }
            _ => text.truncate(at),
        }
    }
    text
}
