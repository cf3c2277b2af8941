//! The names of a header: ours, those that others have for the same, and those that mean nothing here.

/// Our names, and what else they are called: by Hexo, Hugo, Jekyll, Obsidian and their themes.
const OURS: &[(&str, &str)] = &[
    ("title", ""),
    ("author", "authors"),
    ("digest", "description summary excerpt desc abstract"),
    (
        "cover",
        "thumbnail banner image featured_image featuredimage coverimage cover_image cover.image cover-image thumb images header",
    ),
    ("show_cover", "show_cover_pic"),
    ("source_url", "original canonical_url canonicalurl canonical original_url content_source_url source"),
    ("comments", "need_open_comment"),
    ("fans_only", "only_fans_can_comment"),
    ("links", ""),
    ("captions", ""),
    ("breaks", ""),
    ("theme", ""),
    ("accent", ""),
    ("code", ""),
    ("pictures", ""),
    ("via", ""),
    ("typora-root-url", ""),
    ("type", ""),
    ("pic_crop_235_1", ""),
    ("pic_crop_1_1", ""),
    ("videos", ""),
];

/// What other programs have in a header, and what says nothing to a reader of the article.
const OTHERS: &str = "date updated lastmod last_modified_at created modified time ctime mtime pubdate publishdate \
    publish_date expirydate created_at updated_at date_created date_modified created-date modified-date \
    tags tag categories category keywords topics topic series subtitle linktitle headline \
    layout slug url permalink path id uid uuid draft published publish status state stage visibility \
    aliases alias cssclass cssclasses obsidianuimode up parent related moc \
    lang language locale iscjklanguage weight order top sticky pin pinned hidden private password index_img top_img \
    toc showtoc tocopen toc_number mathjax math katex mermaid mermaidjs highlight aside sidebar navbar outline \
    comment reward copyright license copyright_author copyright_author_href copyright_url copyright_info \
    typora-copy-images-to typora-copy typora head next prev editlink lastupdated article star \
    timeline icon isoriginal sitemap robots feed menu menus resources outputs params cascade markup build \
    redirect_from redirect_to redirect feature featured photos abbrlink rating mood location created_by cover_alt \
    excalidraw-plugin kanban-plugin dg-publish dg-home dg-path banner_x banner_y banner_icon sr-due sr-interval sr-ease \
    sidebar_position sidebar_label hide_title hide_table_of_contents custom_edit_url \
    marp paginate size class header_includes output documentclass geometry bibliography csl nocite link-citations \
    hidemeta disableshare showreadingtime showbreadcrumbs searchhidden hidesummary readingtime reading_time wordcount \
    toc_label toc_icon classes teaser render_with_liquid mode plugin h1 show_subscribe noindex no_index version";

/// What a name of a header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// One of ours, by our own name for it or by another's.
    Ours {
        name: &'static str,
        own: bool,
    },
    /// It means nothing here.
    Other,
    /// One of ours with a slip, perhaps.
    Slip(&'static str),
    Unknown,
}

/// Looks a name up. Case says nothing: Hugo has `coverImage`, hands write `Title`.
pub(super) fn look_up(written: &str) -> Name {
    let written = written.trim().to_lowercase();
    for &(name, others) in OURS {
        if written == name {
            return Name::Ours { name, own: true };
        }
        if others.split(' ').any(|other| other == written) {
            return Name::Ours { name, own: false };
        }
    }
    if OTHERS.split_whitespace().any(|other| other == written) {
        return Name::Other;
    }
    let own = OURS.iter().map(|&(name, _)| name).filter(|name| name.len() > 4);
    let meant = own.map(|name| (distance(name, &written), name)).min();
    let most = if written.len() > 5 { 2 } else { 1 };
    match meant {
        Some((distance, name)) if distance <= most => Name::Slip(name),
        _ => Name::Unknown,
    }
}

/// How many letters were left out, put in, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().take(40).collect());
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let at = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(&y) && b.get(j - 1) == Some(&x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (written, want) in [
            ("title", Name::Ours { name: "title", own: true }),
            ("Title", Name::Ours { name: "title", own: true }),
            ("coverImage", Name::Ours { name: "cover", own: false }),
            ("date", Name::Other),
            ("titel", Name::Slip("title")),
            ("tilte", Name::Slip("title")),
            ("auther", Name::Slip("author")),
            ("degist", Name::Slip("digest")),
            ("source-url", Name::Slip("source_url")),
            ("colour", Name::Unknown),
            ("主题", Name::Unknown),
        ] {
            assert_eq!(look_up(written), want, "{written}");
        }
    }
}
