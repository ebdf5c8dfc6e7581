package supervisor

import "time"

// Backoff is the policy by which a process that ended by itself is restarted.
type Backoff struct {
	// First is the delay before the first restart; it doubles up to Max.
	First, Max time.Duration
	// Stable is the time after which a process counts as running well: its
	// delay begins at First again.
	Stable time.Duration
	// MaxFirstFailures is how often a process that has never been stable may
	// end before the supervisor gives up: then it is wrong, not unlucky.
	MaxFirstFailures int
}

// DefaultBackoff restarts after 0.1 s, then up to 10 s apart.
var DefaultBackoff = Backoff{
	First:            100 * time.Millisecond,
	Max:              10 * time.Second,
	Stable:           10 * time.Second,
	MaxFirstFailures: 3,
}

// delay before the restart that follows the given number of failures in a row.
func (b Backoff) delay(failures int) time.Duration {
	d := b.First
	for i := 1; i < failures && d < b.Max; i++ {
		d *= 2
	}
	return min(d, b.Max)
}
