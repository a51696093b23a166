//! Fetching one feed over HTTP, bounded in time and size.
//!
//! One deadline holds from the first look-up to the last byte, over all redirects. Redirects are followed
//! here, so that every hop is checked. What arrived before a connection broke is not thrown away: it comes
//! as a document that says why it is incomplete. Absent: any other request than for the feed itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{
    CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LOCATION,
};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use url::Url;

use super::body::{ACCEPTED_WORDS, Body, BodyFault, LARGE};
use super::client::{Clients, HEADER_BYTES_MAX};
use super::guard::{BadEntry, Guard};
use super::polite::{Heard, HostBook, Leave, Turns};
use super::{away, date, failure};
use crate::model::{Conditional, Credentials, FeedError, FeedErrorKind, FetchPolicy};

/// Redirects that are followed: more than any feed needs, and few enough to end a loop.
const REDIRECTS_MAX: usize = 5;

/// Bytes of a validator or a content type that are kept: longer ones are no use and would be sent back.
const VALIDATOR_MAX: usize = 1_024;

/// How often a large body that holds others up is looked at.
const GLANCE: Duration = Duration::from_millis(500);

/// What a fetch brought, and what it cost.
#[derive(Debug)]
pub struct Fetched {
    /// The HTTP status of the last answer.
    pub status: Option<u16>,
    /// Bytes of body after decoding.
    pub bytes: u64,
    /// From the start of the first connection to the end; waiting for its turn, or for leave to hold a body, is not
    /// counted.
    pub elapsed: Duration,
    /// When the server asks not to be asked before; at most a day away.
    pub retry_after: Option<Timestamp>,
    /// What the server's clock showed.
    pub date: Option<Timestamp>,
    /// Where the feed has moved for good, as far as this answer says.
    pub moved: Option<Url>,
    /// A document, "not modified", or why neither.
    pub outcome: Result<Answer, FeedError>,
    /// Leave to hold the document's body: others wait for it, so it goes once what was read of it is stored.
    pub leave: Option<Leave>,
}

impl Fetched {
    /// A feed that was not asked, and why.
    pub fn not_asked(error: FeedError) -> Self {
        let (status, retry_after, moved, leave) = (None, None, None, None);
        Self { status, bytes: 0, elapsed: Duration::ZERO, retry_after, date: None, moved, outcome: Err(error), leave }
    }
}

/// What a server answered.
#[derive(Debug)]
pub enum Answer {
    /// 304: keep what was there, and go on asking with the same [`Conditional`].
    NotModified,
    /// A document.
    Document(Box<Document>),
}

/// A body as fetched, for [`parse`](super::parse::parse).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The body, decoded.
    pub body: Vec<u8>,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// What to ask with next time; empty where the body is incomplete.
    pub conditional: Conditional,
    /// Where it was found in the end.
    pub url: Url,
    /// Why the body is only a beginning, where it is: its items count, and the feed failed all the same.
    pub incomplete: Option<FeedError>,
}

/// Why no fetcher can be made: the configuration.
#[derive(Debug, thiserror::Error)]
pub enum FetcherError {
    /// An entry of the allow-list cannot be read.
    #[error(transparent)]
    Allow(#[from] BadEntry),
}

/// Fetches feeds: owns the connections, the address guard and the politeness towards hosts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
}

/// What clones of a fetcher share.
#[derive(Debug)]
struct Shared {
    policy: FetchPolicy,
    clients: Clients,
    turns: Turns,
}

impl Fetcher {
    /// A fetcher that keeps to `policy`.
    ///
    /// # Errors
    /// An entry of the allow-list that cannot be read.
    pub fn new(policy: &FetchPolicy) -> Result<Self, FetcherError> {
        Self::with_turns(policy, None)
    }

    /// The same, which takes its turns at hosts from a book that other programs share.
    ///
    /// # Errors
    /// As [`Fetcher::new`].
    pub fn sharing(policy: &FetchPolicy, book: Arc<dyn HostBook>) -> Result<Self, FetcherError> {
        Self::with_turns(policy, Some(book))
    }

    fn with_turns(policy: &FetchPolicy, book: Option<Arc<dyn HostBook>>) -> Result<Self, FetcherError> {
        let guard = Guard::new(&policy.allow)?;
        let clients = Clients::new(guard, policy);
        Ok(Self { shared: Arc::new(Shared { policy: policy.clone(), clients, turns: Turns::new(policy, book) }) })
    }

    /// Fetches `url`, waiting first for a free place and for politeness towards its host. Never fails but
    /// in [`Fetched::outcome`]; dropping the future stops the fetch. Safe to call for every feed at once.
    pub async fn fetch(&self, url: &Url, conditional: &Conditional, now: Timestamp) -> Fetched {
        self.fetch_as(url, None, conditional, now).await
    }

    /// The same, with what a server wants to know of who asks; it is told to nobody else.
    pub async fn fetch_as(
        &self,
        url: &Url,
        credentials: Option<&Credentials>,
        conditional: &Conditional,
        now: Timestamp,
    ) -> Fetched {
        self.fetch_by_leave(url, credentials, conditional, now, async {}).await
    }

    /// The same, once there is `leave` for it: that is waited for when it is the feed's turn, right before it is asked.
    pub async fn fetch_by_leave(
        &self,
        url: &Url,
        credentials: Option<&Credentials>,
        conditional: &Conditional,
        now: Timestamp,
        leave: impl Future<Output = ()>,
    ) -> Fetched {
        let host =
            format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let turns = &self.shared.turns;
        let heard = Heard::default();
        // Its room is taken when it begins: a thousand may wait.
        let ask = |large| Box::pin(self.shared.fetch(url, credentials, conditional, now, &heard, large));
        let fetch = async {
            leave.await;
            ask(None).await
        };
        let taken = match turns.take(&host, &heard, fetch).await {
            None => turns.take_again(&host, ask(None)).await,
            taken => taken,
        };
        if let Some(Some(fetched)) = taken {
            return fetched;
        }
        // A large body was let go of, since too many wait to be one: it is asked for again once it may be.
        loop {
            let large = turns.hold_large().await;
            turns.keep_distance(&host).await;
            if let Some(fetched) = ask(Some(large)).await {
                return fetched;
            }
        }
    }
}

impl Shared {
    /// Fetches at once; none where that has to wait for leave to hold a large body, and holds nothing until then.
    async fn fetch(
        &self,
        url: &Url,
        credentials: Option<&Credentials>,
        conditional: &Conditional,
        now: Timestamp,
        heard: &Heard,
        leave: Option<Leave>,
    ) -> Option<Fetched> {
        let began = Instant::now();
        let waited = Waited::default();
        let exchange = Exchange::new(url, credentials, &waited, heard);
        let mut exchange = Exchange { is_large: leave.is_some(), leave, ..exchange };
        let ended = {
            let run = exchange.run(self, conditional, now);
            tokio::pin!(run);
            loop {
                // Waiting for our own leave is not the server's time.
                let left = self.policy.deadline.saturating_sub(waited.without(began));
                match tokio::time::timeout(left, &mut run).await {
                    Ok(ended) => break Some(ended),
                    Err(_) if waited.without(began) < self.policy.deadline => {}
                    Err(_) => break None,
                }
            }
        };
        let ended = match ended {
            Some(Ok(None)) => return None,
            Some(Ok(Some(ended))) => Ok(ended),
            Some(Err(error)) => Err(error),
            None => Err(exchange.late(self.policy.deadline)),
        };
        Some(exchange.finish(ended, waited.without(began)))
    }
}

/// The time in which an exchange waits for leave of this program, while others hold bodies.
#[derive(Debug, Default)]
struct Waited {
    before: Mutex<Duration>,
    since: Mutex<Option<Instant>>,
}

impl Waited {
    /// Waits for `leave`.
    async fn hold<T>(&self, leave: impl Future<Output = T>) -> T {
        *lock(&self.since) = Some(Instant::now());
        let held = leave.await;
        let since = lock(&self.since).take();
        *lock(&self.before) += since.map_or(Duration::ZERO, |since| since.elapsed());
        held
    }

    /// The time since `began`, without what was waited.
    fn without(&self, began: Instant) -> Duration {
        let now = lock(&self.since).map_or(Duration::ZERO, |since| since.elapsed());
        began.elapsed().saturating_sub(*lock(&self.before)).saturating_sub(now)
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One feed's requests and answers, up to the document.
struct Exchange<'a> {
    asked: Url,
    url: Url,
    credentials: Option<&'a Credentials>,
    waited: &'a Waited,
    heard: &'a Heard,
    status: Option<StatusCode>,
    retry_after: Option<Timestamp>,
    date: Option<Timestamp>,
    for_good: bool,
    content_type: Option<String>,
    conditional: Conditional,
    body: Option<Body>,
    leave: Option<Leave>,
    is_large: bool,
}

/// How an exchange ended that did not fail.
enum Ended {
    NotModified,
    Document,
}

impl<'a> Exchange<'a> {
    fn new(url: &Url, credentials: Option<&'a Credentials>, waited: &'a Waited, heard: &'a Heard) -> Self {
        Self {
            asked: url.clone(),
            url: url.clone(),
            credentials,
            waited,
            heard,
            status: None,
            retry_after: None,
            date: None,
            for_good: true,
            content_type: None,
            conditional: Conditional::default(),
            body: None,
            leave: None,
            is_large: false,
        }
    }

    /// Asks, follows redirects, and takes the body; none where that is large, and has to be asked for again once there is
    /// leave for it.
    async fn run(
        &mut self,
        shared: &Shared,
        conditional: &Conditional,
        now: Timestamp,
    ) -> Result<Option<Ended>, FeedError> {
        if !is_http(&self.url) {
            let scheme = self.url.scheme();
            let what = format_args!("feeds are fetched by http and https alone, not by {scheme}");
            return Err(failure::failure(FeedErrorKind::RefusedAddress, &self.url, what));
        }
        let mut conditional = Some(conditional);
        for _ in 0..=REDIRECTS_MAX {
            let known = conditional.filter(|known| self.is_of_here(known));
            let response = self.ask(shared, known).await?;
            let status = response.status();
            self.status = Some(status);
            self.check_headers(response.headers())?;
            self.date = response.headers().get(DATE).and_then(|date| date::parse(date.to_str().ok()?));
            match status.as_u16() {
                301 | 302 | 303 | 307 | 308 => self.follow(status, response.headers())?,
                304 if known.is_some() => return Ok(Some(Ended::NotModified)),
                // It takes what is to spare it work for a condition that fails: it is asked without.
                412 if known.is_some() => conditional = None,
                206 => {
                    // Nobody asked for a part: what is in it counts, and the feed failed all the same.
                    let ended = self.take(shared, response).await?;
                    return if ended.is_some() { Err(failure::bad_status(&self.url, status)) } else { Ok(None) };
                }
                200..=299 => return self.take(shared, response).await,
                _ => {
                    self.retry_after = away::retry_after(response.headers(), now);
                    return Err(failure::bad_status(&self.url, status));
                }
            }
        }
        let what = format_args!("it redirects more than {REDIRECTS_MAX} times, the last time to here");
        Err(failure::failure(FeedErrorKind::Redirect, &self.url, what))
    }

    /// Whether what there is to ask with was given by the address that is asked now: another may use the same signs for
    /// another document.
    fn is_of_here(&self, known: &Conditional) -> bool {
        let is_any = known.etag.is_some() || known.last_modified.is_some();
        is_any && self.url.as_str() == known.given_by.as_deref().unwrap_or(self.asked.as_str())
    }

    /// What there is to ask with next time; nothing where that is more than is kept.
    fn validators(&self, headers: &HeaderMap) -> Conditional {
        let (etag, last_modified) = (short(headers, &ETAG), short(headers, &LAST_MODIFIED));
        let is_led = self.url != self.asked && (etag.is_some() || last_modified.is_some());
        let given_by = is_led.then(|| self.url.to_string());
        if given_by.as_ref().is_some_and(|address| address.len() > VALIDATOR_MAX) {
            return Conditional::default();
        }
        Conditional { etag, last_modified, given_by }
    }

    /// Sends one request.
    async fn ask(&self, shared: &Shared, conditional: Option<&Conditional>) -> Result<Response, FeedError> {
        shared.clients.guard().check_literal(&self.url).map_err(|refusal| failure::refused(&self.url, &refusal))?;
        let broken = |error| failure::broken(&self.url, &error, &shared.policy, shared.clients.has_roots());
        let send = shared.clients.send(&self.url, |client| self.request(&client, conditional));
        let Some(leave) = &self.leave else { return send.await.map_err(broken) };
        tokio::select! {
            response = send => response.map_err(broken),
            () = leave.outstayed() => Err(self.too_slow(0)),
        }
    }

    /// The request as it is sent.
    fn request(&self, client: &Client, conditional: Option<&Conditional>) -> RequestBuilder {
        let mut request = client.get(self.url.clone());
        // Where a redirect leads, nobody is told a password.
        match self.credentials.filter(|_| self.url.origin() == self.asked.origin()) {
            Some(Credentials::Basic { user, password }) => request = request.basic_auth(user, Some(password)),
            Some(Credentials::Bearer(token)) => request = request.bearer_auth(token),
            None => {}
        }
        if let Some(etag) = conditional.and_then(|known| known.etag.as_ref()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = conditional.and_then(|known| known.last_modified.as_ref()) {
            request = request.header(IF_MODIFIED_SINCE, date);
        }
        request
    }

    /// Refuses an answer with more headers than any feed sends.
    fn check_headers(&self, headers: &HeaderMap) -> Result<(), FeedError> {
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if bytes <= HEADER_BYTES_MAX as usize {
            return Ok(());
        }
        let what = format_args!("the answer's headers are over {HEADER_BYTES_MAX} bytes");
        Err(failure::failure(FeedErrorKind::TooLarge, &self.url, what))
    }

    /// Goes where a redirect leads.
    fn follow(&mut self, status: StatusCode, headers: &HeaderMap) -> Result<(), FeedError> {
        let redirect = |what: &str| failure::failure(FeedErrorKind::Redirect, &self.url, what);
        let Some(location) = headers.get(LOCATION) else {
            return Err(redirect("it redirects without saying where"));
        };
        let location = String::from_utf8_lossy(location.as_bytes());
        let Ok(mut next) = self.url.join(&location) else {
            return Err(redirect("it redirects to something that is no address"));
        };
        if !is_http(&next) {
            let what = format!("it redirects to {}, and only http and https are followed", failure::address(&next));
            return Err(redirect(&what));
        }
        next.set_fragment(None);
        // Refused only for addresses that cannot hold a name and password.
        let _no_host = next.set_username("").and_then(|()| next.set_password(None));
        self.for_good &= matches!(status.as_u16(), 301 | 308);
        self.url = next;
        Ok(())
    }

    /// Takes the body of a successful answer.
    async fn take(&mut self, shared: &Shared, mut response: Response) -> Result<Option<Ended>, FeedError> {
        self.heard.note();
        let headers = response.headers();
        self.content_type = short(headers, &CONTENT_TYPE);
        self.conditional = self.validators(headers);
        let codings: Vec<&str> =
            headers.get_all(CONTENT_ENCODING).iter().map(|value| value.to_str().unwrap_or("?")).collect();
        let coding = codings.join(", ");
        let cap = shared.policy.max_body;
        let Some(body) = Body::new(&coding, cap) else {
            let what = format_args!("it is sent in the content coding {coding:?}, and one of {ACCEPTED_WORDS} is read");
            return Err(failure::failure(FeedErrorKind::Decompress, &self.url, what));
        };
        let length = response.content_length();
        if length.is_some_and(|length| coding.is_empty() && length > cap) {
            return Err(self.fault(BodyFault::TooLarge, cap));
        }
        self.body = Some(body);
        // One that says so is large before anything of it is held.
        let mut is_large = length.is_some_and(|length| length > LARGE as u64);
        if self.leave.is_none() && !is_large {
            // How much a packed one holds it does not say.
            let held = length.filter(|_| coding.is_empty()).unwrap_or(LARGE as u64);
            self.leave = Some(self.waited.hold(shared.turns.hold_small(held)).await);
        }
        let mut large_from = None;
        loop {
            if is_large && large_from.is_none() {
                large_from = Some(self.body.as_ref().map_or(0, Body::len));
                if !self.unfold(shared).await? {
                    return Ok(None);
                }
            }
            let (piece, ended) = match tokio::time::timeout(GLANCE, response.chunk()).await {
                Ok(Ok(Some(piece))) => (piece, None),
                Ok(Ok(None)) => (Default::default(), Some(Ok(Some(Ended::Document)))),
                Ok(Err(error)) => {
                    let broken = failure::broken(&self.url, &error, &shared.policy, true);
                    (Default::default(), Some(Err(broken)))
                }
                // Nothing came meanwhile.
                Err(_) => Default::default(),
            };
            let Some(body) = &mut self.body else { return Ok(Some(Ended::Document)) };
            if let Some(ended) = ended {
                let is_unfolded = body.unfold_small().map_err(|fault| self.fault(fault, cap))?;
                return if is_unfolded || self.unfold(shared).await? { ended } else { Ok(None) };
            }
            let pushed = body.push(&piece);
            let came = body.len();
            is_large |= body.is_large();
            pushed.map_err(|fault| self.fault(fault, cap))?;
            let since = came.saturating_sub(large_from.unwrap_or(0));
            if self.leave.as_ref().is_some_and(|leave| leave.is_outstayed(since)) {
                return Err(self.too_slow(came));
            }
        }
    }

    /// Decodes a large body, once there is leave for it; whether there is: not where too many wait.
    async fn unfold(&mut self, shared: &Shared) -> Result<bool, FeedError> {
        if !self.is_large {
            let Some(leave) = self.waited.hold(shared.turns.hold_large_in_turn()).await else { return Ok(false) };
            (self.leave, self.is_large) = (Some(leave), true);
        }
        let Some(body) = &mut self.body else { return Ok(false) };
        body.unfold().map_err(|fault| self.fault(fault, shared.policy.max_body))?;
        Ok(true)
    }

    /// The failure of a body that keeps others from being taken.
    fn too_slow(&self, came: u64) -> FeedError {
        let what = format_args!("after {came} bytes it came so slowly that it held up other feeds");
        failure::failure(FeedErrorKind::Timeout, &self.url, what)
    }

    /// What is wrong with a body.
    fn fault(&self, fault: BodyFault, cap: u64) -> FeedError {
        match fault {
            BodyFault::TooLarge => {
                let cap = cap as f64 / 1e6;
                let what = format_args!("it is over {cap} MB (`fetch.max_body`), and nothing of it is read");
                failure::failure(FeedErrorKind::TooLarge, &self.url, what)
            }
            BodyFault::Broken => {
                failure::failure(FeedErrorKind::Decompress, &self.url, "its compressed content is cut or broken")
            }
        }
    }

    /// The failure of an exchange that the deadline ended.
    fn late(&self, deadline: Duration) -> FeedError {
        let seconds = deadline.as_secs_f32();
        let what = match (&self.body, self.status) {
            (Some(body), _) => format!("only {} bytes came within {seconds} s (`fetch.deadline`)", body.len()),
            (None, Some(_)) => format!("its redirects did not end within {seconds} s (`fetch.deadline`)"),
            (None, None) => format!("no answer came within {seconds} s (`fetch.deadline`)"),
        };
        failure::failure(FeedErrorKind::Timeout, &self.url, what)
    }

    /// What the exchange brought.
    fn finish(self, ended: Result<Ended, FeedError>, elapsed: Duration) -> Fetched {
        let cut = self.fault(BodyFault::Broken, 0);
        let (body, fault) = self.body.map(Body::finish).unwrap_or_default();
        let bytes = body.len() as u64;
        let succeeded = self.status.is_some_and(|status| status.is_success());
        let moved =
            (self.for_good && self.url != self.asked && (succeeded || self.status == Some(StatusCode::NOT_MODIFIED)))
                .then(|| self.url.clone());
        let document = |incomplete: Option<FeedError>, conditional| {
            let content_type = self.content_type.clone();
            Answer::Document(Box::new(Document { body, content_type, conditional, url: self.url.clone(), incomplete }))
        };
        let outcome = match ended {
            Ok(Ended::NotModified) => Ok(Answer::NotModified),
            Ok(Ended::Document) if fault.is_none() => Ok(document(None, self.conditional)),
            Ok(Ended::Document) if bytes > 0 => Ok(document(Some(cut), Conditional::default())),
            Ok(Ended::Document) => Err(cut),
            Err(error) if error.kind != FeedErrorKind::TooLarge && bytes > 0 => {
                Ok(document(Some(error), Conditional::default()))
            }
            Err(error) => Err(error),
        };
        let status = self.status.map(|status| status.as_u16());
        let Self { retry_after, date, leave, .. } = self;
        Fetched { status, bytes, elapsed, retry_after, date, moved, outcome, leave }
    }
}

/// Whether an address is one we go to.
fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// A header's value where it is text of a sensible length.
fn short(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (!value.is_empty() && value.len() <= VALIDATOR_MAX).then(|| value.to_owned())
}
