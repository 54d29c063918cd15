//! `choices!`: a closed set of types behind one trait, generated from one list.

/// Makes an enum of the listed types, each of which implements the trait; being in the list is being enrolled.
///
/// The enum derefs to the trait, converts from each type, is saved under the given names, and `ALL` holds every
/// choice with its default settings:
///
/// ```text
/// choices! {
///     /// A kind of fruit.
///     pub enum Fruit: Eatable { Apple(Apple) = "apple", Pear(Pear) = "pear" }
/// }
/// ```
macro_rules! choices {
    ($(#[$doc:meta])* pub enum $set:ident: $behaviour:ident {
        $($variant:ident($kind:ty) = $name:literal),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "kind")]
        pub enum $set {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] #[serde(rename = $name)] $variant($kind),)+
        }

        impl $set {
            /// Every choice with its default settings, in the order of the list.
            pub fn all() -> Vec<$set> {
                vec![$($set::$variant(<$kind>::default())),+]
            }

            /// The name under which this choice is saved.
            pub fn key(&self) -> &'static str {
                match self { $($set::$variant(_) => $name),+ }
            }
        }

        impl std::ops::Deref for $set {
            type Target = dyn $behaviour;
            fn deref(&self) -> &Self::Target {
                match self { $($set::$variant(choice) => choice),+ }
            }
        }

        impl std::ops::DerefMut for $set {
            fn deref_mut(&mut self) -> &mut Self::Target {
                match self { $($set::$variant(choice) => choice),+ }
            }
        }

        $(impl From<$kind> for $set {
            fn from(choice: $kind) -> $set { $set::$variant(choice) }
        })+
    };
}

pub(crate) use choices;
