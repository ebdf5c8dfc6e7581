package components

import (
	"context"
	"os"
	"runtime/debug"
	"time"
)

const (
	// settleAfter is when a component's start is over: the API server is ready
	// after about a second, and the controllers have listed everything a second
	// later.
	settleAfter = 4 * time.Second
	// startGCPercent is Go's GOGC during the start. None at all would be a
	// little faster still, but leaves 50 MB more behind in fragments.
	startGCPercent = 200
	// settledGCPercent is Go's GOGC after the start: on a developer's machine
	// memory is scarcer than the API server's processor time.
	settledGCPercent = 50
)

// quickStart collects less garbage while a component starts, which would cost
// the API server a tenth of its time until it is ready, and gives the memory
// back afterwards. Where the user sets GOGC, that is what counts.
func quickStart(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(startGCPercent)
	go func() {
		select {
		case <-ctx.Done():
		case <-time.After(settleAfter):
			debug.SetGCPercent(settledGCPercent)
			debug.FreeOSMemory()
		}
	}()
}
