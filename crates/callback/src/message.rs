//! What people send.

use crate::fields::Fields;
use crate::rejected::Rejected;

/// A message of a person to the account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// Its id.
    pub id: String,
    /// The `msg_data_id` of the article that it was sent from, and which article of it from 0, if it came from one.
    pub article: Option<(String, usize)>,
    /// The application of WeChat Work; `None` for the official account.
    pub agent: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// What a message holds. A media id gets the file for three days, with the call that downloads media.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    Text {
        /// The text, blanks and line breaks included.
        text: String,
    },
    /// A picture.
    Image {
        /// Gets the picture.
        media_id: String,
        /// Its address at the platform.
        url: String,
    },
    /// A recording.
    Voice {
        /// Gets the recording.
        media_id: String,
        /// `amr` or `speex`.
        format: String,
        /// What was understood, where recognition is on.
        recognition: String,
    },
    /// A video.
    Video {
        /// Gets the video.
        media_id: String,
        /// Gets a still picture of it.
        thumb_media_id: String,
    },
    /// A short video (小视频), of the official account.
    ShortVideo {
        /// Gets the video.
        media_id: String,
        /// Gets a still picture of it.
        thumb_media_id: String,
    },
    /// A file. Which of these there are depends on the account.
    File {
        /// Gets the file, if it is there.
        media_id: String,
        /// Its name.
        title: String,
        /// Its MD5.
        md5: String,
        /// Its length in bytes.
        length: Option<u64>,
    },
    /// A place.
    Location {
        /// The latitude, in degrees as it came.
        latitude: String,
        /// The longitude, in degrees as it came.
        longitude: String,
        /// How far the map was zoomed in.
        scale: String,
        /// Its name.
        label: String,
    },
    /// A link.
    Link {
        /// Its title.
        title: String,
        /// What stands below it.
        description: String,
        /// Where it leads.
        url: String,
    },
}

impl Message {
    /// `None` for kinds that have no type here.
    pub(crate) fn read(kind: &str, fields: &Fields) -> Result<Option<Self>, Rejected> {
        let Some(content) = Content::read(kind, fields)? else { return Ok(None) };
        let data = fields.text("MsgDataId")?;
        let index = fields.number::<usize>("Idx")?.unwrap_or(0).saturating_sub(1);
        let agent = fields.text("AgentID")?;
        Ok(Some(Self {
            id: fields.text("MsgId")?,
            article: (!data.is_empty()).then_some((data, index)),
            agent: (!agent.is_empty()).then_some(agent),
            content,
        }))
    }
}

impl Content {
    fn read(kind: &str, fields: &Fields) -> Result<Option<Self>, Rejected> {
        let text = |name| fields.text(name);
        let media_id = || text("MediaId");
        Ok(Some(match kind.to_ascii_lowercase().as_str() {
            "text" => Self::Text { text: fields.raw("Content")? },
            "image" => Self::Image { media_id: media_id()?, url: text("PicUrl")? },
            "voice" => Self::Voice {
                media_id: media_id()?,
                format: text("Format")?,
                recognition: text("Recognition")?,
            },
            "video" => Self::Video { media_id: media_id()?, thumb_media_id: text("ThumbMediaId")? },
            "shortvideo" => Self::ShortVideo { media_id: media_id()?, thumb_media_id: text("ThumbMediaId")? },
            "file" => Self::File {
                media_id: media_id()?,
                title: text("Title")?,
                md5: text("FileMd5")?,
                length: fields.number("FileTotalLen")?,
            },
            "location" => Self::Location {
                latitude: text("Location_X")?,
                longitude: text("Location_Y")?,
                scale: text("Scale")?,
                label: text("Label")?,
            },
            "link" => {
                Self::Link { title: text("Title")?, description: text("Description")?, url: text("Url")? }
            }
            _ => return Ok(None),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::read;

    fn message(kind: &str, inner: &str) -> Option<Message> {
        Message::read(kind, &read(format!("<xml>{inner}</xml>").as_bytes()).unwrap().1).unwrap()
    }

    #[test]
    fn each_kind() {
        let check = |kind: &str, inner: &str, expected: &str| {
            assert_eq!(format!("{:?}", message(kind, inner).unwrap().content), expected);
        };
        check("text", "<Content><![CDATA[ 你好\n]]></Content>", r#"Text { text: " 你好\n" }"#);
        check("image", "<PicUrl>u</PicUrl><MediaId>m</MediaId>", r#"Image { media_id: "m", url: "u" }"#);
        check(
            "voice",
            "<MediaId>m</MediaId><Format>amr</Format>",
            r#"Voice { media_id: "m", format: "amr", recognition: "" }"#,
        );
        check(
            "video",
            "<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId>",
            r#"Video { media_id: "m", thumb_media_id: "t" }"#,
        );
        check("shortvideo", "<MediaId>m</MediaId>", r#"ShortVideo { media_id: "m", thumb_media_id: "" }"#);
        check(
            "file",
            "<Title>a.pdf</Title><FileTotalLen>9</FileTotalLen>",
            r#"File { media_id: "", title: "a.pdf", md5: "", length: Some(9) }"#,
        );
        check(
            "location",
            "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label>茶园</Label>",
            r#"Location { latitude: "23.1", longitude: "113.3", scale: "20", label: "茶园" }"#,
        );
        check("link", "<Title>t</Title><Url>u</Url>", r#"Link { title: "t", description: "", url: "u" }"#);
        assert_eq!(message("miniprogrampage", ""), None);
    }

    #[test]
    fn where_it_came_from() {
        let official =
            message("text", "<MsgId>1</MsgId><MsgDataId>2247000001</MsgDataId><Idx>1</Idx>").unwrap();
        assert_eq!((official.article, official.agent), (Some(("2247000001".into(), 0)), None));
        let work = message("text", "<MsgId>1</MsgId><AgentID>1000002</AgentID>").unwrap();
        assert_eq!((work.article, work.agent.as_deref()), (None, Some("1000002")));
    }
}
