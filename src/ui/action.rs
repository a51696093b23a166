//! What an operator can do, in one table: the keymap, the help screen, the command line, the palette, the footer and the
//! manual's key table are all made from [`ACTIONS`], so that none of them can say what another does not.

use super::layout::Pane;

/// Something an operator can ask the screen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Next row, or next line of a text.
    Down,
    /// Previous row, or previous line of a text.
    Up,
    /// First row or line.
    First,
    /// Last row or line.
    Last,
    /// Half a page forward.
    HalfPageDown,
    /// Half a page back.
    HalfPageUp,
    /// The pane after the focused one.
    NextPane,
    /// The pane before the focused one.
    PreviousPane,
    /// The reports pane.
    FocusReports,
    /// The casualties pane.
    FocusTallies,
    /// The status pane.
    FocusBoard,
    /// The reader.
    FocusReader,
    /// The feeds, each with how it stands.
    ShowSources,
    /// The places where they lie.
    ShowMap,
    /// The figures of a row over time.
    ShowTimeline,
    /// What operators have decided.
    ShowLog,
    /// Times as hours, or as how long ago.
    ToggleTimes,
    /// What changed since the operator last took over.
    ShowHandover,
    /// What the handover shows is seen.
    TakeOver,
    /// It is not, after all.
    TakeOverBack,
    /// Writes the situation report.
    WriteReport,
    /// The screen as it stood when figures last changed before this.
    EarlierMoment,
    /// The screen as it stood when figures next changed after this.
    LaterMoment,
    /// The screen as it stands now.
    Now,
    /// Says that a claim or status is right.
    Confirm,
    /// Says that a claim or status is wrong and must not count.
    Reject,
    /// Puts a claim right, or sets how a place stands.
    Amend,
    /// Opens what a figure rests on, to judge that.
    Judge,
    /// Takes a decision back.
    UndoDecision,
    /// Makes one report of those that are selected, or parts an item from its report.
    Regroup,
    /// Open the selected report in the reader and mark it read.
    Open,
    /// The next item of the open report.
    NextItem,
    /// The previous item of the open report.
    PreviousItem,
    /// Back to where one came from; closes the help.
    Back,
    /// Gives the focused pane the whole screen, or takes it away.
    Zoom,
    /// What changed between the revisions of the item in the reader.
    ShowChanges,
    /// Why the item in the reader matched.
    ShowWhy,
    /// Opens the link of the item at hand.
    OpenLink,
    /// Copies the link of the item at hand.
    CopyLink,
    /// Copies where the item at hand can be read and what it tells.
    CopyCitation,
    /// The next feed that fails.
    NextFailing,
    /// The feed before that fails.
    PreviousFailing,
    /// Stops asking feeds, or goes on.
    Pause,
    /// Stop reading anew what is stored, or go on.
    Reread,
    /// Takes arrivals into the list.
    Merge,
    /// Marks the report read or unread.
    ToggleRead,
    /// Acknowledges the report, or gives it back.
    ToggleAcknowledged,
    /// Stars the report, or not.
    ToggleStarred,
    /// Marks the report as not relevant, or relevant after all.
    ToggleDismissed,
    /// Marks unread.
    Unread,
    /// Takes the star away.
    Unstar,
    /// Relevant after all.
    Undismiss,
    /// Gives back.
    Unacknowledge,
    /// Escalates by a priority that is given.
    Escalate,
    /// Escalates, most urgently.
    Escalate1,
    /// Escalates.
    Escalate2,
    /// Escalates, least urgently.
    Escalate3,
    /// Takes the escalation back.
    Deescalate,
    /// Tags.
    Tag,
    /// Takes a tag away.
    Untag,
    /// Writes a note.
    Note,
    /// Hides for a while.
    Snooze,
    /// Selects the report beside those that are, or no more.
    Select,
    /// Begins or ends a range of selected reports.
    SelectRange,
    /// Selects all that the list could show.
    SelectAll,
    /// Takes back what was marked last.
    Undo,
    /// Brings back what was taken back last.
    Redo,
    /// Looks for words as one types.
    Search,
    /// The next report that was found.
    NextMatch,
    /// The one before.
    PreviousMatch,
    /// The next report that waits to be read.
    NextUnread,
    /// The one before.
    PreviousUnread,
    /// Narrows the list by a filter.
    Filter,
    /// Narrows the list by a saved filter.
    SavedFilter,
    /// Polls the feed of the selected report or source.
    PollOne,
    /// Polls all feeds.
    PollAll,
    /// Opens the command line.
    Command,
    /// Opens the palette.
    Palette,
    /// Goes to the view that is given.
    GoTo,
    /// Goes to the moment that is given.
    At,
    /// Takes the looks that are given.
    Theme,
    /// Sets something until the screen is closed.
    Set,
    /// Reads keys and saved filters anew.
    Reload,
    /// Shows the keys.
    Help,
    /// Draws the whole screen anew.
    Redraw,
    /// Stops the program until the shell brings it back.
    Suspend,
    /// Ends the program.
    Quit,
}

/// Under which heading the help lists an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Moving about.
    Move,
    /// Choosing what is shown.
    View,
    /// Deciding on reports.
    Triage,
    /// Putting right what the machine read.
    Correct,
    /// The program itself.
    Program,
}

impl Group {
    /// Every heading, in the order of the help.
    pub const ALL: [Self; 5] = [Self::Move, Self::View, Self::Triage, Self::Correct, Self::Program];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::View => "View",
            Self::Triage => "Triage",
            Self::Correct => "Put the machine right",
            Self::Program => "Program",
        }
    }
}

/// What a command may be given after its name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Argument {
    /// A tag.
    Tag,
    /// A note.
    Note,
    /// Until when something sleeps.
    Sleep,
    /// How urgent it is.
    Priority,
    /// A view.
    View,
    /// Looks.
    Theme,
    /// The name of a setting and its value.
    Setting,
    /// A feed.
    Feed,
    /// Which reports.
    Filter,
    /// Words to look for.
    Words,
    /// A moment.
    Moment,
}

impl Argument {
    /// How it is written where a command is told.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Tag => "TAG",
            Self::Note => "NOTE",
            Self::Sleep => "UNTIL",
            Self::Priority => "PRIORITY",
            Self::View => "VIEW",
            Self::Theme => "THEME",
            Self::Setting => "NAME VALUE",
            Self::Feed => "FEED",
            Self::Filter => "FILTER",
            Self::Words => "WORDS",
            Self::Moment => "TIME",
        }
    }

    /// Whether it is all that follows, blanks included.
    pub const fn is_rest(self) -> bool {
        matches!(self, Self::Note | Self::Setting | Self::Filter | Self::Words)
    }
}

/// All that a command may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// A value of its own.
    pub value: Option<Argument>,
    /// Whether it does nothing without one; another asks for it, or does what its key does.
    pub needs_value: bool,
    /// Whether a filter may follow, which says for which reports it is.
    pub scope: bool,
}

impl Takes {
    const NOTHING: Self = Self { value: None, needs_value: false, scope: false };
}

/// One line of the table of actions.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name in a configuration and in messages.
    pub name: &'static str,
    /// Its keys, in the keymap's notation ("C-d", "gg", "Enter").
    pub keys: &'static [&'static str],
    /// What it does, as the help says it.
    pub help: &'static str,
    /// One or two words for the footer; empty where the footer leaves it out.
    pub footer: &'static str,
    /// Its heading.
    pub group: Group,
    /// The panes in which its keys mean it; all where none is named.
    pub panes: &'static [Pane],
    /// What it may be given on the command line.
    pub takes: Takes,
}

impl Spec {
    /// What it does, and in which panes where that is not everywhere: "take it back (decisions)".
    pub fn told(&self) -> String {
        let panes: Vec<&str> = self.panes.iter().map(|pane| pane.name()).collect();
        if panes.is_empty() { self.help.to_owned() } else { format!("{} ({})", self.help, panes.join(", ")) }
    }

    /// Its name with what it may be given: `tag [TAG] [FILTER]`.
    pub fn usage(&self) -> String {
        let value = self.takes.value.map(|value| match self.takes.needs_value {
            true => value.placeholder().to_owned(),
            false => format!("[{}]", value.placeholder()),
        });
        let scope = self.takes.scope.then(|| "[FILTER]".to_owned());
        [Some(self.name.to_owned()), value, scope].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Whether it stores something.
    pub fn stores(&self) -> bool {
        matches!(self.group, Group::Triage | Group::Correct)
    }

    /// Whether it is for the reports at hand, which are not always shown. What was done last is taken back wherever one is.
    pub fn is_of_reports(&self) -> bool {
        self.group == Group::Triage && !matches!(self.action, Action::Undo | Action::Redo)
    }

    /// The same, which may be given a value.
    pub const fn taking(mut self, value: Argument) -> Self {
        self.takes.value = Some(value);
        self
    }

    /// The same, which needs a value.
    pub const fn needing(mut self, value: Argument) -> Self {
        self.takes.value = Some(value);
        self.takes.needs_value = true;
        self
    }

    /// The same, for the reports that a filter holds for where one is given.
    pub const fn scoped(mut self) -> Self {
        self.takes.scope = true;
        self
    }

    /// The same, in these panes alone, where it goes before what its keys mean everywhere.
    pub const fn within(mut self, panes: &'static [Pane]) -> Self {
        self.panes = panes;
        self
    }
}

const fn spec(
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
    footer: &'static str,
    group: Group,
) -> Spec {
    Spec { action, name, keys, help, footer, group, panes: &[], takes: Takes::NOTHING }
}

/// Every action.
pub const ACTIONS: &[Spec] = &[
    spec(Action::Down, "down", &["j", "Down"], "next row or line", "move", Group::Move),
    spec(Action::Up, "up", &["k", "Up"], "previous row or line", "", Group::Move),
    spec(Action::First, "first", &["gg", "Home"], "first row or line", "", Group::Move),
    spec(Action::Last, "last", &["G", "End"], "last row or line", "", Group::Move),
    spec(Action::HalfPageDown, "half-page-down", &["C-d", "PageDown"], "half a page forward", "", Group::Move),
    spec(Action::HalfPageUp, "half-page-up", &["C-u", "PageUp"], "half a page back", "", Group::Move),
    spec(Action::NextPane, "next-pane", &["Tab"], "next pane", "pane", Group::View),
    spec(Action::PreviousPane, "previous-pane", &["BackTab"], "previous pane", "", Group::View),
    spec(Action::FocusReports, "reports", &["1"], "reports", "", Group::View),
    spec(Action::FocusTallies, "casualties", &["2"], "casualties", "", Group::View),
    spec(Action::FocusBoard, "status", &["3"], "status of the places", "", Group::View),
    spec(Action::FocusReader, "reader", &["4"], "reader", "", Group::View),
    spec(Action::ShowSources, "sources", &["5"], "feeds, each with how it stands", "", Group::View),
    spec(Action::ShowMap, "map", &["6"], "the places where they lie, by control and curfew", "", Group::View),
    spec(Action::ShowTimeline, "timeline", &["7"], "the figures of a row over time, by origin", "", Group::View),
    spec(Action::ShowLog, "decisions", &["8"], "what operators have decided", "", Group::View),
    spec(Action::ShowHandover, "handover", &["H", "9"], "what changed since you took over", "", Group::View),
    spec(Action::TakeOver, "take-over", &["a"], "take over: the next handover begins here", "take over", Group::View)
        .within(&[Pane::Handover]),
    spec(
        Action::TakeOverBack,
        "take-over-back",
        &["u"],
        "begin where the handover before began",
        "take back",
        Group::View,
    )
    .within(&[Pane::Handover]),
    spec(
        Action::WriteReport,
        "situation-report",
        &["W"],
        "write the situation report of the handover",
        "",
        Group::View,
    ),
    spec(Action::Open, "open", &["Enter"], "open the report, or what a figure or place rests on", "open", Group::View),
    spec(Action::NextItem, "next-item", &["l", "Right"], "next item; a place's curfew; next figure", "", Group::View),
    spec(
        Action::PreviousItem,
        "previous-item",
        &["h", "Left"],
        "previous item; a place's control; previous figure",
        "",
        Group::View,
    ),
    spec(Action::Back, "back", &["Esc"], "back to where you came from; close the help", "", Group::View),
    spec(Action::Zoom, "zoom", &["z"], "give this pane the whole screen, or take it away", "", Group::View),
    spec(Action::ToggleTimes, "times", &["Z"], "tell times as hours, or as how long ago", "", Group::View),
    spec(Action::ShowChanges, "changes", &["d"], "what changed between revisions", "", Group::View),
    spec(Action::ShowWhy, "why", &["i"], "why the item matched", "", Group::View),
    spec(Action::OpenLink, "open-link", &["o"], "open the item's link in your browser", "", Group::View),
    spec(Action::CopyLink, "copy-link", &["y"], "copy the item's link, also over SSH", "", Group::View),
    spec(Action::CopyCitation, "copy-citation", &["Y"], "copy outlet, time, figures and link", "", Group::View),
    spec(Action::NextFailing, "next-failing", &["n"], "the next feed that fails", "next failing", Group::View)
        .within(&[Pane::Sources]),
    spec(Action::PreviousFailing, "previous-failing", &["N"], "the feed before that fails", "", Group::View)
        .within(&[Pane::Sources]),
    spec(Action::EarlierMoment, "earlier", &["["], "back to when figures last changed", "", Group::View),
    spec(Action::LaterMoment, "later", &["]"], "on to when figures next changed", "", Group::View),
    spec(Action::Now, "now", &["0"], "back to now from an earlier moment", "back to now", Group::View),
    spec(Action::At, "at", &[], "to an earlier moment: 6h ago, or a date or time", "", Group::View)
        .needing(Argument::Moment),
    spec(Action::GoTo, "view", &[], "go to a view by its name", "", Group::View).needing(Argument::View),
    spec(Action::Merge, "merge", &["="], "take the arrivals into the list", "merge", Group::View),
    spec(Action::Search, "search", &["/"], "look for words in everything, as you type", "", Group::View)
        .taking(Argument::Words),
    spec(Action::NextMatch, "next-match", &["n"], "next report that was found", "", Group::View),
    spec(Action::PreviousMatch, "previous-match", &["N"], "previous report that was found", "", Group::View),
    spec(Action::NextUnread, "next-unread", &["J"], "next unread report, read in the reader", "", Group::View),
    spec(Action::PreviousUnread, "previous-unread", &["K"], "previous unread report", "", Group::View),
    spec(Action::Filter, "filter", &["\\"], "narrow the list by a filter; Tab completes", "", Group::View)
        .taking(Argument::Filter),
    spec(Action::SavedFilter, "saved-filter", &["F"], "narrow the list by a saved filter", "", Group::View),
    spec(Action::ToggleRead, "read", &["m"], "mark read, or unread again", "read", Group::Triage).scoped(),
    spec(Action::ToggleAcknowledged, "acknowledge", &["a"], "acknowledge, or give back", "acknowledge", Group::Triage)
        .scoped(),
    spec(Action::ToggleStarred, "star", &["s"], "star, or take the star away", "star", Group::Triage).scoped(),
    spec(Action::ToggleDismissed, "dismiss", &["x"], "mark not relevant, or relevant after all", "", Group::Triage)
        .scoped(),
    spec(Action::Escalate1, "escalate-1", &["E1"], "escalate, most urgently", "", Group::Triage).scoped(),
    spec(Action::Escalate2, "escalate-2", &["E2"], "escalate", "", Group::Triage).scoped(),
    spec(Action::Escalate3, "escalate-3", &["E3"], "escalate, least urgently", "", Group::Triage).scoped(),
    spec(Action::Deescalate, "de-escalate", &["E0"], "take the escalation back", "", Group::Triage).scoped(),
    spec(Action::Unread, "unread", &[], "mark unread", "", Group::Triage).scoped(),
    spec(Action::Unacknowledge, "unacknowledge", &[], "give back what was acknowledged", "", Group::Triage).scoped(),
    spec(Action::Unstar, "unstar", &[], "take the star away", "", Group::Triage).scoped(),
    spec(Action::Undismiss, "undismiss", &[], "mark relevant after all", "", Group::Triage).scoped(),
    spec(Action::Escalate, "escalate", &[], "escalate by a priority from 1, the highest, to 3", "", Group::Triage)
        .needing(Argument::Priority)
        .scoped(),
    spec(Action::Tag, "tag", &["t"], "tag; Tab completes", "", Group::Triage).taking(Argument::Tag).scoped(),
    spec(Action::Untag, "untag", &["T"], "take a tag away", "", Group::Triage).taking(Argument::Tag).scoped(),
    spec(Action::Note, "note", &["c"], "write a note; an empty one takes it away", "", Group::Triage)
        .taking(Argument::Note)
        .scoped(),
    spec(Action::Snooze, "snooze", &["S"], "hide for a while: 2h, 18:00, new", "", Group::Triage)
        .taking(Argument::Sleep)
        .scoped(),
    spec(Action::Regroup, "regroup", &["D"], "merge the selected reports, or split off an item", "", Group::Triage),
    spec(Action::Select, "select", &["Space"], "select beside others; the next mark is for all", "", Group::Triage),
    spec(Action::SelectRange, "select-range", &["v"], "begin a range for the next mark, or end it", "", Group::Triage),
    spec(Action::SelectAll, "select-all", &["*"], "select all that the list could show", "", Group::Triage).scoped(),
    spec(Action::Undo, "undo", &["u"], "take back what you marked or decided last", "", Group::Triage),
    spec(Action::Redo, "redo", &["C-r"], "bring back what you took back", "", Group::Triage),
    spec(Action::Confirm, "confirm", &["c"], "say that the claim or status is right", "confirm", Group::Correct)
        .within(&[Pane::Claims, Pane::Board]),
    spec(Action::Reject, "reject", &["x"], "say that it is wrong and must not count", "reject", Group::Correct)
        .within(&[Pane::Claims, Pane::Board]),
    spec(
        Action::Amend,
        "amend",
        &["e"],
        "amend the claim, or set how the place stands",
        "amend or set",
        Group::Correct,
    )
    .within(&[Pane::Claims, Pane::Board]),
    spec(Action::Judge, "judge", &["c", "x", "e"], "open what the figure rests on, to judge that", "", Group::Correct)
        .within(&[Pane::Tallies]),
    spec(Action::UndoDecision, "undo-decision", &["u"], "take this decision back", "undo", Group::Correct)
        .within(&[Pane::Log]),
    spec(Action::PollOne, "poll", &["r"], "poll the feed of the selected row", "", Group::Program)
        .taking(Argument::Feed),
    spec(Action::PollAll, "poll-all", &["R"], "poll all feeds", "poll all", Group::Program),
    spec(Action::Pause, "pause", &["p"], "stop asking feeds or playing, or go on", "", Group::Program),
    spec(Action::Reread, "reread", &[], "stop re-reading what is stored, or go on", "", Group::Program),
    spec(Action::Command, "command", &[":"], "type a command; Tab completes", "command", Group::Program),
    spec(Action::Palette, "palette", &["C-p"], "find a command, a view or a saved filter", "", Group::Program),
    spec(Action::Theme, "theme", &[], "take other looks", "", Group::Program).needing(Argument::Theme),
    spec(Action::Set, "set", &[], "set something until the screen is closed", "", Group::Program)
        .needing(Argument::Setting),
    spec(Action::Reload, "reload", &[], "read the configuration anew", "", Group::Program),
    spec(Action::Help, "help", &["?"], "show the keys of the view; / finds one", "help", Group::Program)
        .taking(Argument::Words),
    spec(Action::Redraw, "redraw", &["C-l"], "draw the whole screen anew", "", Group::Program),
    spec(Action::Suspend, "suspend", &["C-z"], "stop until the shell brings it back", "", Group::Program),
    spec(Action::Quit, "quit", &["q", "C-c"], "quit; what is stored stays", "quit", Group::Program),
];

impl Action {
    /// Its line of the table.
    pub fn spec(self) -> Option<&'static Spec> {
        ACTIONS.iter().find(|spec| spec.action == self)
    }

    /// The action that goes to a view; none where a view is reached only through what it is of.
    pub fn to(pane: Pane) -> Option<Self> {
        named(pane.name()).map(|spec| spec.action)
    }
}

/// The line of the table of a name.
pub fn named(name: &str) -> Option<&'static Spec> {
    ACTIONS.iter().find(|spec| spec.name == name)
}

/// The key table as Markdown, of which the README shows some rows.
pub fn key_table() -> String {
    let mut table = String::from("| keys | command | what it does |\n| --- | --- | --- |\n");
    for spec in ACTIONS {
        let keys = spec.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ");
        table.push_str(&format!("| {keys} | `{}` | {} |\n", spec.usage(), spec.told()));
    }
    table
}

#[cfg(test)]
mod tests;
