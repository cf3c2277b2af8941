//! The bytes of a picture, wherever they are.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use bytes::Bytes;
use wxkit_article::PictureSource;

use super::ready::Use;
use super::{FaultKind, PrepareOptions};

/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

type Group<'a> = (&'a PictureSource, Vec<(usize, Use<'a>)>);

/// The sources, each once, with the places where they stand, numbered.
pub(super) fn grouped<'a>(uses: &[Use<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for (at, of) in uses.iter().enumerate() {
        let group = *known.entry(of.source).or_insert_with(|| {
            groups.push((of.source, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, uses)) = groups.get_mut(group) {
            uses.push((at, *of));
        }
    }
    groups
}

/// What people know a source by.
pub(super) fn shown(source: &PictureSource) -> String {
    source.to_string()
}

/// Loads a picture. The error is for people.
pub(super) async fn load(
    source: &PictureSource,
    options: &PrepareOptions,
) -> Result<Bytes, (String, FaultKind)> {
    match source {
        PictureSource::File(path) => {
            let path = options.root.join(path);
            let read = tokio::task::spawn_blocking(move || read(&path)).await;
            read.unwrap_or_else(|_| Err(("it could not be read".into(), FaultKind::Picture)))
        }
        PictureSource::Remote(url) => match &options.web {
            None => {
                let why = "pictures of other sites are not fetched; download it beside the article and use the file's name";
                Err((why.into(), FaultKind::Picture))
            }
            Some(web) => match web.get(url).await {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) => {
                    let kind = if error.is_passing() { FaultKind::Network } else { FaultKind::Picture };
                    Err((format!("it could not be fetched: {error}"), kind))
                }
            },
        },
        PictureSource::Data { bytes, .. } => Ok(bytes.clone().into()),
        PictureSource::Drawn { svg } => Ok(svg.clone().into()),
        _ => Err(("it is in a place that is not known".into(), FaultKind::Picture)),
    }
}

fn read(path: &Path) -> Result<Bytes, (String, FaultKind)> {
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file".to_owned(), FaultKind::Missing),
        _ => (error.to_string(), FaultKind::Picture),
    };
    // A pipe or a device might block for ever.
    if !path.metadata().map_err(told)?.is_file() {
        return Err(("this is not an ordinary file".into(), FaultKind::Picture));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(told)?;
    match bytes.len() as u64 > LONGEST {
        true => {
            let why = format!("it is longer than {} MB; save it smaller", LONGEST / (1024 * 1024));
            Err((why, FaultKind::Picture))
        }
        false => Ok(bytes.into()),
    }
}
