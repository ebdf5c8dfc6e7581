package supervisor

import "runtime"

// spawner starts every child from one thread that lives as long as this program: on
// Linux a child's death signal is tied to the thread that started it, and Go may end
// a thread at any time.
type spawner struct{ calls chan func() }

func newSpawner() *spawner {
	s := &spawner{calls: make(chan func())}
	go func() {
		runtime.LockOSThread()
		for call := range s.calls {
			call()
		}
	}()
	return s
}

// run calls f on the thread and returns its error.
func (s *spawner) run(f func() error) error {
	result := make(chan error)
	s.calls <- func() { result <- f() }
	return <-result
}
