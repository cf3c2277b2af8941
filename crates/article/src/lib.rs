//! Article source in Markdown or HTML to metadata, files and WeChat-safe HTML.
