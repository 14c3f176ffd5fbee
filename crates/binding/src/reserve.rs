//! The allocator of the addon: the system's, with some memory put by for the moment when the system refuses.
//!
//! What is large is asked for in a way that can be refused (`Run::reserved`); lists of a few megabytes inside an
//! algorithm are not, and a refusal there would end the process. Instead the reserve is given back to the system, the
//! list gets its room, and every job ends at its next check with an error. The next job puts by again. An untouched
//! reserve is addresses, not memory.
use marginals_core::memory;
use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Bytes put by.
const SIZE: usize = 64 << 20;
/// The largest request that may break into the reserve: larger ones can be refused where they are made.
const LARGEST: usize = SIZE / 4;

const LAYOUT: Layout = Layout::new::<[u8; SIZE]>();

static RESERVE: AtomicPtr<u8> = AtomicPtr::new(null_mut());

/// The allocator.
pub struct Reserving;

#[global_allocator]
static ALLOCATOR: Reserving = Reserving;

/// Puts memory by if there is none; a shortage ends with it.
pub fn put_by() {
    if !RESERVE.load(Ordering::Acquire).is_null() {
        return;
    }
    // SAFETY: the layout is not empty.
    let fresh = unsafe { System.alloc(LAYOUT) };
    if fresh.is_null() {
        return;
    }
    memory::end_shortage();
    if RESERVE.compare_exchange(null_mut(), fresh, Ordering::AcqRel, Ordering::Acquire).is_err() {
        // SAFETY: allocated above with this layout, and seen by nobody else.
        unsafe { System.dealloc(fresh, LAYOUT) };
    }
}

/// Gives the reserve back; whether there was one.
pub fn give_back() -> bool {
    let reserve = RESERVE.swap(null_mut(), Ordering::AcqRel);
    if reserve.is_null() {
        return false;
    }
    // SAFETY: allocated by `put_by` with this layout; the swap made it ours alone.
    unsafe { System.dealloc(reserve, LAYOUT) };
    true
}

/// Whether a refused request of `size` bytes should be made again: some memory may have come back.
#[cold]
fn may_try_again(size: usize) -> bool {
    if size > LARGEST {
        return false;
    }
    if give_back() {
        memory::declare_shortage();
    }
    memory::is_short()
}

/// What `ask` is given for `size` bytes, asked a second time where memory may have come back.
#[inline]
fn given(size: usize, ask: impl Fn() -> *mut u8) -> *mut u8 {
    let first = ask();
    if first.is_null() && may_try_again(size) { ask() } else { first }
}

// SAFETY: every request goes to the system's allocator unchanged, at most twice, for a refused one leaves everything as
// it was; nothing here unwinds or allocates.
unsafe impl GlobalAlloc for Reserving {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        given(layout.size(), || unsafe { System.alloc(layout) })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise.
        given(layout.size(), || unsafe { System.alloc_zeroed(layout) })
    }

    #[inline]
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise; what is refused leaves the old block as it was.
        given(size, || unsafe { System.realloc(old, layout, size) })
    }

    #[inline]
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(old, layout) };
    }
}
