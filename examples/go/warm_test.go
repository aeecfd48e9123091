package pot

import "testing"

func TestWarm(t *testing.T) {
	if !Warm(60) || Warm(59) {
		t.Error("tea is warm from 60 degrees on")
	}
}
