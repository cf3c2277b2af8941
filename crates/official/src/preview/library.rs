//! Adding a video to the library of permanent material, where each copy occupies a place.

use wxkit_proto::error::Transport;
use wxkit_proto::{Call, Error, Event, Repeat, Timestamp, Warning};

use super::known::ClipRecord;
use super::script::Run;
use crate::ids::{MassVideoId, MaterialId};
use crate::lost::{is_open, is_recent};
use crate::material::{DownloadMaterial, ListMaterial, ListedKind, ListedMaterial, Material};

impl Run {
    /// The id in the library: of an earlier run, found there after a lost answer, or added now.
    pub(super) async fn permanent(&mut self) -> Result<MassVideoId, Error> {
        loop {
            if let Some(media_id) = self.known.added(&self.sha1, &self.words) {
                return Ok(media_id);
            }
            match self.open_addition() {
                Some(since) => self.search(since).await?,
                None => self.add().await?,
            }
        }
    }

    /// When the addition of this very video began that was not acknowledged.
    fn open_addition(&self) -> Option<Timestamp> {
        let (sha1, words, since) = self.known.adding.as_ref()?;
        (*sha1 == self.sha1 && *words == self.words).then_some(*since)
    }

    /// Adds the file once; after a lost answer the addition stays open.
    async fn add(&mut self) -> Result<(), Error> {
        self.additions += 1;
        self.departs();
        let (sha1, words, time) = (self.sha1.clone(), self.words.clone(), self.desk.now().as_secs());
        self.record(ClipRecord::Adding { sha1, words, time }).await?;
        let call = Call::new(self.clip.add(self.file.clone())).repeating(Repeat::Never);
        match self.desk.run_unwarned(call).await {
            Ok(added) => self.is_added(added.media_id).await,
            Err(error) if is_open(&error) && self.additions < 4 => {
                self.desk.sleep(Transport::pause(self.additions)).await;
                Ok(())
            }
            Err(error) if is_open(&error) => Err(error),
            Err(error) => {
                self.record(ClipRecord::NotAdded).await?;
                Err(error)
            }
        }
    }

    /// Looks for what may have been added. The list has no digest of the files, so what has the right name and age is
    /// looked into.
    async fn search(&mut self, since: Timestamp) -> Result<(), Error> {
        self.desk.at("looking for the video in the library");
        // The newest come first, so one page is enough.
        let list = ListMaterial { kind: ListedKind::Video, offset: 0, count: 20 };
        let items = match self.desk.run_unwarned(Call::new(list)).await {
            Ok(page) => page.item,
            // Without a look at the list, all that can be done is to tell.
            Err(Error::Refused(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let Some(item) = items.into_iter().find(|item| self.may_be(item, since)) else {
            return self.is_not_there().await;
        };
        let read = DownloadMaterial { media_id: item.media_id.clone() };
        match self.desk.run_unwarned(Call::new(read)).await {
            Ok(Material::Video(found))
                if (&found.title, &found.description) == (&self.clip.title, &self.clip.description) =>
            {
                self.desk.tell(Event::Note(format!("{}: it was added before", self.clip.name)));
                self.is_added(item.media_id).await
            }
            Ok(_) | Err(Error::Refused(_)) => self.is_not_there().await,
            Err(error) => Err(error),
        }
    }

    /// What the list says of a video is the name of its file or its title.
    fn may_be(&self, item: &ListedMaterial, since: Timestamp) -> bool {
        (item.name == self.file.wire_name() || item.name == self.clip.title)
            && is_recent(item.update_time, since)
            && !self.known.has_added(&item.media_id)
    }

    async fn is_added(&mut self, media_id: MaterialId) -> Result<(), Error> {
        self.arrived();
        let (sha1, words) = (self.sha1.clone(), self.words.clone());
        self.record(ClipRecord::Added { sha1, words, media_id }).await
    }

    async fn is_not_there(&mut self) -> Result<(), Error> {
        self.desk.warn([Warning::new(format!(
            "{}: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns \
             up there, delete it",
            self.clip.name
        ))]);
        self.record(ClipRecord::NotAdded).await
    }
}
