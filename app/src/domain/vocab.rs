//! Closed vocabularies: enums that are stored and sent as `snake_case` words and shown as labels.

/// A closed list of words that live in code, the same in database, API and UI.
pub trait Vocabulary: Copy + Eq + 'static {
    /// What the list is called in a message, e.g. `event kind`.
    const NAME: &'static str;
    /// Every word, in the order in which people should read them.
    const ALL: &'static [Self];

    /// The word as it is stored and sent.
    fn as_str(self) -> &'static str;

    /// The word as it is shown to people.
    fn label(self) -> &'static str;

    /// Reads a stored or sent word; `None` when the list does not have it.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|item| item.as_str() == word)
    }
}

/// Declares a closed vocabulary: `Variant = "stored_word", "Shown label"`.
///
/// The enum gets [`Vocabulary`], `Display` (the stored word), `FromStr`, and serde as that word.
macro_rules! vocab {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident ($title:literal) {
            $( $(#[$vmeta:meta])* $variant:ident = $word:literal, $label:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $( $(#[$vmeta])* #[doc = concat!("`", $word, "`: ", $label, ".")] $variant, )+ }

        impl $crate::domain::Vocabulary for $name {
            const NAME: &'static str = $title;
            const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::domain::Vocabulary::as_str(*self))
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                <Self as $crate::domain::Vocabulary>::from_word(word)
                    .ok_or_else(|| $crate::domain::form::not_in_list::<Self>(word))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::domain::Vocabulary::as_str(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// The same words with a capital at their beginning, as they begin a line.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
