//! Tea pots.

/// Whether tea of so many degrees is warm.
pub fn warm(celsius: i32) -> bool {
    celsius >= 60
}
