//! The routes, and whether the account may go one before anything is uploaded.

use clap::ValueEnum;
use wxkit::official;
use wxkit::official::Via;
use wxkit::official::draft::CountDrafts;
use wxkit::official::freepublish::ListPublished;
use wxkit::official::ids::NewsId;
use wxkit::official::library::QueryNews;
use wxkit::official::mass::Viewer;
use wxkit::proto::{Error, Kind};

use crate::context::{Account, Context};
use crate::failure::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Route {
    /// The media API (媒体API): seen in 看一看 and 搜一搜, not in the account's profile.
    MediaApi,
    /// A draft, then 发布: public, not pushed to followers; for certified accounts.
    Freepublish,
    /// A draft in the draft box (草稿箱), and no further.
    Draft,
    /// A draft, and a preview of it for one follower: --to or --openid.
    Preview,
}

impl Route {
    /// The route that is set: in the environment, by the article, or in the profile.
    pub(super) fn set(context: &Context<'_>, of_article: Option<&str>) -> Result<Self, Failure> {
        let (of_env, of_profile) = &context.settings.via;
        let set = [
            (of_env.as_deref(), "WXKIT_VIA"),
            (of_article, "via: of the article"),
            (of_profile.as_deref(), "via of the profile"),
        ];
        let Some((text, from)) = set.iter().find_map(|(text, from)| Some(((*text)?, from))) else {
            return Ok(Self::MediaApi);
        };
        Self::from_str(text.trim(), false)
            .map_err(|_| Failure::usage(format!("{from} must be media-api, freepublish, draft or preview")))
    }

    /// A preview has a viewer, and nothing else has.
    pub(super) fn to(self, viewer: Option<Viewer>) -> Result<official::Via, Failure> {
        match (self, viewer) {
            (Self::Preview, Some(viewer)) => Ok(official::Via::Preview(viewer)),
            (Self::Preview, None) => {
                Err(Failure::usage_hint("the preview has no viewer", "name one with --to or --openid"))
            }
            (_, Some(_)) => Err(Failure::usage("--to and --openid belong to --via preview")),
            (Self::MediaApi, None) => Ok(official::Via::MediaApi),
            (Self::Freepublish, None) => Ok(official::Via::Freepublish),
            (Self::Draft, None) => Ok(official::Via::Draft),
        }
    }
}

/// The routes that may be tried in place of one another, by their names.
const ROUTES: [(Probe, &str); 3] =
    [(Probe::MediaApi, "media-api"), (Probe::Freepublish, "freepublish"), (Probe::Drafts, "draft")];

/// A question that changes nothing and needs the same right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    MediaApi,
    Freepublish,
    Drafts,
}

/// Asks for the right to a route. Only a clear "no" stops: whatever else is wrong shows where it matters.
pub(super) async fn check(account: &Account<'_>, via: &Via) -> Result<(), Failure> {
    let wanted: &[Probe] = match via {
        Via::MediaApi => &[Probe::MediaApi],
        Via::Freepublish => &[Probe::Drafts, Probe::Freepublish],
        _ => &[Probe::Drafts],
    };
    for probe in wanted {
        if let Some(refusal) = refused(account, *probe).await {
            return Err(Failure::from(refusal).advise(others(account, wanted).await));
        }
    }
    Ok(())
}

/// What can be done instead.
async fn others(account: &Account<'_>, refused_before: &[Probe]) -> String {
    let mut open = Vec::new();
    for (probe, name) in ROUTES {
        if !refused_before.contains(&probe) && refused(account, probe).await.is_none() {
            open.push(format!("--via {name}"));
        }
    }
    match open.is_empty() {
        true => "nothing was uploaded; the account may use none of the routes: it may have to be certified (认证), see \
                 接口管理 in 微信开发者平台"
            .into(),
        false => format!("nothing was uploaded; the account can try {}", open.join(" or ")),
    }
}

async fn refused(account: &Account<'_>, probe: Probe) -> Option<Error> {
    let client = account.client();
    let result = match probe {
        // No article has this id: the right is looked at before it is.
        Probe::MediaApi => client.call(QueryNews::new(NewsId::from("0"))).await.map(drop),
        Probe::Freepublish => client.call(ListPublished::new(0, 1).without_content()).await.map(drop),
        Probe::Drafts => client.call(CountDrafts).await.map(drop),
    };
    result.err().filter(|error| error.kind() == Kind::Permission)
}
