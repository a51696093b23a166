//! Columns: values to what the database holds and back.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as WordError, StrDeserializer};

use super::super::StoreError;
use super::row::{Column, Row};
use crate::model::ItemId;
use crate::text::normalize;

/// More people than there are: no figure counts so many.
const MOST_PEOPLE: u64 = 10_000_000_000;

/// An instant as stored.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A count as stored; more than fits is the most that fits.
pub(super) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// 64 bits as stored: the same bits, signed.
pub(super) fn bits(number: u64) -> i64 {
    i64::from_ne_bytes(number.to_ne_bytes())
}

/// The word of a plain enum, as its data are written everywhere.
pub(super) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Invariant { what: "a value that is no word".to_owned() }),
    }
}

/// A structure as stored.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Invariant { what: format!("a value that {error}") })
}

/// Reads the columns of one row by name.
pub(super) struct Columns<'r>(pub &'r Row);

impl<'r> Columns<'r> {
    /// The value of a column.
    pub(super) fn get<T>(&self, name: &'static str) -> Result<T, StoreError>
    where
        T: Column<'r>,
    {
        T::read(self.0, name).map_err(|error| invariant(name, &error))
    }

    /// The text of a column, without a copy.
    pub(super) fn text(&self, name: &'static str) -> Result<&'r str, StoreError> {
        self.get(name)
    }

    /// What somebody said, as text that is clean, whatever the file was made to hold: one bad row must not hide the others,
    /// nor what another program wrote steer a terminal. What was stored by this program comes back as it was.
    pub(super) fn said(&self, name: &'static str) -> Result<String, StoreError> {
        self.get::<&[u8]>(name).map(|bytes| normalize::block(&String::from_utf8_lossy(bytes)))
    }

    /// The same, where there may be nothing.
    pub(super) fn maybe_said(&self, name: &'static str) -> Result<Option<String>, StoreError> {
        Ok(self.get::<Option<&[u8]>>(name)?.map(|bytes| normalize::block(&String::from_utf8_lossy(bytes))))
    }

    /// An id, or another thing made of a text.
    pub(super) fn id<T: From<&'r str>>(&self, name: &'static str) -> Result<T, StoreError> {
        self.text(name).map(T::from)
    }

    /// An id that may be missing.
    pub(super) fn maybe_id<T: From<&'r str>>(&self, name: &'static str) -> Result<Option<T>, StoreError> {
        Ok(self.get::<Option<&str>>(name)?.map(T::from))
    }

    /// An instant.
    pub(super) fn at(&self, name: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_millisecond(self.get(name)?).map_err(|error| invariant(name, &error))
    }

    /// An instant that may be missing.
    pub(super) fn maybe_at(&self, name: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let millis: Option<i64> = self.get(name)?;
        millis.map(Timestamp::from_millisecond).transpose().map_err(|error| invariant(name, &error))
    }

    /// A number that is never negative.
    pub(super) fn number<T: TryFrom<i64>>(&self, name: &'static str) -> Result<T, StoreError> {
        let number: i64 = self.get(name)?;
        T::try_from(number).map_err(|_| invariant(name, &number))
    }

    /// A number that is never negative and may be missing.
    pub(super) fn maybe_number<T: TryFrom<i64>>(&self, name: &'static str) -> Result<Option<T>, StoreError> {
        let number: Option<i64> = self.get(name)?;
        number.map(|number| T::try_from(number).map_err(|_| invariant(name, &number))).transpose()
    }

    /// 64 bits.
    pub(super) fn bits(&self, name: &'static str) -> Result<u64, StoreError> {
        self.get::<i64>(name).map(|number| u64::from_ne_bytes(number.to_ne_bytes()))
    }

    /// A share from 0 to 1.
    pub(super) fn share(&self, name: &'static str) -> Result<f32, StoreError> {
        let share: f32 = self.get(name)?;
        if (0.0..=1.0).contains(&share) { Ok(share) } else { Err(invariant(name, &share)) }
    }

    /// A number of people that may be missing.
    pub(super) fn maybe_people(&self, name: &'static str) -> Result<Option<u64>, StoreError> {
        let people: Option<u64> = self.maybe_number(name)?;
        match people {
            Some(people) if people > MOST_PEOPLE => Err(invariant(name, &format!("{people} people"))),
            people => Ok(people),
        }
    }

    /// A plain enum by its word.
    pub(super) fn word<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, StoreError> {
        read_word(name, self.text(name)?)
    }

    /// A plain enum by its word, where there is one.
    pub(super) fn maybe_word<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, StoreError> {
        self.get::<Option<&str>>(name)?.map(|word| read_word(name, word)).transpose()
    }

    /// A structure.
    pub(super) fn json<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.text(name)?).map_err(|error| invariant(name, &error))
    }
}

/// Ids as one parameter, for `json_each`.
pub(super) fn id_list<'a>(ids: impl IntoIterator<Item = &'a ItemId>) -> String {
    serde_json::Value::from_iter(ids.into_iter().map(ItemId::as_str)).to_string()
}

fn read_word<T: DeserializeOwned>(name: &str, word: &str) -> Result<T, StoreError> {
    T::deserialize(StrDeserializer::<WordError>::new(word)).map_err(|error| invariant(name, &error))
}

fn invariant(name: &str, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Invariant { what: format!("a `{name}` that cannot be ({why})") }
}
