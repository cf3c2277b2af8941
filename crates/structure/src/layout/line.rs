use super::{Display, Layout};
use crate::tree::Id;

/// What stands in the lines of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Item {
    /// A text in an element.
    Text(Id, Id),
    /// A box in the line.
    Atom(Id),
    /// `br`.
    Break,
    /// A block, which ends the line.
    Block(Id),
    /// The padding of an inline element.
    Space(f64),
}

/// What stands in the lines of an element, inline elements taken apart.
pub(crate) fn items<'a>(layout: &'a Layout<'_>, id: Id) -> impl Iterator<Item = Item> + 'a {
    let children = layout.tree.children(id);
    let mut stack: Vec<(Id, Id)> = children.iter().rev().map(|child| (*child, id)).collect();
    std::iter::from_fn(move || {
        loop {
            let (child, above) = stack.pop()?;
            let Some(element) = layout.tree.element(child) else { return Some(Item::Text(child, above)) };
            let look = layout.look(child);
            match look.display {
                _ if element.is("br") => return Some(Item::Break),
                Display::None => {}
                _ if look.lost => {}
                _ if look.floats => return Some(Item::Atom(child)),
                Display::Inline => {
                    stack.extend(layout.tree.children(child).iter().rev().map(|inner| (*inner, child)));
                    let (left, right) = layout.inset(child, 0.0);
                    if left + right > 0.0 {
                        return Some(Item::Space(left + right));
                    }
                }
                Display::InlineBlock | Display::InlineFlex | Display::Replaced => {
                    return Some(Item::Atom(child));
                }
                _ => return Some(Item::Block(child)),
            }
        }
    })
}
