//! Where the store of a test is: in a file, or on a server of this test run's own.
//!
//! The same test is run on both. The server is PostgreSQL of Debian's binaries with its own cluster in a temporary folder,
//! reached by a socket in it and, encrypted, on loopback; it is started when the first test asks for it, and ends with the test program, however
//! that ends. Where its binaries are missing the tests of it say so and are skipped.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, Once, OnceLock};

use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::OnceCell;

tokio::task_local! {
    /// The test runs on the server.
    static ON_SERVER: ();
}

/// Runs the same tests on both.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test().await;
                }
            )+
        }
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::support::place::on_server(stringify!($test), super::$test()).await;
                }
            )+
        }
    };
}
pub(crate) use on_both;

/// Runs a test on the server; skips it where there is none.
pub async fn on_server(name: &str, test: impl Future<Output = ()>) {
    match server() {
        Some(_) => ON_SERVER.scope((), test).await,
        None => skipped(name),
    }
}

/// Says that a test was skipped, and why, once for all of them; past the harness, which keeps back what passing tests print.
pub fn skipped(name: &str) {
    static TOLD: Once = Once::new();
    TOLD.call_once(|| {
        tell(&format!(
            "skipped: {name} and every other test of the store on a server. They need PostgreSQL's binaries, and there are \
             none here (Debian: apt-get install postgresql). What they would show is not shown by this run."
        ));
    });
}

/// Says that a test was skipped for want of a program.
pub fn skipped_without(program: &str, name: &str) {
    tell(&format!("skipped: {name}, for want of {program}. What it would show is not shown by this run."));
}

/// Tells a person.
pub fn tell(what: &str) {
    std::io::stderr().write_all(format!("\n{what}\n").as_bytes()).unwrap();
}

/// The address of the store of a test that has a folder: a file in it, or a database that is named after it.
pub async fn url(folder: &Path) -> String {
    match ON_SERVER.try_with(|()| ()) {
        Ok(()) => database(&named(folder)).await,
        Err(_) => format!("sqlite:{}", folder.join("state").join("store.db").display()),
    }
}

/// The address of a store of a test where nothing is made yet.
pub async fn new_url(folder: &Path) -> String {
    match is_on_server() {
        true => empty_database(&format!("new_{}", named(folder))).await,
        false => url(folder).await,
    }
}

/// A name for the database of a folder.
fn named(folder: &Path) -> String {
    let name = folder.file_name().unwrap().to_string_lossy().to_lowercase();
    name.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' }).collect()
}

/// The address of a database of the server, made where it is not there, with the schema in it. Needs the server.
pub async fn database(name: &str) -> String {
    let server = server().unwrap();
    server
        .template
        .get_or_init(|| async {
            make(server, TEMPLATE, "template0").await;
            coastwatch::store::open(&server.url(TEMPLATE)).await.unwrap().close().await;
        })
        .await;
    let is_new = server.made.lock().unwrap().insert(name.to_owned());
    if is_new {
        make(server, name, TEMPLATE).await;
    }
    server.url(name)
}

/// The address of a database that is new and empty. Needs the server.
pub async fn empty_database(name: &str) -> String {
    let server = server().unwrap();
    make(server, name, "template0").await;
    server.url(name)
}

/// What databases are copied from.
const TEMPLATE: &str = "made_once";

async fn make(server: &Server, name: &str, template: &str) {
    let mut connection = connect(&server.url("postgres")).await;
    let make = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"");
    sqlx::query(sqlx::AssertSqlSafe(make)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A plain connection to a database, as another program would make it.
pub async fn connect(url: &str) -> PgConnection {
    url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap()
}

/// The server of this test run; none where its binaries are missing.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Some(Server::start(&binaries()?))).as_ref()
}

/// A private cluster with its server.
#[derive(Debug)]
pub struct Server {
    /// Its cluster and its socket.
    pub folder: PathBuf,
    port: u16,
    made: Mutex<HashSet<String>>,
    template: OnceCell<()>,
    /// Ends with its input, which is open as long as this program lives.
    _keeper: Child,
}

/// Makes a cluster and keeps its server until nobody holds its input any more: then the server is stopped and all of it
/// removed. The collation is a language's, so that what is compared byte by byte must say so.
const KEEPER: &str = r#"
dir=$1 bin=$2 port=$3
cd "$dir" || exit 1
# An authority of our own, and what it and another one say of the server.
for ca in ca other; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout $ca.key -out $ca.crt -days 2 \
        -subj /CN=$ca >>log 2>&1
done
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj /CN=localhost >>log 2>&1
echo subjectAltName=DNS:localhost >server.ext
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -days 2 -extfile server.ext >>log 2>&1
tls=
[ -s server.crt ] && tls="-c ssl=on -c ssl_cert_file=$dir/server.crt -c ssl_key_file=$dir/server.key"
"$bin/initdb" -D "$dir/data" -U coastwatch -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US \
    --no-sync >>"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$bin/postgres" -D "$dir/data" -k "$dir" -p "$port" -c listen_addresses=127.0.0.1 $tls -c fsync=off -c max_connections=300 \
    -c shared_buffers=64MB -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=64MB -c autovacuum=off >>"$dir/log" 2>&1 </dev/null &
server=$!
tries=0
until "$bin/pg_isready" -q -h "$dir" -p "$port"; do
    kill -0 "$server" 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
    tries=$((tries + 1)); [ "$tries" -lt 600 ] || exit 1
    sleep 0.05
done
echo ready
cat >/dev/null
kill -QUIT "$server"; wait "$server"
cd /; rm -rf "$dir"
"#;

impl Server {
    fn start(binaries: &Path) -> Self {
        sweep();
        let prefix = format!("{FOLDERS}{}-", std::process::id());
        // By which the socket is named, and where it answers on loopback alone, for what is encrypted.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir().unwrap().keep();
        let mut keeper = as_ordinary_user();
        keeper.args(["sh", "-c", KEEPER, "keeper"]).arg(&folder).arg(binaries).arg(port.to_string());
        if is_root() {
            let owned = Command::new("chown").arg("postgres:").arg(&folder).status().unwrap();
            assert!(owned.success(), "the folder of the server cannot be given to its user");
        }
        let mut keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n", "the server does not start");
        Self { folder, port, made: Mutex::default(), template: OnceCell::new(), _keeper: keeper }
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://coastwatch@localhost:{}/{database}?host={}", self.port, self.folder.display())
    }

    /// Its socket.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(format!(".s.PGSQL.{}", self.port))
    }

    /// The address of one of its databases on loopback by a name of the machine, where what is said can be encrypted; none
    /// where there was nothing to make certificates with.
    pub fn encrypted_url(&self, machine: &str, database: &str) -> Option<String> {
        let has_certificate = self.folder.join("server.crt").metadata().is_ok_and(|file| file.len() > 0);
        has_certificate.then(|| format!("postgres://coastwatch@{machine}:{}/{database}", self.port))
    }
}

/// How the folders of servers are called; the number of the process that started each follows.
const FOLDERS: &str = "coastwatch-pg-";

/// Removes what runs that were killed have left: folders whose test program is gone, and their server with it.
fn sweep() {
    let runs = |process: &str| process.parse::<u32>().is_ok() && Path::new("/proc").join(process).exists();
    for left in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = left.file_name().to_string_lossy().into_owned();
        let Some((program, _)) = name.strip_prefix(FOLDERS).and_then(|rest| rest.split_once('-')) else { continue };
        let server = fs::read_to_string(left.path().join("data/postmaster.pid")).unwrap_or_default();
        if !runs(program) && !runs(server.lines().next().unwrap_or_default()) {
            // Somebody else's is left to them.
            let _left = fs::remove_dir_all(left.path());
        }
    }
}

/// What a server is started with: root may not run one.
fn as_ordinary_user() -> Command {
    if !is_root() {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    command
}

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
}

/// The newest server's binaries where Debian puts them, else those on the path.
fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let on_path = std::env::var_os("PATH");
    let on_path = on_path.iter().flat_map(std::env::split_paths).filter(|folder| folder.is_absolute());
    let has_all = |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|one| folder.join(one).exists());
    let newest = debian.filter(&has_all).max_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
        version.parse::<u32>().unwrap_or(0)
    });
    newest.or_else(|| on_path.collect::<Vec<_>>().into_iter().find(has_all))
}

/// Runs a test of chance on both, or on the file alone where there is no server.
///
/// # Errors
/// Those of the test.
pub async fn on_each<E>(test: impl AsyncFn() -> Result<(), E>) -> Result<(), E> {
    test().await?;
    match server() {
        Some(_) => ON_SERVER.scope((), test()).await,
        None => Ok(()),
    }
}

/// Whether this test runs on the server.
pub fn is_on_server() -> bool {
    ON_SERVER.try_with(|()| ()).is_ok()
}

/// Carries a statement out on the store of a folder, as another program would; its rows, or why not.
pub async fn by_another(folder: &Path, statement: &'static str) -> Result<u64, sqlx::Error> {
    let url = url(folder).await;
    match url.strip_prefix("sqlite:") {
        Some(file) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
            let mut connection = options.connect().await?;
            Ok(sqlx::query(statement).execute(&mut connection).await?.rows_affected())
        }
        None => {
            let mut connection = connect(&url).await;
            sqlx::query("SET search_path TO coastwatch").execute(&mut connection).await?;
            Ok(sqlx::query(statement).execute(&mut connection).await?.rows_affected())
        }
    }
}
