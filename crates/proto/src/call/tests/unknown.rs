//! What the other side does not know: an id, or a path.

use expect_test::expect;

use super::{Pour, check, play};
use crate::{Call, Repeat};

#[test]
fn a_new_id_may_not_be_known_at_once() {
    let play = |script, expected| play(Call::new(Pour(Repeat::Never)).settling(40007), script, expected);
    play(
        "40007 40007 0",
        &expect![[r#"
            T1
            send once → 40007
            wait 2390 ms
            T1
            send once → 40007
            wait 4780 ms
            T1
            send once → 0
            done"#]],
    );
    play(
        "40007 40007 40007 40007 0",
        &expect![[r#"
        T1
        send once → 40007
        wait 2390 ms
        T1
        send once → 40007
        wait 4780 ms
        T1
        send once → 40007
        wait 7171 ms
        T1
        send once → 40007
        unknown: WeChat refused with 40007: with ***"#]],
    );
    play(
        "40008",
        &expect![[r#"
        T1
        send once → 40008
        unknown: WeChat refused with 40008: with ***"#]],
    );
}

#[test]
fn a_server_without_the_path_is_asked_once() {
    let at_once = expect![[r#"
        T1
        send → http404
        transport: a gateway answered in place of WeChat (HTTP 404): 6 bytes that are not an answer of the platform"#]];
    check(Repeat::Safe, "http404", &at_once);
    check(
        Repeat::Never,
        "http404",
        &expect![[r#"
        T1
        send once → http404
        outcome_unknown: outcome unknown: POST /pour may or may not have been done (a gateway answered in place of WeChat (HTTP 404): 6 bytes that are not an answer of the platform)"#]],
    );
}
