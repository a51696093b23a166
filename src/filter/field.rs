//! The fields and quantities that a filter may name, in one table each: the parser, the completion and the reference are
//! made from them.

use crate::model::Metric;

/// What a value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// A place that a figure or a status is of, or one within it.
    Place,
    /// Who counted or said so.
    Origin,
    /// The language of an item.
    Lang,
    /// The feed of an item.
    Feed,
    /// A tag.
    Tag,
    /// Whose dead a figure counts.
    Side,
    /// Who acknowledged it.
    Owner,
    /// What is stated: a curfew, control, or a figure of a metric.
    Kind,
    /// The value of a stated curfew or control.
    Status,
    /// How it is marked.
    Is,
    /// Published then or later.
    Since,
    /// Published then or earlier.
    Until,
    /// Published so long ago or longer.
    Older,
}

impl Field {
    /// Every field, with its name and what its value means.
    pub const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Place, "place", "a place that a figure or a status is of, with all within it"),
        (Self::Origin, "origin", "who counted or said so"),
        (Self::Lang, "lang", "the language of an item, as two letters"),
        (Self::Feed, "feed", "the feed of an item"),
        (Self::Tag, "tag", "a tag"),
        (Self::Side, "side", "whose dead a figure counts"),
        (Self::Owner, "owner", "who acknowledged it; `me` for yourself"),
        (Self::Kind, "kind", "what is stated: curfew, control, killed, injured, detained, missing, displaced"),
        (Self::Status, "status", "a stated curfew or control: in_force, lifted, contested, or a side"),
        (Self::Is, "is", "how it is marked, or `new` since you last looked"),
        (Self::Since, "since", "published at that time or later; `6h` is six hours ago"),
        (Self::Until, "until", "published at that time or earlier"),
        (Self::Older, "older", "published so long ago or longer, as `2d`"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// The field of a name, in any case.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(name)).map(|(field, ..)| *field)
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// A figure that an item states.
    Figure(Metric),
    /// Origins that the items of a report name.
    Sources,
    /// Items of a report.
    Items,
    /// The priority of an escalation; where there is none, no comparison holds.
    Priority,
}

impl Quantity {
    /// Every quantity, with its name and what it counts.
    pub const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Figure(Metric::Killed), "killed", "a stated figure of people killed"),
        (Self::Figure(Metric::Injured), "injured", "a stated figure of people injured"),
        (Self::Figure(Metric::Detained), "detained", "a stated figure of people detained"),
        (Self::Figure(Metric::Missing), "missing", "a stated figure of people missing"),
        (Self::Figure(Metric::Displaced), "displaced", "a stated figure of people driven from home"),
        (Self::Sources, "sources", "how many origins stand behind a report"),
        (Self::Items, "items", "how many items tell a report"),
        (Self::Priority, "priority", "the priority of an escalation, 1 the highest"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(quantity, ..)| *quantity == self).map_or("", |(_, name, _)| name)
    }

    /// The quantity of a name, in any case.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(name)).map(|(quantity, ..)| *quantity)
    }
}
