//! Values: what a phrase stands for, so kept that it is told at once what it does not stand for.
//!
//! Most questions about a phrase are about a variant that none of its values is. The variants of some values are a
//! bit each of one number, asked before any value is looked at. Absent: what values mean.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::mem::discriminant;
use std::ops::{BitOr, Deref};

/// What a phrase stands for, one or more of it. A phrase found in a text borrows them from its wording: lists that
/// all who read share are not counted for each phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values<'w, T: Clone> {
    list: Cow<'w, [T]>,
    variants: Variants<T>,
}

/// A value that may say by its variant alone what it is.
pub trait Plain {
    /// Whether all values of its variant are equal. A type has no such variant beyond its first 128.
    fn is_plain(&self) -> bool;
}

/// The variants of some values. Beyond 128 variants some share a bit, and those of a type without variants all do.
#[derive(Debug, PartialEq, Eq)]
pub struct Variants<T>([u64; 2], PhantomData<fn(T)>);

impl<T: Clone + PartialEq + Plain> Values<'_, T> {
    /// Whether a value is one of them.
    #[inline]
    pub fn contains(&self, value: &T) -> bool {
        self.variants.may_hold(value) && (value.is_plain() || self.list.contains(value))
    }

    /// Whether any of some values is one of them.
    #[inline]
    pub fn any_of<const N: usize>(&self, values: [T; N]) -> bool {
        values.iter().any(|value| self.contains(value))
    }
}

impl<T: Clone> Values<'_, T> {
    /// The same, borrowed.
    #[inline]
    pub fn lend(&self) -> Values<'_, T> {
        Values { list: Cow::Borrowed(&self.list), variants: self.variants }
    }

    /// Their variants.
    pub fn variants(&self) -> Variants<T> {
        self.variants
    }
}

impl<T: Clone> Deref for Values<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.list
    }
}

impl<T: Clone> FromIterator<T> for Values<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let list: Vec<T> = values.into_iter().collect();
        Self { variants: list.iter().map(Variants::of).fold(Variants::default(), BitOr::bitor), list: list.into() }
    }
}

impl<T> Variants<T> {
    /// The variant of one value.
    #[inline]
    pub fn of(value: &T) -> Self {
        let (at, bit) = place(value);
        let mut variants = [0; 2];
        variants.get_mut(at).into_iter().for_each(|bits| *bits = 1 << bit);
        Self(variants, PhantomData)
    }

    /// Whether a value may be among those whose variants these are.
    #[inline]
    pub fn may_hold(self, value: &T) -> bool {
        let (at, bit) = place(value);
        self.0.get(at).is_some_and(|bits| bits >> bit & 1 != 0)
    }
}

impl<T> Clone for Variants<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Variants<T> {}

impl<T> Default for Variants<T> {
    fn default() -> Self {
        Self([0; 2], PhantomData)
    }
}

impl<T> BitOr for Variants<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        let ([low, high], [other_low, other_high]) = (self.0, other.0);
        Self([low | other_low, high | other_high], PhantomData)
    }
}

/// Where the bit of a value's variant stands: in which number, and which of its bits.
#[inline]
fn place<T>(value: &T) -> (usize, u32) {
    let mut variant = Number::default();
    discriminant(value).hash(&mut variant);
    let of = |number: u64| u32::try_from(number).unwrap_or(0);
    (of(variant.0 / u64::from(u64::BITS) % 2) as usize, of(variant.0 % u64::from(u64::BITS)))
}

/// The number of a variant, as its discriminant hashes to.
#[derive(Default)]
struct Number(u64);

impl Hasher for Number {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
    }

    #[inline]
    fn write_isize(&mut self, variant: isize) {
        self.0 = variant.unsigned_abs() as u64;
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Sample {
        One,
        Two(usize),
        Three,
    }

    impl Plain for Sample {
        fn is_plain(&self) -> bool {
            !matches!(self, Self::Two(_))
        }
    }

    #[test]
    fn what_is_not_among_them_is_told_by_its_variant() {
        let values: Values<'_, Sample> = [Sample::One, Sample::Two(1)].into_iter().collect();
        assert!(values.contains(&Sample::One) && values.contains(&Sample::Two(1)));
        assert!(!values.contains(&Sample::Two(2)) && values.variants().may_hold(&Sample::Two(2)));
        assert!(!values.contains(&Sample::Three) && !values.variants().may_hold(&Sample::Three));
        assert!(values.any_of([Sample::Three, Sample::One]) && !values.any_of([Sample::Three, Sample::Two(2)]));
    }
}
