//! `coastwatch collect`: polls feeds without a screen, once or until it is told to end.

use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use crate::cli::args::{Collect, Global};
use crate::cli::listen::Listening;
use crate::cli::renewal::Anew;
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::signals::{Ending, Hangups};
use crate::cli::supervised::Supervised;
use crate::cli::{Ended, Failure, listen, output};
use crate::config::feeds::address;
use crate::engine::{self, Context, Handle, Polled};
use crate::model::{Feed, FeedError, FeedId, FeedKind, FeedState, address as addresses};

/// What `--once` prints.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    feeds: Vec<FeedLine<'a>>,
    new_items: u64,
    relevant: u64,
}

/// How one feed answered.
#[derive(Debug, Serialize)]
struct FeedLine<'a> {
    id: &'a str,
    url: String,
    state: FeedState,
    status: Option<u16>,
    items: u64,
    new: u64,
    error: Option<&'a FeedError>,
    elapsed_ms: u64,
    bytes: u64,
}

/// Runs the command.
///
/// # Errors
/// Where the configuration is wrong, there is nothing to poll, or the store cannot be opened.
pub async fn run(global: &Global, args: &Collect, ending: Ending) -> Result<Ended, Failure> {
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    if global.read_only {
        return Err(Failure::Call(
            "--read-only refuses what changes the store, and collect does; leave one out".into(),
        ));
    }
    let feeds = chosen(&setup.feeds, &args.named)?;
    setup.log(global, if args.once { Runs::Once } else { Runs::On })?;
    let store = setup.open_store().await?;
    if !store.may_collect().await? {
        store.close().await;
        return Err(Failure::Run(
            "this role may not store what feeds say: collect needs the rights of coastwatch_collector \
             (config/postgres/roles.sql); nothing was asked"
                .to_owned(),
        ));
    }
    let context = Context { feeds: feeds.into(), ..setup.context(store.clone()) };
    let ended =
        if args.once { once(&context, args, ending).await } else { on(global, &setup, context, args, ending).await };
    store.close().await;
    ended
}

/// Polls every feed once and prints the summary.
async fn once(context: &Context, args: &Collect, ending: Ending) -> Result<Ended, Failure> {
    let polled = tokio::select! {
        polled = engine::poll_once(context) => polled?,
        signal = ending.came() => return Ok(Ended::Signalled(signal)),
    };
    output::json(&Summary::of(&polled))?;
    let failed = polled.iter().filter(|feed| feed.state == FeedState::Failed).count();
    Ok(if failed == polled.len() || args.strict && failed > 0 { Ended::Partly } else { Ended::Done })
}

/// Polls until a signal comes.
async fn on(
    global: &Global,
    setup: &Setup,
    context: Context,
    args: &Collect,
    ending: Ending,
) -> Result<Ended, Failure> {
    let mut hangups = Hangups::watch();
    let listening = match args.listen {
        Some(address) => Some(listen::start(address, &context, setup).await?),
        None => None,
    };
    let engine = engine::start(context.clone())?;
    let anew = Anew::new(global, setup, &context.store)?;
    // Nobody need listen.
    let _unheard = writeln!(
        std::io::stderr(),
        "coastwatch: polling {} feeds into {}; end with Ctrl-C",
        context.feeds.len(),
        setup.store_address()?
    );
    let mut supervised = Supervised::by(std::env::var_os("NOTIFY_SOCKET"));
    let within = std::env::var("WATCHDOG_USEC").ok();
    supervised.ready(within.as_deref(), &format!("polling {} feeds", context.feeds.len()));
    let mut ended = Box::pin(ending.came());
    let signal = loop {
        tokio::select! {
            signal = &mut ended => break signal,
            is_wanted = hangups.came() => match is_wanted {
                true => {
                    supervised.reloading();
                    let told = match reload(&anew, &engine, listening.as_ref(), args).await {
                        Ok(told) => told,
                        Err(why) => format!("nothing is changed: {why}"),
                    };
                    tracing::info!("reload: {told}");
                    output::note(&told);
                    supervised.reloaded(&told);
                }
                false => break Hangups::SIGNAL,
            }
        }
    };
    supervised.stopping();
    engine.stop().await;
    if let Some(listening) = listening {
        listening.stop().await;
    }
    Ok(Ended::Signalled(signal))
}

/// Reads the configuration anew and goes on by it; what is told of that.
async fn reload(anew: &Anew, engine: &Handle, listening: Option<&Listening>, args: &Collect) -> Result<String, String> {
    let (setup, later) = anew.setup().await?;
    let feeds = chosen(&setup.feeds, &args.named).map_err(|failure| failure.to_string())?;
    let context = Context { feeds: feeds.into(), ..setup.context(Arc::clone(anew.store())) };
    engine.renew(context.clone()).await.map_err(|error| error.to_string())?;
    if let Some(listening) = listening {
        listening.renew(&context, &setup);
    }
    Ok(format!("the configuration is read anew: polling {} feeds.{later}", context.feeds.len()))
}

impl<'a> Summary<'a> {
    fn of(polled: &'a [Polled]) -> Self {
        let line = |feed: &'a Polled| FeedLine {
            id: feed.feed.as_str(),
            url: addresses::shown(&feed.url),
            state: feed.state,
            status: feed.status,
            items: feed.items,
            new: feed.new,
            error: feed.error.as_ref(),
            elapsed_ms: u64::try_from(feed.elapsed.as_millis()).unwrap_or(u64::MAX),
            bytes: feed.bytes,
        };
        Self {
            feeds: polled.iter().map(line).collect(),
            new_items: polled.iter().map(|feed| feed.new).sum(),
            relevant: polled.iter().map(|feed| feed.relevant).sum(),
        }
    }
}

/// An address as it is told: what is asked may hold a key as well.
fn without_query(url: &url::Url) -> String {
    let mut told = url.clone();
    told.set_query(None);
    told.set_fragment(None);
    told.into()
}

/// The feeds to poll: those that are named by address or id, as configured where they are; else all that are enabled.
fn chosen(configured: &[Feed], named: &[String]) -> Result<Vec<Feed>, Failure> {
    let mut feeds: Vec<Feed> = Vec::new();
    for name in named {
        let url = address(name);
        if let Ok((url, Some(_))) = &url {
            return Err(Failure::Call(format!(
                "--feed {} is refused with a name and password in it: everybody on this machine can read a command line; \
                 configure the feed with `credentials = \"env:NAME\"` or `\"file:PATH\"`, and name it by its id",
                without_query(url)
            )));
        }
        let known = configured
            .iter()
            .find(|feed| feed.id.as_str() == name || url.as_ref().is_ok_and(|(url, _)| feed.url == *url))
            .cloned();
        let feed = match known {
            Some(known) => Feed { enabled: true, ..known },
            None => {
                let (url, _) = url.map_err(Failure::Call)?;
                let id = FeedId::of(&url);
                let name = id.as_str().to_owned();
                let kind = FeedKind::International;
                Feed { id, url, credentials: None, name, kind, lang: None, interval: None, enabled: true }
            }
        };
        if feeds.iter().all(|one| one.id != feed.id) {
            feeds.push(feed);
        }
    }
    if named.is_empty() {
        feeds.extend(configured.iter().filter(|feed| feed.enabled).cloned());
    }
    if feeds.is_empty() {
        return Err(Failure::Call("there is no feed to poll; name some by --feeds FILE or --feed URL".into()));
    }
    Ok(feeds)
}
