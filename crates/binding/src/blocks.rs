//! Files read in blocks. They are never mapped: a mapped file that another program cuts short ends the process.
use marginals_core::{Error, Result, Run};
use std::io::Read;

/// Bytes of a file read at once.
const BLOCK: usize = 1 << 20;

/// Hands over a file block by block.
pub fn blocks_of(path: &str, run: &Run, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let unreadable = |error: std::io::Error| {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let name: String = name.chars().take(255).collect();
        Error::load(format_args!("the file '{name}' could not be read ({})", reason(&error)))
    };
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mut block = run.filled("a block of a file", BLOCK, 0u8)?;
    loop {
        run.check()?;
        match file.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(length) => take(&block[..length])?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "ENOENT".to_owned(),
        std::io::ErrorKind::PermissionDenied => "EACCES".to_owned(),
        std::io::ErrorKind::IsADirectory => "EISDIR".to_owned(),
        kind => kind.to_string(),
    }
}
