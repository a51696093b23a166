//! The filter language: what an operator types to say which reports or items are meant.
//!
//! A text is parsed ([`parse()`]) into an [`Expr`], plain data with the place of each part; bound ([`bind()`]) to what the
//! situation and the store know it becomes a [`Condition`], which a store looks for. [`complete()`] offers what may stand at
//! a cursor. Whatever is typed, the answer is an expression or one sentence with a column. Absent: any search of its own.
//!
//! Grammar: `or` parts alternatives; what stands side by side must all hold; `not` or `-` before a part denies it;
//! brackets group. A part is a word, a "quoted phrase", `field:value`, or a number with a comparison (`killed>=10`). All
//! but words is of the report as a whole; words that stand side by side are looked for in one item of it.

mod bind;
mod complete;
mod condition;
mod expr;
mod field;
mod parse;
mod print;
mod trigger;
mod vocabulary;

pub use bind::{Moment, bind};
pub use complete::{Candidate, complete};
pub use condition::{Condition, Phrase, State, Stated};
pub use expr::{Comparison, Expr, Span, Term};
pub use field::{Field, Quantity};
pub use parse::{Fault, parse, words};
pub use trigger::trigger;
pub use vocabulary::{Named, Vocabulary};

#[cfg(test)]
mod tests;
