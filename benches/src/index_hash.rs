const KEYS: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

/// A folded multiplication for every sixteen bytes.
#[inline]
fn hash(bytes: &[u8]) -> u32 {
    let mut state = KEYS[0];
    let (left, right) = if let Some(last) = bytes.last_chunk::<16>() {
        let mut rest = bytes;
        while let Some((chunk, behind)) = rest.split_first_chunk::<16>() {
            let (left, right) = halves(u128::from_le_bytes(*chunk));
            state = fold(state ^ left, KEYS[1] ^ right);
            rest = behind;
        }
        halves(u128::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
    } else {
        (bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0)
    };
    (fold(state ^ left, KEYS[1] ^ right ^ bytes.len() as u64) >> 32) as u32
}

#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let (low, high) = halves(u128::from(left).wrapping_mul(right.into()));
    low ^ high
}

#[inline]
fn halves(whole: u128) -> (u64, u64) {
    (whole as u64, (whole >> 64) as u64)
}
