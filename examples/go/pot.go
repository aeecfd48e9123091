// Package pot knows tea pots.
package pot

// Warm says whether tea of so many degrees is warm.
func Warm(celsius int) bool {
	return celsius >= 60
}
