//! Runs while the system refuses memory. A process of its own: the shortage is one of the whole process.
use marginals_core::memory::{declare_shortage, end_shortage, is_short};
use marginals_core::{CancelFlag, Code, Run};

#[test]
fn runs_fail_at_their_next_check_until_a_shortage_ends() {
    let run = Run::default();
    assert!(!is_short() && run.check().is_ok());
    declare_shortage();
    let error = run.check().unwrap_err();
    assert_eq!(error.code(), Code::OutOfMemory);
    assert!(error.to_string().contains("the system refuses more memory"));
    assert!(run.blocks(3, 1, || (), |(), _| Ok(())).is_err());
    // Who asked for a stop hears of the stop.
    let cancel = CancelFlag::default();
    cancel.cancel();
    assert!(run.clone().with_cancel(cancel).check().unwrap_err().is_aborted());
    end_shortage();
    assert!(run.check().is_ok());
}
