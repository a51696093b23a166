//! Digests: the sentences of a body that tell of other matters, and lists of several reports.

use std::ops::Range;

use super::evidence::{Alone, Evidence};
use super::{Beside, RELEVANT, When};
use crate::extract::token::{Tokens, is_bullet};

/// How many sentences a paragraph of a digest has at most.
const DIGEST_SENTENCES: usize = 4;
/// How many paragraphs of a digest tell of other matters at least.
const DIGEST_OTHERS: usize = 2;
/// How many entries a list parted by bullets has at least.
const BULLETED: usize = 3;

/// The sentences of a body that do not tell of the situation: page furniture, sentences and whole paragraphs on other
/// places and matters. In a digest (short paragraphs, each a report of its own) only the situation's are read.
pub(super) fn digest(tokens: &Tokens<'_>, body: &mut [Evidence], (when, rolling): (When, bool)) -> Vec<Beside> {
    let sentences = tokens.sentences();
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut begin = 0;
    for (at, sentence) in sentences.iter().enumerate() {
        if tokens.ends_line(sentence) || at + 1 == sentences.len() {
            paragraphs.push(begin..at + 1);
            begin = at + 1;
        }
    }
    let told = |paragraph: &Range<usize>| body.get(paragraph.clone()).unwrap_or_default();
    // Of each paragraph whether it tells of the situation, or else of another matter.
    let kinds: Vec<(bool, bool)> = paragraphs
        .iter()
        .map(|paragraph| {
            let alone = Alone::of(told(paragraph).iter(), when, rolling);
            let tells = |one: &Evidence| !one.doubtful && (one.is_own() || one.core(alone) >= RELEVANT);
            let is_own = told(paragraph).iter().any(tells);
            (is_own, !is_own && told(paragraph).iter().any(Evidence::tells_elsewhere))
        })
        .collect();
    let is_furniture = |paragraph: &Range<usize>| told(paragraph).iter().all(|one| one.doubtful || one.unread);
    let has_own = kinds.iter().any(|(is_own, _)| *is_own);
    let is_short = |paragraph: &Range<usize>| paragraph.len() <= DIGEST_SENTENCES;
    let others = paragraphs.iter().zip(&kinds).filter(|(paragraph, (_, is_other))| *is_other && is_short(paragraph));
    // Entries parted by bullets on one line are reports of their own: one on another matter tells what they are.
    let is_bulleted = paragraphs.len() >= BULLETED && paragraphs.iter().all(|one| one.len() == 1) && {
        let ends = sentences.iter().filter_map(|sentence| sentence.end.checked_sub(1));
        ends.filter(|last| is_bullet(tokens.mark(*last))).count() + 1 >= paragraphs.len()
    };
    let is_digest = has_own && others.count() >= if is_bulleted { 1 } else { DIGEST_OTHERS };
    let mut all = Vec::new();
    let mut unread = Vec::new();
    for (paragraph, (is_own, is_other)) in paragraphs.iter().zip(&kinds) {
        let whole = *is_other || is_digest && !is_own || has_own && is_furniture(paragraph);
        for at in paragraph.clone() {
            let (Some(evidence), Some(sentence)) = (body.get(at), sentences.get(at)) else { continue };
            let left_out = evidence.unread || has_own && evidence.doubtful || is_digest && whole;
            if left_out || whole || evidence.happens_elsewhere() {
                all.push(Beside { tokens: sentence.clone(), whole: whole || left_out });
            }
            if left_out {
                unread.push(at);
            }
        }
    }
    for at in unread {
        if let Some(evidence) = body.get_mut(at) {
            evidence.unread = true;
        }
    }
    all
}
