package supervisor

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Process is one program that is kept running.
type Process struct {
	// Name is used in messages.
	Name string
	// Path and Args are what is run; Dir is its working directory.
	Path string
	Args []string
	Dir  string
	// Env is added to this program's environment.
	Env []string
	// LogFile receives standard output and standard error.
	LogFile string
	// Gate, if set, is waited for before every start.
	Gate func(ctx context.Context) error
	// Namespaces are the kinds of namespaces that the program has for itself, as
	// clone(2) has them. Default: none, it shares this program's.
	Namespaces uintptr
	// Started, if set, is called with the process's id after every start. Its error
	// ends that process, which is then started again as one that has died.
	Started func(pid int) error
	// Grace is how long the program may take to end after SIGTERM, before SIGKILL.
	Grace time.Duration
	// Stopped, if set, is called when the program has been stopped in order, and
	// before those that were started earlier are.
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

// stop ends the child: SIGTERM, and SIGKILL after the grace period. It returns
// when the child is gone, and says whether it had to be killed.
func (c *child) stop(grace time.Duration) (killed bool) {
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	select {
	case <-c.done:
		return false
	case <-time.After(grace):
	}
	_ = c.cmd.Process.Kill()
	<-c.done
	return true
}
