//! What a page of reports tells of those that the operator cannot read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::{Gist, Lang, Reads};
use coastwatch::store::{NewRevision, ReportQuery};

use crate::store::{claim, list, open, poll, revision, status};
use crate::support::place::on_both;

async fn a_page_tells_what_was_read_from_reports_in_languages_that_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let in_arabic = |mut revision: NewRevision| {
        revision.reading.lang = Lang::new("ar");
        revision
    };
    let first = in_arabic(revision("sana", "edited", 1, -60, vec![claim(35)]));
    let mut edited = in_arabic(revision("sana", "edited", 2, -60, vec![claim(40), claim(50)]));
    edited.reading.statuses = vec![status()];
    let silent = in_arabic(revision("sana", "silent", 1, -50, vec![]));
    let english = revision("sana", "english", 1, -40, vec![claim(70)]);
    store.save_poll(&poll("sana", -30, vec![first, silent, english])).await.unwrap();
    store.save_poll(&poll("sana", -10, vec![edited])).await.unwrap();
    let told = async |as_of: i64, reads: &[&str]| {
        let query = ReportQuery { reads: Reads::new(reads.iter().copied()), ..list(as_of, 10) };
        let rows = store.reports(&query).await.unwrap();
        let numbers = |gist: Gist| {
            let lows: Vec<u64> = gist.claims.iter().filter_map(|claim| claim.low).collect();
            (lows, gist.statuses.len())
        };
        rows.into_iter().map(|row| row.gist.map(|gist| numbers(*gist))).collect::<Vec<_>>()
    };
    assert_eq!(told(0, &["en"]).await, [None, Some((vec![], 0)), Some((vec![40, 50], 1))]);
    assert_eq!(told(-20, &["en"]).await, [None, Some((vec![], 0)), Some((vec![35], 0))], "as it stood then");
    assert_eq!(told(0, &["ar"]).await, [Some((vec![70], 0)), None, None]);
    assert_eq!(told(0, &["en", "ar"]).await, [None, None, None]);
    assert_eq!(told(0, &[]).await, [None, None, None]);
}

on_both!(a_page_tells_what_was_read_from_reports_in_languages_that_are_not_read,);
