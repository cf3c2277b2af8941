//! Ids that the platform gives: opaque texts and numbers, each a type of its own.

/// Declares an id that is a text: opaque, never empty when read from JSON, and a type of its own so that no two kinds are
/// confused. Made from any text, read by `as_str`, `Display` and `AsRef<str>`.
#[doc(hidden)]
#[macro_export]
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(deserialize_with = "wxkit_proto::json::id")] String);

        impl $name {
            /// As the platform wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// Declares an id that is a number: opaque, and a type of its own. What follows the type is how serde reads it.
#[doc(hidden)]
#[macro_export]
macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident, $number:ty, $(#[$serde:meta])*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name($(#[$serde])* $number);

        impl $name {
            /// An id by its number.
            #[must_use]
            pub const fn new(id: $number) -> Self {
                Self(id)
            }

            /// As the platform counts.
            #[must_use]
            pub const fn get(self) -> $number {
                self.0
            }
        }

        impl From<$number> for $name {
            fn from(id: $number) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
