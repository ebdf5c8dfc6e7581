package supervisor

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Process is a supervised program.
type Process struct {
	// Name appears in messages.
	Name string
	// Path and Args are the command line; Dir is its working directory.
	Path string
	Args []string
	Dir  string
	// Env extends this program's environment.
	Env []string
	// LogFile receives standard output and standard error.
	LogFile string
	// Gate, if set, delays every start.
	Gate func(ctx context.Context) error
	// Namespaces are the kinds of the program's own namespaces, as in clone(2). Default:
	// none.
	Namespaces uintptr
	// Started, if set, is called with the process id after every start. Its error ends
	// the process, which is then restarted.
	Started func(pid int) error
	// Grace is the time between SIGTERM and SIGKILL.
	Grace time.Duration
	// Stopped, if set, is called after the program has been stopped, before those that
	// started earlier are.
	Stopped func()
}

// child is a running Process.
type child struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how it ended; valid once done is closed
}

// start runs the process once.
func (s *spawner) start(p Process) (*child, error) {
	logFile, err := os.OpenFile(p.LogFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open the log of %s: %w", p.Name, err)
	}
	defer logFile.Close()
	cmd := exec.Command(p.Path, p.Args...)
	cmd.Dir = p.Dir
	cmd.Env = append(os.Environ(), p.Env...)
	cmd.Stdout, cmd.Stderr = logFile, logFile
	cmd.SysProcAttr = childAttributes(p.Namespaces)
	if err := s.run(cmd.Start); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", p.Name, err)
	}
	c := &child{cmd: cmd, done: make(chan struct{})}
	go func() {
		c.err = cmd.Wait()
		close(c.done)
	}()
	return c, nil
}

// stop sends SIGTERM, and SIGKILL after the grace period. It returns when the child
// has ended, and reports whether it was killed.
func (c *child) stop(grace time.Duration) (killed bool) {
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-c.done:
		return false
	case <-time.After(grace):
	}
	_ = c.cmd.Process.Kill()
	<-c.done
	return true
}
