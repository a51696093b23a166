//! Turns: one transaction for two that use it, a statement of either at a time, so that the database writes for one of them
//! what asks for no answer while the other thinks over what it was told.

use std::sync::{Mutex as Lock, PoisonError};

use futures_util::future::join;
use tokio::sync::{Mutex, MutexGuard};

use super::super::StoreError;
use super::statement::Dialect;
use super::transaction::Transaction;

/// A transaction that is used by turns.
pub(super) struct Turns<'t> {
    transaction: Mutex<&'t mut Transaction>,
    dialect: Dialect,
}

impl<'t> Turns<'t> {
    /// For a transaction that nobody else uses meanwhile.
    pub(super) fn of(transaction: &'t mut Transaction) -> Self {
        Self { dialect: transaction.dialect(), transaction: Mutex::new(transaction) }
    }

    /// Which words its database knows.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The transaction, once the statement of the other is carried out. It is for one statement, and never kept while
    /// the next turn is waited for.
    pub(super) async fn next(&self) -> MutexGuard<'_, &'t mut Transaction> {
        self.transaction.lock().await
    }
}

/// Does both to their end; where both fail, what failed first tells why: in a transaction that is broken whatever comes
/// later fails for that alone.
pub(super) async fn both<A, B>(
    one: impl Future<Output = Result<A, StoreError>>,
    other: impl Future<Output = Result<B, StoreError>>,
) -> Result<(A, B), StoreError> {
    let first: Lock<Option<StoreError>> = Lock::new(None);
    let note = |error| {
        first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    };
    let done = join(async { one.await.map_err(note).ok() }, async { other.await.map_err(note).ok() }).await;
    match (done, first.into_inner().unwrap_or_else(PoisonError::into_inner)) {
        ((Some(one), Some(other)), None) => Ok((one, other)),
        (_, Some(error)) => Err(error),
        (_, None) => Err(StoreError::Invariant { what: "a write that ended without a word".to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::task::yield_now;

    use super::*;

    #[test]
    fn of_two_failures_the_first_in_time_is_told() {
        let fails = |what: &'static str, later: bool| async move {
            if later {
                yield_now().await;
            }
            Err::<(), _>(StoreError::Invariant { what: what.to_owned() })
        };
        let told =
            |result: Option<Result<((), ()), StoreError>>| result.map(|result| result.map_err(|e| e.to_string()));
        let expect = |what: &str| Some(Err(StoreError::Invariant { what: what.to_owned() }.to_string()));
        let run = |one: bool, other: bool| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().ok()?;
            Some(runtime.block_on(both(fails("one", one), fails("other", other))))
        };
        assert_eq!(told(run(false, true)), expect("one"));
        assert_eq!(told(run(true, false)), expect("other"));
        let done = both(async { Ok(1) }, async { Ok(2) }).now_or_never();
        assert_eq!(done.and_then(Result::ok), Some((1, 2)));
    }
}
