package components

import (
	"context"
	"os"
	"runtime/debug"
	"time"
)

const (
	// settleAfter covers the start: the API server is ready after about a second, and
	// the controllers have listed all objects a second later.
	settleAfter = 4 * time.Second
	// startGCPercent is GOGC during the start. Disabling collection would be slightly
	// faster but leaves 50 MB of fragments.
	startGCPercent = 200
	// settledGCPercent is GOGC after the start: it saves memory at the cost of
	// processor time.
	settledGCPercent = 50
)

// quickStart collects less garbage during the start, which saves a tenth of the
// time until the API server is ready, and returns the memory afterwards. A GOGC
// set by the user has precedence.
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
