// Package supervisor keeps a list of programs running, and stops them in reverse
// order.
package supervisor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Supervisor keeps Processes running.
type Supervisor struct {
	// Processes start in this order, each when its gate opens.
	Processes []Process
	// Log is required.
	Log *slog.Logger
	// Backoff is the restart policy. Default: DefaultBackoff.
	Backoff Backoff
}

// Run starts the processes. It returns nil when ctx is done and all have ended, or the
// error of one that cannot be kept running.
func (s *Supervisor) Run(ctx context.Context) error {
	if s.Backoff == (Backoff{}) {
		s.Backoff = DefaultBackoff
	}
	spawn := newSpawner()
	// Each process has its own context, so that they can be stopped one after the other.
	keepers := make([]*keeper, len(s.Processes))
	failed := make(chan error, len(s.Processes))
	for i, p := range s.Processes {
		k := &keeper{process: p, spawn: spawn, log: s.Log.With("component", p.Name), backoff: s.Backoff}
		k.start(failed)
		keepers[i] = k
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	for i := len(keepers) - 1; i >= 0; i-- {
		keepers[i].stop()
	}
	return err
}

// keeper supervises one process.
type keeper struct {
	process Process
	spawn   *spawner
	log     *slog.Logger
	backoff Backoff
	cancel  context.CancelFunc
	ended   sync.WaitGroup
}

func (k *keeper) start(failed chan<- error) {
	ctx, cancel := context.WithCancel(context.Background())
	k.cancel = cancel
	k.ended.Go(func() {
		if err := k.keep(ctx); err != nil {
			failed <- err
		}
	})
}

// stop stops the process and waits for its end.
func (k *keeper) stop() {
	k.cancel()
	k.ended.Wait()
	if k.process.Stopped != nil {
		k.process.Stopped()
	}
}

// keep restarts the process until ctx is done. It returns an error if the process was
// never stable.
func (k *keeper) keep(ctx context.Context) error {
	p := k.process
	failures := 0   // in a row
	stable := false // it has run for Stable once
	for ctx.Err() == nil {
		if p.Gate != nil {
			if err := p.Gate(ctx); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				return fmt.Errorf("%s cannot start: %w", p.Name, err)
			}
		}
		started := time.Now()
		c, err := k.spawn.start(p)
		if err != nil {
			// A restart can fail for lack of memory or process IDs, which is temporary.
			if !stable {
				return err
			}
			failures++
			k.waitToRestart(ctx, failures, "cannot start, will be tried again", "error", err.Error())
			continue
		}
		k.log.Info("started", "pid", c.cmd.Process.Pid)
		if p.Started != nil {
			if err := p.Started(c.cmd.Process.Pid); err != nil {
				k.log.Error("ended, because a requirement failed", "error", err.Error())
				_ = c.cmd.Process.Kill()
			}
		}
		select {
		case <-ctx.Done():
			killed := c.stop(p.Grace)
			k.log.Info("stopped", "killed", killed, "after", time.Since(started).Round(time.Millisecond))
			return nil
		case <-c.done:
		}
		lived := time.Since(started)
		if lived >= k.backoff.Stable {
			stable, failures = true, 0
		}
		failures++
		if !stable && failures >= k.backoff.MaxFirstFailures {
			return fmt.Errorf("%s ended %d times in a row right after its start (%w); see %s%s",
				p.Name, failures, exitError(c.err), p.LogFile, lastLine(p.LogFile))
		}
		k.waitToRestart(ctx, failures, "exited, will be restarted", "how", exitError(c.err).Error(), "lived", lived.Round(time.Millisecond))
	}
	return nil
}

// waitToRestart logs why the process restarts, and waits.
func (k *keeper) waitToRestart(ctx context.Context, failures int, why string, details ...any) {
	delay := k.backoff.delay(failures)
	k.log.Warn(why, append(details, "restartIn", delay)...)
	select {
	case <-ctx.Done():
	case <-time.After(delay):
	}
}

// exitError is the result of a process, also without an error.
func exitError(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}
