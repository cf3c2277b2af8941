//! What would run.

use super::tag::Tag;

/// Names of events, without `on`. A name that is none of them is an attribute that nobody knows, and does nothing.
const EVENTS: &str = " abort afterprint animationcancel animationend animationiteration animationstart auxclick beforecopy \
    beforecut beforeinput beforepaste beforeprint beforetoggle beforeunload begin blur cancel canplay canplaythrough \
    change click close contextlost contextmenu contextrestored copy cuechange cut dblclick drag dragend dragenter \
    dragexit dragleave dragover dragstart drop durationchange emptied end ended error focus focusin focusout formdata \
    fullscreenchange fullscreenerror gotpointercapture hashchange input invalid keydown keypress keyup load loadeddata \
    loadedmetadata loadstart lostpointercapture message mousedown mouseenter mouseleave mousemove mouseout mouseover \
    mouseup mousewheel offline online pagehide pageshow paste pause play playing pointercancel pointerdown \
    pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate progress \
    ratechange readystatechange repeat reset resize scroll scrollend search securitypolicyviolation seeked seeking \
    select selectionchange selectstart slotchange stalled storage submit suspend timeupdate toggle touchcancel \
    touchend touchmove touchstart transitioncancel transitionend transitionrun transitionstart unload volumechange \
    waiting webkitanimationend webkitanimationiteration webkitanimationstart webkittransitionend wheel ";

/// Whether a tag is a script, has one, or leads to one.
pub(super) fn runs(tag: &Tag) -> bool {
    tag.name == "script"
        || tag.attributes.iter().any(|(name, value)| {
            let handles = name.strip_prefix("on").is_some_and(is_event);
            handles || matches!(name.as_str(), "href" | "xlink:href" | "src" | "action") && is_script(value)
        })
}

fn is_event(name: &str) -> bool {
    !name.is_empty() && EVENTS.split(' ').any(|event| event == name)
}

/// Browsers skip control characters and blanks before a scheme, and tabs and line breaks inside of it.
fn is_script(address: &str) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let scheme = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    scheme.take("javascript:".len()).collect::<String>().eq_ignore_ascii_case("javascript:")
}
