//! Items made for benches: words that come as often as words do, copies, lines that a feed puts under each of its items.

use coastwatch::config::situation::shipped;
use coastwatch::model::{
    Conditional, FeedId, FeedRecord, FeedState, Field, ItemId, Matched, MatchedGroup, ParsedItem, Reading, Rules,
    Scope, Situation,
};
use coastwatch::reconcile::group::{Fact, Imprint, Told};
use coastwatch::store::{NewRevision, Poll, Store};
use jiff::{SignedDuration, Timestamp};

/// Minutes of a fortnight.
pub const FORTNIGHT: u64 = 14 * 24 * 60;

/// A generator of numbers, the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// A word: the frequent ones come often.
    fn word(&mut self) -> String {
        let most = 1 + self.below(8_000);
        format!("w{}", self.below(most))
    }
}

/// Makes items one after the other.
pub struct Maker {
    situation: Situation,
    chance: Chance,
    begin: Timestamp,
    texts: Vec<String>,
    /// How many were made.
    pub made: usize,
}

impl Maker {
    /// Items of a fortnight; the same seed makes the same ones.
    pub fn new(seed: u64, begin: Timestamp) -> Self {
        Self {
            situation: shipped().expect("the shipped situation"),
            chance: Chance(seed),
            begin,
            texts: vec![],
            made: 0,
        }
    }

    /// A number below `limit`.
    #[allow(dead_code, reason = "not every bench draws numbers")]
    pub fn below(&mut self, limit: u64) -> u64 {
        self.chance.below(limit)
    }

    /// One more, published in that minute of the fortnight.
    pub fn item(&mut self, minute: u64) -> NewRevision {
        let feed = FeedId::new(format!("feed{}", self.chance.below(40)));
        let story = match self.texts.len() {
            0 => None,
            many => {
                (self.chance.below(5) == 0).then(|| many - 1 - self.chance.below(200).min(many as u64 - 1) as usize)
            }
        };
        let text = match story.and_then(|at| self.texts.get(at)) {
            Some(text) => text.replacen("w1 ", "w2 ", 3),
            None => (0..90).map(|_| self.chance.word() + " ").collect(),
        };
        self.texts.push(text.clone());
        let footer: String = (0..20).map(|n| format!("{feed}{n} ")).collect();
        self.made += 1;
        let guid = self.made.to_string();
        let published = self.begin + SignedDuration::from_mins(i64::try_from(minute).expect("a fortnight"));
        let item = ParsedItem {
            id: ItemId::of(&feed, &guid),
            guid,
            url: None,
            title: format!("Report {}", self.made),
            text: format!("{text}{footer}"),
            author: None,
            categories: vec![],
            published: Some(published),
            lang: None,
        };
        let reading = Reading {
            relevant: true,
            score: 0.9,
            lang: "en".into(),
            matched: (0..1 + self.chance.below(3)).filter_map(|n| self.place(n)).collect(),
            claims: vec![],
            statuses: vec![],
        };
        let mut imprint = Imprint::of(&self.situation, &feed, &item, &reading);
        if self.chance.below(4) == 0 {
            imprint.facts.push(Fact {
                counted: "SOHR killed".to_owned(),
                subject: "SOHR killed civilians ".to_owned(),
                told: Told::Number(100 + minute / 300, false),
                place: None,
                scope: Some(Scope::Cumulative),
                headline: true,
                lead: true,
                unnamed: false,
            });
        }
        NewRevision {
            published,
            revision: 1,
            digest: item.guid.clone(),
            imprint: Some(imprint),
            terms: None,
            item,
            reading,
        }
    }
}

impl Maker {
    /// A feed of so many items, a sixth of them about the situation.
    #[allow(dead_code, reason = "not every bench reads documents")]
    pub fn document(&mut self, items: usize) -> String {
        let mut feed = String::from("<rss version=\"2.0\"><channel><title>Feed</title>");
        for _ in 0..items {
            let made = self.item(FORTNIGHT / 2 + self.made as u64 % 1_000);
            let (guid, title, text) = (&made.item.guid, &made.item.title, &made.item.text);
            let told = match self.chance.below(6) {
                0 => format!("At least {} people were killed in clashes near Jableh, SOHR said. ", 10 + self.made % 90),
                _ => String::new(),
            };
            let at = made.published.strftime("%a, %d %b %Y %H:%M:%S +0000");
            feed.push_str(&format!(
                "<item><title>{title}</title><link>https://example.org/{guid}</link><guid>{guid}</guid><pubDate>{at}</pubDate>\
                 <description>&lt;p&gt;{told}&lt;b&gt;{title}&lt;/b&gt; {text}&lt;/p&gt;</description></item>"
            ));
        }
        feed + "</channel></rss>"
    }

    /// A place that an item names, the first one in its headline; a few are named far more often than the others.
    fn place(&mut self, n: u64) -> Option<Matched> {
        let most = 1 + self.chance.below(self.situation.places.len() as u64);
        let place = self.situation.places.get(self.chance.below(most) as usize)?;
        let field = if n == 0 { Field::Title } else { Field::Text };
        Some(Matched { term: place.name.as_str().into(), group: MatchedGroup::Place, field, start: 0, end: 1 })
    }
}

/// Stores items as one poll.
#[allow(dead_code, reason = "not every bench stores one poll at a time")]
pub async fn save(store: &dyn Store, revisions: Vec<NewRevision>, at: Timestamp) {
    store.save_poll(&poll(FeedId::new("bench"), revisions, at)).await.expect("it is saved");
}

/// Items as one poll.
pub fn poll(feed: FeedId, revisions: Vec<NewRevision>, at: Timestamp) -> Poll {
    let record = FeedRecord {
        id: feed,
        url: "https://example.org/".to_owned(),
        name: "Bench".to_owned(),
        state: FeedState::Ok,
        error: None,
        last_success: None,
        last_new_item: None,
        last_poll: None,
        not_before: None,
        next_poll: None,
        gone: false,
        moved: None,
        failures: 0,
        items: 0,
        conditional: Conditional::default(),
    };
    Poll { record, at, episode: "live".into(), rules: Rules::default(), revisions, term: None }
}
