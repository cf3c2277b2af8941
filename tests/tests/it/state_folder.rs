//! A state folder on a disk that is full, cannot be written, or goes away.

use std::process::{Command, Stdio};

use wxkit_tests::command::{Desk, run};

use crate::killed::{small_desk, total};

const ARGS: &[&str] = &["publish", "article", "--via", "freepublish"];

/// The command where no file may grow beyond so many blocks of 512 bytes, which fails as a full disk does.
fn limited(desk: &Desk, blocks: u32) -> Command {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    under(desk, &["sh", "-c", &script, "sh"])
}

/// The command as another program starts it.
fn under(desk: &Desk, starter: &[&str]) -> Command {
    let command = desk.wxkit(ARGS);
    let mut started = Command::new(starter[0]);
    started.args(&starter[1..]).arg(command.get_program()).args(command.get_args());
    started.current_dir(desk.folder.path()).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => started.env(name, value),
            None => started.env_remove(name),
        };
    }
    started
}

#[test]
fn a_full_disk_stops_a_publication_before_the_step_that_could_not_be_recorded() {
    let mut stopped = 0;
    for blocks in 0..8 {
        let desk = small_desk(u64::from(blocks));
        let (status, _, said) = run(&mut limited(&desk, blocks));
        if status != 0 {
            stopped += 1;
            assert!(said.contains("journal") && said.contains("File too large"), "{blocks}: {said}");
            // Nothing is sent if not even the first line fits.
            assert!(blocks > 0 || total(&desk) == 0, "{said}");
        }
        let result = desk.json(ARGS);
        let sandbox = desk.server.sandbox();
        let [published] = sandbox.publications() else {
            panic!("{blocks} blocks: published {} times", sandbox.publications().len())
        };
        assert_eq!(result["article_id"], published.article_id().unwrap().as_str(), "{blocks}");
    }
    assert!((2..8).contains(&stopped), "{stopped} runs were stopped");
}

#[test]
fn a_folder_that_goes_away_is_told_before_anything_is_submitted() {
    let calls = {
        let desk = small_desk(0);
        let _ = desk.json(ARGS);
        total(&desk)
    };
    for at in 1..=calls {
        let desk = small_desk(at);
        let mut child = desk.start(ARGS);
        while total(&desk) < at && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // It may be written to at the same moment.
        while std::fs::remove_dir_all(desk.folder.path().join("state"))
            .is_err_and(|error| error.kind() == std::io::ErrorKind::DirectoryNotEmpty)
        {}
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let published = desk.server.sandbox().publications().len();
        assert!(published <= 1, "{at}: {said}");
        if output.status.success() {
            assert_eq!(published, 1, "{at}: {said}");
        } else {
            assert!(
                said.contains("was removed or moved while it was in use") || said.contains("state"),
                "{at}: {said}"
            );
            if published == 0 {
                let _ = desk.json(ARGS);
                assert_eq!(desk.server.sandbox().publications().len(), 1, "{at}");
            }
        }
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told_before_anything_is_sent() {
    let desk = small_desk(1);
    desk.file("taken", b"a file");
    let mut command = desk.wxkit(ARGS);
    let (status, _, said) = run(command.env("WXKIT_STATE", desk.folder.path().join("taken")));
    assert_eq!((status != 0, total(&desk)), (true, 0), "{said}");
    assert!(said.contains("taken"), "{said}");
}

/// As disks that are about to fail, and folders on another machine, answer now and then.
#[test]
fn a_folder_whose_disk_fails_is_told_and_nothing_is_published_twice() {
    let mut idle = Command::new("strace");
    idle.args(["-qq", "-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !idle.status().is_ok_and(|status| status.success()) {
        println!("left out: there is no strace, or it may not trace");
        return;
    }
    let check = |fault: &str, expected: &str| {
        let desk = small_desk(1);
        let fault = format!("inject={fault}");
        let (status, _, said) =
            run(&mut under(&desk, &["strace", "-f", "-qq", "-o", "/dev/null", "-e", &fault]));
        assert!(status == 1 && said.contains(expected), "{fault}: {status} {said}");
        let submitted = desk.server.sandbox().publications().len();
        let _ = desk.json(ARGS);
        assert_eq!(desk.server.sandbox().publications().len(), 1, "{fault}: {submitted} before");
    };
    let (opening, writing) = ("opening the journal", "writing the journal");
    for error in ["EIO", "ENOSPC", "ESTALE"] {
        check(&format!("fsync:error={error}"), opening);
        check(&format!("fdatasync:error={error}"), writing);
        check(&format!("mkdir,mkdirat:error={error}"), "set WXKIT_STATE to a folder that can be written");
    }
    check("link,linkat,rename,renameat,renameat2:error=EIO", opening);
    check("flock:error=ENOLCK", "locking the journal");
    check("lseek:error=ESTALE", opening);
}
