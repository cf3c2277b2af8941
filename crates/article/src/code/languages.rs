//! What people call languages, as highlight.js and GitHub know them, and what the set of syntaxes calls them.

/// Other names of languages whose own name or extension is not what people write.
const ALIASES: &[(&str, &str)] = &[
    ("c#", "cs csharp dotnet"),
    ("c++", "cpp c++ cc cxx hpp h++ cuda cu arduino ino"),
    ("objective-c", "objc objectivec obj-c mm"),
    // PowerShell has no syntax in the set; its comments, strings and variables look like a shell's.
    (
        "bourne again shell (bash)",
        "sh shell bash zsh console terminal shellsession ksh powershell ps ps1 pwsh",
    ),
    // Nor has JavaScript, but TypeScript contains it.
    ("typescript", "ts typescript mts cts js javascript mjs cjs node"),
    ("typescriptreact", "tsx jsx"),
    ("json", "json jsonc json5 jsonl ndjson geojson"),
    ("html", "html htm xhtml wxml axml swan"),
    ("css", "css wxss acss"),
    ("xml", "xml svg plist rss atom xsd xsl"),
    ("sql", "sql mysql postgres postgresql pgsql sqlite plsql tsql mariadb hiveql"),
    ("python", "py python python3 py3 gyp ipython"),
    ("ruby", "rb ruby gemspec podspec irb"),
    ("markdown", "md markdown mkd mdx"),
    ("makefile", "make makefile mk mak"),
    ("dockerfile", "docker dockerfile containerfile"),
    ("f#", "fs fsharp f#"),
    ("go", "go golang"),
    ("rust", "rs rust"),
    ("kotlin", "kt kts kotlin"),
    ("protocol buffer", "proto protobuf"),
    ("http request and response", "http https"),
    ("terraform", "tf terraform hcl"),
    ("ini", "ini properties conf cfg dosini editorconfig"),
    ("dotenv", "env dotenv"),
    ("diff", "diff patch udiff"),
    ("viml", "vim viml vimscript"),
    ("latex", "tex latex"),
    ("haskell", "hs haskell"),
    ("clojure", "clj cljs edn clojure"),
    ("erlang", "erl erlang"),
    ("elixir", "ex exs elixir"),
    ("ocaml", "ml ocaml reasonml"),
    ("groovy", "groovy gradle jenkinsfile"),
    ("batch file", "bat batch cmd dos"),
    ("scss", "scss"),
    ("assembly (x86_64)", "asm nasm x86asm assembly"),
    ("asp", "vb vbnet vbscript"),
    ("apache conf", "apache apacheconf htaccess"),
    ("java server page (jsp)", "jsp"),
    ("visual basic", "basic"),
];

/// What is no language at all.
const PLAIN: &str = "text txt plain plaintext none nohighlight no-highlight raw output log ascii tree";

/// The name, or a token for it, in the set of syntaxes, of a language in lower case.
pub(super) fn token(language: &str) -> Option<&str> {
    // As many write it: `rust,ignore`, `js{1,3}`, `language-js`.
    let language = language.strip_prefix("language-").or(language.strip_prefix("lang-")).unwrap_or(language);
    let language = language.split([',', '{', ' ', ':']).next().unwrap_or_default();
    if language.is_empty() || PLAIN.split(' ').any(|plain| plain == language) {
        return None;
    }
    let alias = ALIASES.iter().find(|(_, names)| names.split(' ').any(|name| name == language));
    Some(alias.map_or(language, |(token, _)| token))
}
