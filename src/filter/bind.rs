//! From what was typed to what is looked for: names become ids, spans of time become instants.

use jiff::Timestamp;

use super::parse::Fault;
use super::{Comparison, Condition, Expr, Field, Named, Phrase, Quantity, Span, State, Stated, Term, Vocabulary};
use crate::model::{CategoryId, FeedId, Lang, Metric, OriginId, StatusKind, StatusValue};
use crate::text::entry;
use crate::text::fold::fold;
use crate::text::nearest::{hint, nearest};
use crate::text::when::{self, Edge, instant};

/// When and for whom a filter is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Now: what spans of time count back from.
    pub now: Timestamp,
    /// Who asks: `owner:me`.
    pub operator: String,
    /// Until when they had last looked: `is:new`; none where never, and then all is new.
    pub looked: Option<Timestamp>,
}

/// The condition that a filter, parsed from `text`, comes to.
///
/// # Errors
/// Where a value is unknown or makes no sense for its field, with its column.
pub fn bind(expr: &Expr, text: &str, vocabulary: &Vocabulary, moment: &Moment) -> Result<Condition, Fault> {
    Binding { text, vocabulary, moment }.expr(expr)
}

struct Binding<'b> {
    text: &'b str,
    vocabulary: &'b Vocabulary,
    moment: &'b Moment,
}

impl Binding<'_> {
    fn expr(&self, expr: &Expr) -> Result<Condition, Fault> {
        match expr {
            Expr::And(parts) => {
                let mut bound = vec![];
                let mut words = vec![];
                for part in parts {
                    match self.expr(part)? {
                        Condition::Words(more) => words.extend(more),
                        other => bound.push(other),
                    }
                }
                if !words.is_empty() {
                    bound.insert(0, Condition::Words(words));
                }
                Ok(Condition::And(bound))
            }
            Expr::Or(parts) => Ok(Condition::Or(parts.iter().map(|part| self.expr(part)).collect::<Result<_, _>>()?)),
            Expr::Not(inner) => Ok(Condition::Not(Box::new(self.expr(inner)?))),
            Expr::Term(term, span) => {
                self.term(term).map_err(|message| Fault::at(self.text, self.value_of(term, *span), message))
            }
        }
    }

    /// Where the value of a term stands, of a word the whole: what is wrong is in there.
    fn value_of(&self, term: &Term, span: Span) -> Span {
        if matches!(term, Term::Word { .. } | Term::Phrase(_)) {
            return span;
        }
        let said = self.text.get(span.start..span.end).unwrap_or_default();
        let value = said.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '_');
        Span { start: span.end - value.trim_start_matches([':', '<', '>', '=']).len(), end: span.end }
    }

    fn term(&self, term: &Term) -> Result<Condition, String> {
        Ok(match term {
            Term::Word { text, is_start } => Condition::Words(vec![Phrase::word(text, *is_start)]),
            Term::Phrase(text) => Condition::Words(vec![Phrase::new(text, false)]),
            Term::Named(field, value) => return self.field(*field, value),
            Term::Counted(quantity, comparison, number) => match quantity {
                Quantity::Figure(metric) => Condition::Figure(*metric, *comparison, *number),
                Quantity::Sources => Condition::Sources(*comparison, *number),
                Quantity::Items => Condition::Items(*comparison, *number),
                Quantity::Priority => {
                    if *comparison == Comparison::Equal && !(1..=3).contains(number) {
                        return Err(format!("there is no priority {number}; it is 1, 2 or 3"));
                    }
                    Condition::Priority(*comparison, *number)
                }
            },
        })
    }

    fn field(&self, field: Field, value: &str) -> Result<Condition, String> {
        let known = self.vocabulary;
        Ok(match field {
            Field::Place => Condition::Place(known.with_all_within(named("place", value, &known.places)?)),
            Field::Origin => Condition::Origin(OriginId::new(named("origin", value, &known.origins)?)),
            Field::Feed => Condition::Feed(FeedId::new(named("feed", value, &known.feeds)?)),
            Field::Side => Condition::Side(CategoryId::new(named("side", value, &known.categories)?)),
            Field::Lang => {
                let code = value.to_ascii_lowercase();
                let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
                if !is_code {
                    return Err(format!("`{value}` is no language; write it as two letters, such as `ar`"));
                }
                Condition::Lang(Lang::new(code))
            }
            Field::Tag => Condition::Tag(entry::tag(value)?),
            Field::Owner if value == "me" => Condition::Owner(self.moment.operator.clone()),
            Field::Owner => Condition::Owner(value.to_owned()),
            Field::Kind => Condition::Stated(word("kind", value, KINDS)?),
            Field::Status => Condition::Value(self.status(value)?),
            Field::Is => return self.state(value),
            Field::Since => Condition::Since(self.time(value, Edge::Start)?),
            Field::Until => Condition::Until(self.time(value, Edge::End)?),
            Field::Older => Condition::Until(self.ago(value)?),
        })
    }

    fn status(&self, value: &str) -> Result<StatusValue, String> {
        if let Some((_, status)) = statuses().find(|(word, _)| word.eq_ignore_ascii_case(value)) {
            return Ok(status);
        }
        let folded = fold(value);
        if let Some(side) = self.vocabulary.holders.iter().find(|side| side.is_called(&folded)) {
            return Ok(StatusValue::from_word(&side.id));
        }
        let all: Vec<&str> = statuses()
            .map(|(word, _)| word)
            .chain(self.vocabulary.holders.iter().map(|side| side.id.as_str()))
            .collect();
        Err(format!("there is no status `{value}`; {}", hint(value, all.into_iter())))
    }

    fn state(&self, value: &str) -> Result<Condition, String> {
        Ok(match word("state", value, STATES)? {
            Asked::Marked(state) => Condition::Is(state),
            Asked::Unread => not_marked([State::Read, State::Dismissed]),
            Asked::Waiting => Condition::open_escalations(),
            Asked::New => Condition::ArrivedAfter(self.moment.looked.unwrap_or(Timestamp::MIN)),
        })
    }

    /// An instant, or a span of time before now.
    fn time(&self, value: &str, edge: Edge) -> Result<Timestamp, String> {
        match instant(value, edge) {
            Ok(at) => Ok(at),
            Err(_) if when::Span::parse(value).is_ok() => self.ago(value),
            Err(_) => Err(format!("`{value}` is no time; write it like 6h, 2d, 2025-03-07 or 2025-03-07T09:00Z")),
        }
    }

    fn ago(&self, value: &str) -> Result<Timestamp, String> {
        let wrong = || format!("`{value}` is no span of time; write it like 30m, 6h or 2d");
        let span = when::Span::parse(value).map_err(|_| wrong())?;
        self.moment.now.checked_sub(span.0).map_err(|_| wrong())
    }
}

/// That a report is marked by none of these.
fn not_marked(states: [State; 2]) -> Condition {
    Condition::Not(Box::new(Condition::Or(states.map(Condition::Is).into())))
}

/// What may be asked by `is:`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    Marked(State),
    Unread,
    Waiting,
    New,
}

/// The words of `is:`.
pub(super) const STATES: &[(&str, Asked)] = &[
    ("unread", Asked::Unread),
    ("new", Asked::New),
    ("read", Asked::Marked(State::Read)),
    ("starred", Asked::Marked(State::Starred)),
    ("escalated", Asked::Marked(State::Escalated)),
    ("waiting", Asked::Waiting),
    ("acknowledged", Asked::Marked(State::Acknowledged)),
    ("snoozed", Asked::Marked(State::Snoozed)),
    ("dismissed", Asked::Marked(State::Dismissed)),
    ("noted", Asked::Marked(State::Noted)),
    ("tagged", Asked::Marked(State::Tagged)),
];

/// The words of `kind:`.
pub(super) const KINDS: &[(&str, Stated)] = &[
    ("curfew", Stated::Status(StatusKind::Curfew)),
    ("control", Stated::Status(StatusKind::Control)),
    ("killed", Stated::Figure(Metric::Killed)),
    ("injured", Stated::Figure(Metric::Injured)),
    ("detained", Stated::Figure(Metric::Detained)),
    ("missing", Stated::Figure(Metric::Missing)),
    ("displaced", Stated::Figure(Metric::Displaced)),
];

/// The words of `status:` besides the sides.
pub(super) fn statuses() -> impl Iterator<Item = (&'static str, StatusValue)> {
    ["in_force", "lifted", "contested"].into_iter().map(|word| (word, StatusValue::from_word(word)))
}

/// What a word stands for.
fn word<T: Copy>(what: &str, value: &str, known: &[(&'static str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(word, _)| word.eq_ignore_ascii_case(value));
    found
        .map(|(_, meant)| *meant)
        .ok_or_else(|| format!("there is no {what} `{value}`; {}", hint(value, known.iter().map(|(word, _)| *word))))
}

/// The id of what is called so.
pub(super) fn named<'n>(what: &str, value: &str, known: &'n [Named]) -> Result<&'n str, String> {
    let folded = fold(value.trim());
    // An id goes before the same word as a name: the city before the governorate that is named after it.
    let by_id = known.iter().find(|one| fold(&one.id) == folded);
    let found = by_id.or_else(|| known.iter().find(|one| one.is_called(&folded)));
    found.map(|one| one.id.as_str()).ok_or_else(|| {
        // A long list tells nobody anything.
        let all = || known.iter().map(|one| one.id.as_str());
        let hint = match nearest(value, all()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.len() <= FEW => format!("known are {}", all().collect::<Vec<_>>().join(", ")),
            None => format!("{} are known, which completion offers", known.len()),
        };
        format!("there is no {what} `{value}`; {hint}")
    })
}

/// Names that fit into a sentence.
const FEW: usize = 12;
