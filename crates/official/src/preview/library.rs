//! Adding a video to the library of permanent material, where each copy occupies a place.

use wxkit_proto::{Call, Env, Error, Event, File, Repeat, Timestamp, Transport, Warning};

use super::known::ClipRecord;
use super::machine::{Machine, Stage};
use crate::ids::MaterialId;
use crate::lost::{is_open, is_recent};
use crate::material::{AddedMaterial, DownloadMaterial, ListMaterial, ListedKind, ListedMaterial, Material};
use crate::pages::Listing;

impl Machine {
    /// Adds the file, unless an earlier addition may have been carried out: that is looked for first.
    pub(super) fn add(&mut self, env: &Env, file: File) {
        let words = self.clip.words();
        if matches!(&self.known.adding, Some((sha1, wanted, _)) if *sha1 == self.sha1 && *wanted == words) {
            // The newest come first, so one page is enough.
            let call = ListMaterial { kind: ListedKind::Video, offset: 0, count: 20 };
            return self.stage = Stage::Seek(Call::new(call));
        }
        self.additions += 1;
        self.departs(&file);
        self.record(&ClipRecord::Adding { sha1: self.sha1.clone(), words, time: env.now.as_secs() }, true);
        self.stage = Stage::Add(Call::new(self.clip.add(file)).repeating(Repeat::Never));
    }

    pub(super) fn added(&mut self, env: &Env, result: Result<AddedMaterial, Error>) {
        match result {
            Ok(AddedMaterial { media_id, .. }) => self.is_added(media_id),
            Err(error) if is_open(&error) && self.additions < 4 => {
                self.stage = Stage::Pause(env.now + Transport::pause(self.additions));
            }
            Err(error) => {
                if !is_open(&error) {
                    self.record(&ClipRecord::NotAdded, false);
                }
                self.fail(error);
            }
        }
    }

    /// The list has no digest of the files, so what has the right name and age is looked into.
    pub(super) fn sought(&mut self, result: Result<Listing<ListedMaterial>, Error>) {
        let page = match result {
            Ok(page) => page,
            // Without a look at the list, all that can be done is to tell.
            Err(Error::Refused(_)) => Listing { total_count: 0, item_count: 0, item: Vec::new() },
            Err(error) => return self.fail(error),
        };
        let since = self.known.adding.as_ref().map_or(Timestamp::default(), |(.., since)| *since);
        match page.item.into_iter().find(|item| self.may_be(item, since)) {
            Some(ListedMaterial { media_id, .. }) => {
                let call = Call::new(DownloadMaterial { media_id: media_id.clone() });
                self.stage = Stage::Read(media_id, call);
            }
            None => self.is_not_there(),
        }
    }

    /// What the list says of a video is the name of its file or its title.
    fn may_be(&self, item: &ListedMaterial, since: Timestamp) -> bool {
        let name = self.file.as_ref().map(File::wire_name).unwrap_or_default();
        (item.name == name || item.name == self.clip.title)
            && is_recent(item.update_time, since)
            && !self.known.has_added(&item.media_id)
    }

    pub(super) fn was_read(&mut self, media_id: MaterialId, result: Result<Material, Error>) {
        match result {
            Ok(Material::Video(found))
                if (&found.title, &found.description) == (&self.clip.title, &self.clip.description) =>
            {
                self.news.push_back(Event::Note(format!("{}: it was added before", self.clip.name)));
                self.is_added(media_id);
            }
            Ok(_) | Err(Error::Refused(_)) => self.is_not_there(),
            Err(error) => self.fail(error),
        }
    }

    fn is_added(&mut self, media_id: MaterialId) {
        self.arrived();
        let (sha1, words) = (self.sha1.clone(), self.clip.words());
        self.record(&ClipRecord::Added { sha1, words, media_id }, true);
    }

    fn is_not_there(&mut self) {
        self.news.push_back(Event::Warning(Warning::new(format!(
            "{}: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns \
             up there, delete it",
            self.clip.name
        ))));
        self.record(&ClipRecord::NotAdded, false);
    }
}
