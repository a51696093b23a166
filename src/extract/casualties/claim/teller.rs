//! Tellers: one person who only tells of what befell others.

use crate::extract::casualties::bind::{Bond, Rule, Scene};
use crate::extract::casualties::figure::Figure;
use crate::extract::casualties::marks::Tag;
use crate::extract::numbers::Value;
use crate::model::Metric;

/// Whether a bare "one" only stands for whoever says something ("they fled, said one").
pub(super) fn is_who_said(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    let said = figure.start().checked_sub(1).is_some_and(|at| scene.marks.is(at, Tag::Say));
    figure.quantity.worded && figure.quantity.value == Value::Whole(1) && figure.head.is_bare() && said
}

/// Whether one person who fled is only named as one who tells of it ("a teacher who fled with his children said").
pub(super) fn is_storyteller(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond) -> bool {
    let fled = scene.metric(bond.harm) == Some(Metric::Displaced);
    // "A WOMAN who spoke to the agency said that fifteen had been killed", behind a sentence that told of the dead.
    let speaks = || {
        let clause = scene.clause_start(figure.start())..scene.clause_end(figure.end());
        bond.rule == Rule::Carried
            && (scene.marks.any(clause.clone(), Tag::Say) || scene.marks.any(clause, Tag::Told))
            && figure.head.is_subset()
    };
    (fled || speaks()) && figure.quantity.value == Value::Whole(1) && figure.quantity.worded
}
