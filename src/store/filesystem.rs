//! The file system a store is on: several machines must not share one over the network.
//!
//! SQLite keeps programs apart by locks and by memory that they share. Over a network neither can be relied on, so that two
//! machines may destroy what they both write. One machine alone is well off there, and slow.

use std::path::{Path, PathBuf};

/// Which file a path leads to, as the system knows it: another one of the same name is not the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity(Option<(u64, u64)>);

impl Identity {
    /// The file at `path` now; nothing where there is none, or where the system numbers no files.
    pub fn of(path: &Path) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Self(std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino())))
        }
        #[cfg(not(unix))]
        {
            let _unnumbered = path;
            Self(None)
        }
    }
}

/// The processes beside this one that have the file at `path` open, as far as the kernel tells; none where it tells nothing.
pub fn holders(path: &Path) -> Vec<u32> {
    let Ok(real) = path.canonicalize() else { return vec![] };
    let Ok(processes) = std::fs::read_dir("/proc") else { return vec![] };
    let number = |name: std::ffi::OsString| name.to_str().and_then(|name| name.parse::<u32>().ok());
    let others = processes.flatten().filter_map(|process| number(process.file_name()));
    let holds = |process: &u32| {
        // What somebody else runs is not told to us.
        let open = std::fs::read_dir(format!("/proc/{process}/fd"));
        open.is_ok_and(|open| open.flatten().any(|file| std::fs::read_link(file.path()).is_ok_and(|to| to == real)))
    };
    others.filter(|process| *process != std::process::id()).filter(holds).collect()
}

/// How the log beside a store begins (`-wal`), whichever end of a number its machine writes first.
const LOG: [[u8; 4]; 2] = [[0x37, 0x7f, 6, 0x82], [0x37, 0x7f, 6, 0x83]];

/// What is told of a store whose log is none.
pub const LOST: &str = "the -wal file beside it is none of the database's: what was stored last, before the system or its \
                        disk broke down, is lost";

/// Where the log of the store in the file `path` is.
fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}

/// Whether anything is in the log of the store in the file `path`, which may not be there itself.
pub fn has_log(path: &Path) -> bool {
    std::fs::metadata(log_of(path)).is_ok_and(|found| found.len() > 0)
}

/// Whether there is something beside the store in the file `path` where its log is, and it is none: then the database takes
/// it for no log at all, and says nothing.
pub fn has_lost_log(path: &Path) -> bool {
    let mut first = [0; 4];
    let read = std::fs::File::open(log_of(path)).and_then(|mut log| std::io::Read::read_exact(&mut log, &mut first));
    read.is_ok() && !LOG.contains(&first)
}

/// Where the kernel lists what is mounted.
const MOUNTS: &str = "/proc/self/mountinfo";

/// File systems that other machines may have mounted as well.
const REMOTE: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "9p",
    "ceph",
    "glusterfs",
    "lustre",
    "gpfs",
    "beegfs",
    "ocfs2",
    "gfs2",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.ceph",
    "fuse.rclone",
    "fuse.s3fs",
];

/// The name of the file system that `path` is on, where other machines may share it; none where they may not, or the kernel
/// does not tell.
pub fn shared_with_others(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string(MOUNTS).ok()?;
    // The file may not be there yet, and its folder may be a link.
    let real = path.ancestors().find_map(|ancestor| ancestor.canonicalize().ok())?;
    remote(&mounts, &real)
}

/// The same, of what is mounted as the kernel lists it.
fn remote(mounts: &str, path: &Path) -> Option<String> {
    let kind = mounts.lines().filter_map(mount).filter(|(point, _)| path.starts_with(point)).fold(
        None,
        |best, (point, kind)| {
            // Of two at one point the later lies over the earlier.
            match best {
                Some((ref longest, _))
                    if Path::new(longest).components().count() > Path::new(&point).components().count() =>
                {
                    best
                }
                _ => Some((point, kind)),
            }
        },
    );
    kind.map(|(_, kind)| kind).filter(|kind| REMOTE.contains(&kind.as_str()))
}

/// The point and the file system of one line: the fifth field, and the first after a lone dash.
fn mount(line: &str) -> Option<(String, String)> {
    let (before, after) = line.split_once(" - ")?;
    let point = before.split(' ').nth(4)?;
    let plain = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    let point = plain.into_iter().fold(point.to_owned(), |point, (written, meant)| point.replace(written, meant));
    Some((point, after.split(' ').next()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTED: &str = "\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home rw shared:2 - nfs4 filer:/home rw,vers=4.2
31 30 0:41 / /home/duty/local rw - xfs /dev/sdb1 rw
32 22 0:42 / /mnt/the\\040desk rw - cifs //desk/share rw
33 22 0:43 / /srv rw - nfs filer:/srv rw
34 22 0:44 / /srv rw - tmpfs tmpfs rw
";

    #[test]
    fn a_store_on_a_file_system_of_the_network_is_told() {
        let check = |path: &str, expect: Option<&str>| {
            assert_eq!(remote(MOUNTED, Path::new(path)).as_deref(), expect, "{path}");
        };
        check("/var/lib/coastwatch.db", None);
        check("/home/duty/coastwatch.db", Some("nfs4"));
        check("/homes/coastwatch.db", None);
        check("/home/duty/local/coastwatch.db", None);
        check("/mnt/the desk/coastwatch.db", Some("cifs"));
        check("/srv/coastwatch.db", None);
    }

    #[test]
    fn a_log_that_is_none_is_told() {
        let folder = tempfile::tempdir().ok();
        let file = folder.iter().map(|folder| folder.path().join("store.db")).next().unwrap_or_default();
        let check = |log: &[u8], expect: bool| {
            assert!(std::fs::write(file.with_extension("db-wal"), log).is_ok());
            assert_eq!(has_lost_log(&file), expect, "{log:?}");
        };
        assert!(!has_lost_log(&file));
        check(b"", false);
        check(&[0x37, 0x7f, 6, 0x82, 0, 0x2d, 0xe2, 0x18], false);
        check(&[0; 32], true);
        check(b"noise and more of it", true);
    }
}
