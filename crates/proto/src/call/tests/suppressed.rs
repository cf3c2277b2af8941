//! What the platform does only once, for a time.

use expect_test::expect;

use super::check;
use crate::Repeat;

#[test]
fn it_is_repeated_at_once_and_unknown_in_the_end() {
    check(
        Repeat::Suppressed,
        "lost half 0",
        &expect![[r#"
            T1
            send → lost
            wait 597 ms
            T1
            send → half
            wait 1195 ms
            T1
            send → 0
            done"#]],
    );
    check(
        Repeat::Suppressed,
        "lost lost lost lost",
        &expect![[r#"
            T1
            send → lost
            wait 597 ms
            T1
            send → lost
            wait 1195 ms
            T1
            send → lost
            wait 2390 ms
            T1
            send → lost
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (the connection broke: x)"#]],
    );
    check(
        Repeat::Suppressed,
        "lost 45009",
        &expect![[r#"
            T1
            send → lost
            wait 597 ms
            T1
            send → 45009
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (WeChat refused with 45009: with ***)"#]],
    );
    check(
        Repeat::Suppressed,
        "form",
        &expect![[r#"
            T1
            send → form
            outcome_unknown: outcome unknown: POST /pour may or may not have been done (unreadable answer: errcode is not a number; it began with: {"errcode":[]})"#]],
    );
}

#[test]
fn a_refusal_of_the_only_attempt_is_known() {
    check(
        Repeat::Suppressed,
        "refused 45009",
        &expect![[r#"
        T1
        send → refused
        wait 597 ms
        T1
        send → 45009
        quota: WeChat refused with 45009: with ***"#]],
    );
}
