package node

import (
	"os"
	"os/signal"
	"runtime"

	"golang.org/x/sys/unix"
)

// InitCommand is this program's command for the first process of the namespaces.
const InitCommand = "node-init"

// The kernel makes orphans children of the first process's main thread, so that
// is where they are waited for.
func init() {
	if len(os.Args) > 1 && os.Args[1] == InitCommand {
		runtime.LockOSThread()
	}
}

// Reap waits for orphans (containers' shims, and what they leave behind) until
// done is closed. It must run on the main goroutine. The processes that this
// program starts itself are children of other threads, and theirs to wait for.
func Reap(done <-chan struct{}) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, unix.SIGCHLD)
	for {
		for {
			pid, err := unix.Wait4(-1, nil, unix.WNOHANG|unix.WALL|unix.WNOTHREAD, nil)
			if err == unix.EINTR {
				continue
			}
			if err != nil || pid <= 0 {
				break
			}
		}
		select {
		case <-ended:
		case <-done:
			return
		}
	}
}
