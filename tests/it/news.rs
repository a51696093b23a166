//! What is new in the store, folded into books that are kept.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use coastwatch::config::situation::shipped;
use coastwatch::model::{Claim, Judgement, Ledger, Scope, Subject};
use coastwatch::reconcile::Books;

use crate::store::{at, claim, copy_of, decision, irrelevant, march, open, poll, revision};
use crate::support::place::on_both;

async fn books_that_fold_in_what_is_new_are_those_that_are_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let toll = |low| Claim { place: None, scope: Scope::Cumulative, as_of: None, ..claim(low) };
    let situation = Arc::new(shipped().unwrap());
    let anew = async |minute: i64| {
        let (seq, ledger) = store.ledger_from(&march(), at(minute), None).await.unwrap();
        (seq, Books::open(Arc::clone(&situation), march(), at(minute), ledger))
    };
    let first = revision("sohr", "one", 1, -10, vec![toll(35)]);
    store.save_poll(&poll("sohr", 0, vec![first.clone()])).await.unwrap();
    let (mut seq, mut books) = anew(1).await;
    let before = books.tally();

    let edited = revision("sohr", "one", 2, -10, vec![toll(36)]);
    let steps = [
        poll("sohr", 2, vec![revision("sohr", "two", 1, -9, vec![toll(40)])]),
        poll("sana", 4, vec![irrelevant(revision("sana", "three", 1, 3, vec![]))]),
        poll("sohr", 6, vec![edited]),
    ];
    for step in steps {
        store.save_poll(&step).await.unwrap();
        let now = step.at.duration_since(at(0)).as_mins() + 1;
        let (next, news) = store.ledger_after(seq).await.unwrap().unwrap();
        assert!(news.claims.len() <= 1 && next > seq, "only what is new: {news:?}");
        books.fold(news);
        books.turn_to(at(now));
        seq = next;
        assert_eq!((books.tally(), books.board()), (anew(now).await.1.tally(), anew(now).await.1.board()));
    }
    assert_ne!(books.tally().rows, before.rows);
    let id = format!("{}.1.c1", revision("sohr", "two", 1, -9, vec![]).item.id);
    store.decide(&[decision("d1", 8, Subject::Claim(id.as_str().into()), Judgement::Reject)]).await.unwrap();
    let (next, news) = store.ledger_after(seq).await.unwrap().unwrap();
    assert_eq!((news.claims.len(), news.decisions.len()), (0, 1));
    books.fold(news);
    books.turn_to(at(9));
    assert_eq!(books.tally(), anew(9).await.1.tally());
    assert_eq!(store.ledger_after(next).await.unwrap(), Some((next, Ledger::default())));
    // An earlier copy opens the report of one that was there: all is to be read anew.
    let earlier = copy_of(revision("afp", "copy", 1, -30, vec![toll(35)]), &first, "afp");
    store.save_poll(&poll("afp", 10, vec![earlier])).await.unwrap();
    assert_eq!(store.ledger_after(next).await.unwrap(), None);
}

on_both!(books_that_fold_in_what_is_new_are_those_that_are_read_anew,);
