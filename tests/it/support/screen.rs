//! A screen without a terminal: a model fed with messages, drawn into cells, told as text.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::{Arc, LazyLock};

use coastwatch::config::library::Library;
use coastwatch::config::{filters, situation, themes};
use coastwatch::filter::Vocabulary;
use coastwatch::model::{
    Board, BoardRow, Bound, Claim, Conditional, ControlCell, CurfewCell, Evidence, Extent, Feed, FeedError,
    FeedErrorKind, FeedRecord, FeedState, Field, Freshness, Gist, Grade, Holding, Item, ItemState, Matched,
    MatchedGroup, Metric, OriginFigure, PlaceId, Provenance, Reads, ReportRow, Revision, Scope, Situation, Staleness,
    Standing, Status, StatusKind, StatusValue, StoredClaim, StoredStatus, Tally, TallyRow,
};
use coastwatch::store::{ItemDetail, ReportCounts};
use coastwatch::text::bidi::Bidi;
use coastwatch::ui::Options;
use coastwatch::ui::claims::Cell;
use coastwatch::ui::effect::Effect;
use coastwatch::ui::keymap::Keymap;
use coastwatch::ui::message::{Figures, Message, ReportsPage};
use coastwatch::ui::model::{Model, Subject};
use coastwatch::ui::moment::{OwnZone, Times};
use coastwatch::ui::theme::{Depth, Styles, Theme};
use coastwatch::ui::{update, view};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// The instant of every screen.
pub fn now() -> Timestamp {
    at("2025-03-07T14:32:00Z")
}

/// An instant.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// How a screen differs from the usual one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways {
    pub ascii: bool,
    pub color: bool,
    pub source: Option<&'static str>,
    pub no_feeds: bool,
    pub bidi: Bidi,
    pub theme: Option<&'static str>,
    pub depth: Option<Depth>,
    pub times: Times,
    pub zone: &'static str,
}

impl Ways {
    /// The styles of the usual theme, or of the one without colours.
    fn styles(self) -> Styles {
        let (name, depth) = if self.color { ("dark", Depth::Full) } else { (themes::PLAIN, Depth::None) };
        let name = self.theme.unwrap_or(name);
        let depth = if self.theme.is_some() { Depth::Full } else { depth };
        Styles::new(&themes::load(&Library::default(), name).unwrap().unwrap(), self.depth.unwrap_or(depth))
    }
}

/// The shipped situation: read once, which takes longer than all that a screen does.
fn shipped() -> Arc<Situation> {
    static SHIPPED: LazyLock<Arc<Situation>> = LazyLock::new(|| Arc::new(situation::shipped().unwrap()));
    Arc::clone(&SHIPPED)
}

/// A screen over the shipped situation.
#[derive(Clone)]
pub struct Screen {
    model: Model,
    size: (u16, u16),
}

impl Screen {
    /// One that has heard nothing yet.
    pub fn new(columns: u16, rows: u16, ways: Ways) -> Self {
        let (situation, styles) = (shipped(), ways.styles());
        let episode = situation.episode("march-2025").unwrap().clone();
        let feeds: Vec<Feed> = if ways.no_feeds { vec![] } else { situation.feeds.iter().take(6).cloned().collect() };
        let options = Options {
            operator: "operator".to_owned(),
            ascii: ways.ascii,
            styles,
            themes: vec![],
            times: ways.times,
            zone: ways.zone.to_owned(),
            mouse: true,
            line_speed: None,
            read_only: false,
            reads: Reads::new(["en"]),
            bidi: ways.bidi,
            source: ways.source.map(str::to_owned),
            plays: ways.source.map(|_| (at("2025-03-06T00:00:00Z"), at("2025-03-09T00:00:00Z"))),
            filters: filters::load(&Library::default(), &Vocabulary::default()).unwrap(),
            keymap: Keymap::default(),
            library: Library::default(),
            history: None,
            renewal: None,
        };
        let subject = Subject {
            zone: TimeZone::get(&situation.timezone).ok(),
            situation,
            episode,
            feeds: feeds.into(),
            own_zone: OwnZone::of(ways.zone),
            staleness: Staleness::default(),
            escalation_repeat: jiff::SignedDuration::from_mins(10),
            theme: Theme::new(ways.ascii, styles),
            options,
        };
        let mut model = Model::new(subject, Rect::new(0, 0, columns, rows), now());
        let _asked = update::begin(&mut model);
        Self { model, size: (columns, rows) }
    }

    /// One that shows a full store.
    pub fn full(columns: u16, rows: u16, ways: Ways) -> Self {
        let mut screen = Self::new(columns, rows, ways);
        let feeds = screen.feeds(|n| match n {
            0..4 => Ok(FeedState::Ok),
            _ => Err(FeedErrorKind::Timeout),
        });
        let figures = figures(&screen.model.subject.situation);
        screen.tell(Message::FeedsLoaded(Ok(feeds)));
        screen.tell(Message::ReportsLoaded(Ok(page(&reports()))));
        screen.tell(Message::FiguresLoaded(Ok(figures)));
        screen.tell(Message::ReportLoaded("r1".into(), Ok(vec![first_item(), second_item()])));
        screen
    }

    /// The situation's first six feeds, as `stands` has each.
    pub fn feeds(&self, stands: impl Fn(usize) -> Result<FeedState, FeedErrorKind>) -> Vec<FeedRecord> {
        let record = |(n, feed): (usize, &Feed)| {
            let stands = stands(n);
            let error = stands.err().map(|kind| FeedError {
                kind,
                message: format!("asking {} failed", feed.url.host_str().unwrap_or_default()),
            });
            let works = error.is_none() && stands != Ok(FeedState::Waiting);
            FeedRecord {
                id: feed.id.clone(),
                url: feed.url.to_string(),
                name: feed.name.clone(),
                state: stands.unwrap_or(FeedState::Failed),
                gone: false,
                moved: None,
                failures: if error.is_some() { 3 } else { 0 },
                error,
                last_success: works.then(|| at("2025-03-07T14:30:00Z")),
                last_new_item: works.then(|| at("2025-03-07T11:10:00Z")),
                last_poll: None,
                next_poll: Some(at("2025-03-07T14:40:00Z")),
                not_before: None,
                items: if works { 20 } else { 0 },
                conditional: Conditional::default(),
            }
        };
        self.model.subject.feeds.iter().enumerate().map(record).collect()
    }

    /// Tally and board of a full store.
    pub fn figures(&self) -> Figures {
        figures(&self.model.subject.situation)
    }

    /// Tally and board of a store that holds nothing.
    pub fn no_figures(&self) -> Figures {
        let tally = Tally { as_of: now(), episode: "march-2025".into(), rows: vec![] };
        let mut board = board(&self.model.subject.situation);
        for row in &mut board.rows {
            (row.curfew, row.control) = (None, None);
        }
        Figures { tally, board }
    }

    /// Something happens.
    pub fn tell(&mut self, message: Message) -> Vec<Effect> {
        update::update(&mut self.model, message, now()).0
    }

    /// All that the screen is drawn from.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Letters are pressed.
    pub fn press(&mut self, letters: &str) -> Vec<Effect> {
        letters.chars().flat_map(|letter| self.press_key(KeyCode::Char(letter))).collect()
    }

    /// A key is pressed.
    pub fn press_key(&mut self, code: KeyCode) -> Vec<Effect> {
        self.tell(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn drawn(&self) -> Terminal<TestBackend> {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| view::draw(&self.model, frame.buffer_mut())).unwrap();
        terminal
    }

    /// The cells that a person sees.
    pub fn cells(&self) -> ratatui::buffer::Buffer {
        self.drawn().backend().buffer().clone()
    }

    /// What a person sees.
    pub fn text(&self) -> String {
        self.drawn().backend().to_string()
    }

    /// The selected place of the board.
    pub fn place(&self) -> PlaceId {
        self.model.selected_place().unwrap().place.clone()
    }

    /// The cell behind which one looks.
    pub fn cell(&self) -> Cell {
        self.model.claims.cell.clone().unwrap()
    }

    /// The text in reverse video, line by line.
    pub fn reversed(&self) -> String {
        let terminal = self.drawn();
        let buffer = terminal.backend().buffer();
        let cells = buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED));
        cells.map(|cell| cell.symbol()).collect()
    }

    /// The terminal takes another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.tell(Message::Resized { columns, rows });
    }

    /// Whether any cell has a colour.
    pub fn has_color(&self) -> bool {
        use ratatui::style::Color;
        let terminal = self.drawn();
        let cells = terminal.backend().buffer().content();
        cells.iter().any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset)
    }
}

/// A page that holds all there is.
pub fn page(rows: &[ReportRow]) -> ReportsPage {
    let counts = Some(ReportCounts::of(rows.iter().map(|row| &row.state), now()));
    ReportsPage { rows: rows.to_vec(), more: false, counts }
}

/// A report.
pub fn report(id: &str, published: &str, feed: &str, title: &str, items: u32) -> ReportRow {
    ReportRow {
        id: id.into(),
        lead: id.into(),
        feed: "sohr-en".into(),
        feed_name: feed.to_owned(),
        title: title.to_owned(),
        published: at(published),
        origins: 1,
        items,
        claims: 0,
        state: ItemState::default(),
        gist: None,
    }
}

/// The reports of a full store.
pub fn reports() -> Vec<ReportRow> {
    let mut rows = vec![
        report("r1", "2025-03-07T14:28:00Z", "SOHR", "Monitor puts the dead on the coast at 124", 6),
        report("r2", "2025-03-07T14:21:00Z", "SANA", "Curfew in Latakia and Tartus to Saturday morning", 3),
        report("r3", "2025-03-07T14:05:00Z", "AP", "Clashes leave more than 70 dead, war monitor says", 11),
        report("r4", "2025-03-07T13:50:00Z", "Enab Baladi (Arabic)", "حظر تجول في اللاذقية وطرطوس حتى صباح السبت", 2),
        report("r5", "2025-03-07T13:31:00Z", "SOHR (Arabic)", "المرصد: 35 قتيلاً من قوات الأمن في جبلة وبانياس", 1),
        report("r6", "2025-03-07T12:02:00Z", "Xinhua", "叙利亚沿海地区冲突造成70多人死亡", 1),
        report("r7", "2025-03-06T23:40:00Z", "Rudaw", "Reinforcements reach the coast after ambush near Beit Ana", 4),
    ];
    let told = first_item();
    rows[3].gist = Some(Box::new(Gist {
        claims: vec![],
        statuses: told.statuses.iter().map(|stored| stored.status.clone()).collect(),
    }));
    rows[4].gist = Some(Box::new(Gist {
        claims: told.claims.iter().map(|stored| stored.claim.clone()).collect(),
        statuses: vec![],
    }));
    rows[5].gist = Some(Box::default());
    rows[1].state.read = true;
    rows[2].state.starred = true;
    rows[2].state.escalated = Some(1);
    rows[3].state.acknowledged = Some("operator".to_owned());
    rows[6].state.dismissed = true;
    rows
}

fn origin(origin: &str, low: u64, high: Option<u64>, bound: Bound, as_of: &str, standing: Standing) -> OriginFigure {
    OriginFigure {
        origin: Some(origin.into()),
        low: Some(low),
        high,
        bound,
        as_of: at(as_of),
        claim: "i.1.c1".into(),
        items: 1,
        witnesses: 1,
        standing,
    }
}

fn row(category: &str, figures: (u64, u64, Option<u64>), change: Option<i64>, origins: Vec<OriginFigure>) -> TallyRow {
    let (low, best, high) = figures;
    TallyRow {
        metric: Metric::Killed,
        category: category.into(),
        perpetrator: None,
        low: Some(low),
        best: Some(best),
        high,
        conflict: origins.len() > 1,
        items: 11,
        witnesses: u32::try_from(origins.len()).unwrap(),
        origins,
        stale: false,
        floor: None,
        grade: Grade::Weak,
        parts: None,
        change_1h: None,
        change_24h: change,
        change_since: None,
    }
}

fn figures(situation: &Situation) -> Figures {
    let sohr = |n| origin("SOHR", n, Some(n), Bound::Exact, "2025-03-07T14:28:00Z", Standing::Fair);
    let sana = |n| origin("SANA", n, Some(n), Bound::Exact, "2025-03-07T13:10:00Z", Standing::Fair);
    let ap = origin("AP", 70, None, Bound::MoreThan, "2025-03-07T14:05:00Z", Standing::Fair);
    let party = origin("MOD", 90, Some(90), Bound::Exact, "2025-03-07T12:00:00Z", Standing::Party);
    let mut injured = row("total", (40, 40, None), None, vec![ap.clone()]);
    injured.metric = Metric::Injured;
    injured.stale = true;
    let rows = vec![
        row("government_forces", (35, 36, Some(50)), Some(20), vec![sohr(36), sana(50)]),
        row("loyalists", (28, 32, Some(32)), Some(-4), vec![sohr(32), party]),
        row("civilians", (4, 56, None), Some(52), vec![sohr(56)]),
        row("total", (70, 70, None), None, vec![ap, sana(66)]),
        injured,
    ];
    let tally = Tally { as_of: now(), episode: "march-2025".into(), rows };
    Figures { tally, board: board(situation) }
}

fn board(situation: &Situation) -> Board {
    let control = |value: &str, extent, as_of: &str| ControlCell {
        value: value.to_owned(),
        extent,
        via: None,
        since: at(as_of),
        as_of: at(as_of),
        origin: Some("SOHR".into()),
        claim: "i.1.s1".into(),
        conflict: false,
        disputed: None,
        disputed_origin: None,
        stale: false,
        freshness: Freshness::Fresh,
    };
    let curfew = |value: &str, until: Option<&str>, as_of: &str| CurfewCell {
        value: value.to_owned(),
        until: until.map(at),
        disputed_until: None,
        disputed_origin: None,
        via: None,
        since: at(as_of),
        as_of: at(as_of),
        origin: Some("SANA".into()),
        claim: "i.1.s2".into(),
        stale: false,
        freshness: Freshness::Fresh,
    };
    let rows = situation.places.iter().map(|place| {
        let (curfew, control) = match place.id.as_str() {
            "latakia" => (
                Some(curfew("in_force", Some("2025-03-08T07:00:00Z"), "2025-03-07T14:10:00Z")),
                Some(control("government", Some(Extent::Most), "2025-03-07T14:10:00Z")),
            ),
            "tartus" => (Some(curfew("in_force", Some("2025-03-07T14:00:00Z"), "2025-03-06T14:10:00Z")), None),
            "jableh" => (
                Some(curfew("in_force", None, "2025-03-07T13:30:00Z")),
                Some(ControlCell {
                    conflict: true,
                    disputed: Some(Holding { value: StatusValue::Contested, extent: Some(Extent::Part) }),
                    ..control("government", None, "2025-03-07T13:30:00Z")
                }),
            ),
            "baniyas" => (None, Some(control("loyalists", Some(Extent::Outskirts), "2025-03-07T13:30:00Z"))),
            "qardaha" => {
                (None, Some(ControlCell { stale: true, ..control("loyalists", None, "2025-03-04T10:00:00Z") }))
            }
            "homs" => (
                Some(curfew("lifted", None, "2025-03-07T09:00:00Z")),
                Some(control("contested", None, "2025-03-07T09:00:00Z")),
            ),
            _ => (None, None),
        };
        BoardRow { place: place.id.clone(), curfew, control }
    });
    Board { as_of: now(), rows: rows.collect() }
}

fn evidence(text: &str, quote: &str) -> Evidence {
    let start = text.find(quote).unwrap();
    Evidence { field: Field::Text, start, end: start + quote.len(), quote: quote.to_owned() }
}

fn item(id: &str, published: &str, title: &str, text: &str) -> Item {
    Item {
        id: id.into(),
        feed: "sohr-en".into(),
        guid: id.to_owned(),
        url: Some(format!("https://example.org/{id}")),
        title: title.to_owned(),
        text: text.to_owned(),
        author: None,
        categories: vec![],
        published: at(published),
        fetched: at(published),
        lang: "en".into(),
        relevant: true,
        score: 0.93,
        report: Some("r1".into()),
        revisions: 2,
        state: ItemState::default(),
    }
}

fn first_item() -> ItemDetail {
    let text = "The Syrian Observatory for Human Rights said 35 members of government forces and 32 gunmen loyal to \
                the former government were killed, as well as four civilians.\n\nA curfew was imposed in Latakia \
                until Saturday at 10:00.";
    let from = Provenance {
        item: "i1".into(),
        report: "r1".into(),
        feed: "sohr-en".into(),
        revision: 2,
        published: at("2025-03-07T14:28:00Z"),
        fetched: at("2025-03-07T14:30:00Z"),
        episode: "march-2025".into(),
    };
    let claim = |id: &str, category: &str, n, quote: &str| StoredClaim {
        id: id.into(),
        from: from.clone(),
        claim: Claim {
            metric: Metric::Killed,
            category: category.into(),
            perpetrator: None,
            low: Some(n),
            high: Some(n),
            bound: Bound::Exact,
            origin: Some("SOHR".into()),
            place: None,
            scope: Scope::Cumulative,
            as_of: Some(at("2025-03-07T14:00:00Z")),
            confidence: 0.95,
            cue: coastwatch::model::Cue::Plain,
            evidence: evidence(text, quote),
            rule: "sample".into(),
        },
    };
    let status = StoredStatus {
        id: "i1.2.s1".into(),
        from: from.clone(),
        status: Status {
            place: "latakia".into(),
            kind: StatusKind::Curfew,
            value: StatusValue::InForce,
            extent: None,
            until: Some(at("2025-03-08T07:00:00Z")),
            origin: None,
            as_of: None,
            confidence: 0.9,
            evidence: evidence(text, "A curfew was imposed in Latakia until Saturday at 10:00"),
            rule: "sample".into(),
        },
    };
    let matched = |term: &str, group| Matched { term: term.into(), group, field: Field::Text, start: 0, end: 1 };
    let revision =
        |number, fetched| Revision { number, fetched: at(fetched), title: String::new(), text: String::new() };
    ItemDetail {
        item: item("i1", "2025-03-07T14:28:00Z", "Monitor puts the dead on the coast at 124", text),
        feed_name: "SOHR".to_owned(),
        matched: vec![
            matched("Latakia", MatchedGroup::Place),
            matched("curfew", MatchedGroup::Topic),
            matched("Latakia", MatchedGroup::Place),
        ],
        claims: vec![
            claim("i1.2.c1", "government_forces", 35, "35 members of government forces"),
            claim("i1.2.c2", "loyalists", 32, "32 gunmen loyal to the former government"),
            claim("i1.2.c3", "civilians", 4, "four civilians"),
        ],
        statuses: vec![status],
        revisions: vec![revision(1, "2025-03-07T14:28:00Z"), revision(2, "2025-03-07T14:30:00Z")],
    }
}

/// The items of the report in the reader.
pub fn items() -> Vec<ItemDetail> {
    vec![first_item(), second_item()]
}

fn second_item() -> ItemDetail {
    let text = "قتل 35 عنصراً من قوات الأمن العام.";
    let title = "المرصد: ارتفاع عدد القتلى في الساحل السوري";
    let mut told = first_item().claims.swap_remove(0);
    told.claim.evidence = evidence(text, "35 عنصراً من قوات الأمن العام");
    ItemDetail {
        item: Item { lang: "ar".into(), ..item("i2", "2025-03-07T14:05:00Z", title, text) },
        feed_name: "SOHR (Arabic)".to_owned(),
        matched: vec![],
        claims: vec![told],
        statuses: vec![],
        revisions: vec![],
    }
}
