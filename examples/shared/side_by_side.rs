//! Work on many things at once, where each of them waits for the API.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// How many requests wait at once where nobody says otherwise: enough that waiting is not what takes the time, and few
/// enough that the API's limit of requests is not used up at once.
pub(crate) const JOBS: NonZeroUsize = NonZeroUsize::new(8).unwrap();

/// What `work` makes of each item, in the order of the items. At most `jobs` run at once; `done` is told after each how many are.
pub(crate) fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    jobs: NonZeroUsize,
    work: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(usize),
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    let mut found: Vec<(usize, R)> = Vec::with_capacity(items.len());
    thread::scope(|scope| {
        for _ in 0..jobs.get().min(items.len()) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((index, item)) = take(items, next) {
                    // Nobody listens any more only where the program ends.
                    let _ = sender.send((index, work(item)));
                }
            });
        }
        drop(sender);
        for result in results {
            found.push(result);
            done(found.len());
        }
    });
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, result)| result).collect()
}

fn take<'a, T>(items: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}
