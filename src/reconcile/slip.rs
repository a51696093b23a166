//! Slips: numbers that one mistyped digit parts.

/// Whether two numbers differ by one digit, or by two neighbours that changed places.
pub(super) fn is_slip(one: u64, other: u64) -> bool {
    let (one, other) = (one.to_string().into_bytes(), other.to_string().into_bytes());
    if one.len() != other.len() || one.len() < 3 {
        return false;
    }
    let apart: Vec<usize> = (0..one.len()).filter(|at| one.get(*at) != other.get(*at)).collect();
    match *apart.as_slice() {
        [_] => true,
        [left, right] => right == left + 1 && one.get(left) == other.get(right) && one.get(right) == other.get(left),
        _ => false,
    }
}

/// The figures a slip away: one more, one less, and every transposition of two adjacent digits. Whatever is a slip
/// away from another, that one is a slip away from it.
pub(super) fn neighbours(number: u64) -> impl Iterator<Item = u64> {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let swaps = powers.take_while(move |power| number / power >= 10).filter_map(move |power| {
        let (right, left) = (number / power % 10, number / power / 10 % 10);
        // A number does not begin with a nought.
        if right == 0 && number / power < 100 {
            return None;
        }
        // Moving a digit one place is nine times its weight.
        let shift = right.abs_diff(left).checked_mul(9)?.checked_mul(power)?;
        if right > left { number.checked_add(shift) } else { number.checked_sub(shift) }
    });
    swaps.chain([number.saturating_add(1), number.saturating_sub(1)]).filter(move |near| *near != number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_digit_or_two_neighbours_that_changed_places() {
        for (one, other, expect) in [
            (1_311, 1_331, true),
            (1_311, 1_131, true),
            (283, 238, true),
            (973, 830, false),
            (12, 13, false),
            (100, 1_000, false),
        ] {
            assert_eq!((is_slip(one, other), is_slip(other, one)), (expect, expect), "{one} {other}");
        }
    }

    #[test]
    fn a_slip_is_one_off_or_two_digits_swapped() {
        let near: Vec<u64> = neighbours(283).collect();
        assert!(near.contains(&238) && near.contains(&823) && near.contains(&284) && near.contains(&282));
        assert!(!near.contains(&283) && !near.contains(&382));
        assert!(neighbours(445).any(|near| near == 446));
        assert!(neighbours(u64::MAX).all(|near| near != u64::MAX));
    }

    #[test]
    fn slips_are_slips_both_ways() {
        for number in 0..3000 {
            for near in neighbours(number) {
                assert!(neighbours(near).any(|back| back == number), "{number} {near}");
            }
        }
    }
}
