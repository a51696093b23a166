//! News: a line to the server by which it says of every place in the store's history that it is there. What was missed while
//! the line was cut is asked for when it stands again, so that nothing hangs on it.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;

use super::Connections;
use crate::model::Seq;

/// What the schema tells on.
const CHANNEL: &str = "coastwatch";

/// How long nothing may be heard before the line is tried: one that was cut without a word is noticed by then.
const SILENCE: Duration = Duration::from_secs(10);

/// What is said of a line on which nobody answers.
const DEAD: &str = "the line is dead";

/// The first and the longest pause before the line is made again.
const RETURNS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// Listens until nobody wants to hear any more. What is told is the newest position; none while the line does not stand.
/// Where it is dead, so are the others: what was asked on them is given up.
pub(super) async fn listen(readers: Connections, writers: Connections, told: watch::Sender<Option<Seq>>) {
    let mut pause = RETURNS.0;
    while told.receiver_count() > 0 && !readers.pool().is_closed() {
        match hear(&readers.pool(), &told).await {
            // Nobody wants to hear.
            Ok(()) => return,
            Err(error) => {
                tracing::warn!("news of the store are asked for until they are heard again: {error}");
                if matches!(&error, sqlx::Error::Protocol(why) if why == DEAD) {
                    readers.renew();
                    writers.renew();
                    readers.servers.give_up();
                }
            }
        }
        if told.send_replace(None).is_some() {
            pause = RETURNS.0;
        }
        readers.servers.seek().await;
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(RETURNS.1);
    }
}

/// Hears what is told while the line stands.
async fn hear(pool: &PgPool, told: &watch::Sender<Option<Seq>>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    // Where it is cut, this is for us to say.
    listener.eager_reconnect(false);
    let begun = async {
        listener.listen(CHANNEL).await?;
        // What came before it listened, once: nothing can come in between.
        newest(&mut listener, told).await
    };
    tokio::time::timeout(SILENCE, begun).await.unwrap_or_else(|_| Err(dead()))?;
    loop {
        tokio::select! {
            heard = tokio::time::timeout(SILENCE, listener.try_recv()) => match heard {
                Ok(Ok(Some(news))) => tell(told, news.payload().parse().ok()),
                Ok(Ok(None)) => return Err(sqlx::Error::Protocol("the line was cut".to_owned())),
                Ok(Err(error)) => return Err(error),
                Err(_) => match tokio::time::timeout(SILENCE, newest(&mut listener, told)).await {
                    Ok(asked) => asked?,
                    Err(_) => return Err(dead()),
                },
            },
            () = told.closed() => return Ok(()),
        }
    }
}

/// That nobody answers on the line.
fn dead() -> sqlx::Error {
    sqlx::Error::Protocol(DEAD.to_owned())
}

/// Asks for the newest position on the line itself.
async fn newest(listener: &mut PgListener, told: &watch::Sender<Option<Seq>>) -> Result<(), sqlx::Error> {
    let seq: i64 = sqlx::query_scalar("SELECT seq FROM sequence").fetch_one(&mut *listener).await?;
    tell(told, Some(seq));
    Ok(())
}

fn tell(told: &watch::Sender<Option<Seq>>, seq: Option<i64>) {
    let Some(seq) = seq.map(Seq) else { return };
    told.send_if_modified(|known| {
        let is_newer = known.is_none_or(|known| known < seq);
        if is_newer {
            *known = Some(seq);
        }
        is_newer
    });
}
