//! Plain data of the domain: ids, items, claims, statuses, the situation and its lexicons.
//!
//! Purpose: one place for what the words of the project mean. Everything here is a value that can be
//! cloned, compared and serialised; ids are newtypes. Deliberately absent: I/O, async code, a clock,
//! knowledge of how a value is read from text, stored or drawn.

pub mod address;
pub mod alert;
pub mod board;
pub mod claim;
pub mod decision;
pub mod episode;
pub mod explanation;
pub mod feed;
pub mod freshness;
pub mod gist;
pub mod handover;
pub mod id;
pub mod item;
pub mod ledger;
pub mod lexicon;
pub mod mark;
pub mod report;
pub mod rules;
pub mod sentence;
pub mod situation;
pub mod status;
pub mod tally;

pub use board::{Board, BoardRow, ControlCell, CurfewCell, Word};
pub use claim::{Bound, Claim, Cue, Evidence, Field, Metric, Scope};
pub use decision::{Amendment, Decision, Figure, Judgement, Setting, Stroke, Subject, Turn, Turned};
pub use episode::{Episode, Span};
pub use explanation::{Explanation, Line, Verdict};
pub use feed::{
    Conditional, CredentialSource, Credentials, Feed, FeedError, FeedErrorKind, FeedKind, FeedRecord, FeedState,
    FetchPolicy, Moved,
};
pub use freshness::{Freshness, Staleness};
pub use gist::{Gist, Reads};
pub use handover::{
    Arrived, Cited, Corrected, Correction, Counted, Ends, FigureMove, Handover, OpenEscalation, PlaceMove, PlaceWord,
    Seen, Silence, SilentFeed,
};
pub use id::{
    CategoryId, ClaimId, DecisionId, EpisodeId, FeedId, ItemId, Lang, OriginId, PlaceId, ReportId, Seq, SideId,
    StatusId, StrokeId,
};
pub use item::{Item, Matched, MatchedGroup, ParsedItem, Reading, Revision};
pub use ledger::{Ledger, Provenance, RevisionMark, StoredClaim, StoredStatus};
pub use lexicon::Lexicon;
pub use mark::{ItemState, Mark, Priority, Snooze};
pub use report::{ReportRow, told_by};
pub use rules::Rules;
pub use sentence::{Holding, Part, Sentence, Stated};
pub use situation::{
    Actor, Category, Origin, OriginKind, Place, PlaceKind, Side, Situation, Topic, TopicGroup, TopicRole,
};
pub use status::{Extent, Status, StatusKind, StatusValue};
pub use tally::{Grade, OriginFigure, Standing, Tally, TallyRow};
