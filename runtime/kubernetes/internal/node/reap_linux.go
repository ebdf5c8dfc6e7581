package node

import (
	"os"
	"os/signal"
	"runtime"

	"golang.org/x/sys/unix"
)

// InitCommand is the command of the namespaces' first process.
const InitCommand = "node-init"

// Orphans become children of the first process's main thread, so only that thread can
// wait for them.
func init() {
	if len(os.Args) > 1 && os.Args[1] == InitCommand {
		runtime.LockOSThread()
	}
}

// Reap waits for orphans, such as containers' shims, until done is closed. It must run
// on the main goroutine: the processes that this program starts are children of other
// threads, which wait for them.
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
