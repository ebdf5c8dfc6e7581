package supervisor

import "time"

// Backoff is the restart policy of a process that exits without being stopped.
type Backoff struct {
	// First is the delay before the first restart; it doubles up to Max.
	First, Max time.Duration
	// Stable is how long a process must run for its delay to start at First again.
	Stable time.Duration
	// MaxFirstFailures is how often a process may end before it was ever stable; then the
	// supervisor gives up.
	MaxFirstFailures int
}

// DefaultBackoff restarts after 0.1 s, then at most 10 s apart.
var DefaultBackoff = Backoff{
	First:            100 * time.Millisecond,
	Max:              10 * time.Second,
	Stable:           10 * time.Second,
	MaxFirstFailures: 3,
}

// delay is the time before the restart after a number of consecutive failures.
func (b Backoff) delay(failures int) time.Duration {
	d := b.First
	for i := 1; i < failures && d < b.Max; i++ {
		d *= 2
	}
	return min(d, b.Max)
}
