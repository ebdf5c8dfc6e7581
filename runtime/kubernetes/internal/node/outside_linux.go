package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
	"meshstack/kubernetes/internal/self"
)

// stopTimeout is how long the cluster may take to stop.
const stopTimeout = 20 * time.Second

// Namespaces are the kinds of a node's own namespaces, as in clone(2).
const Namespaces = unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC

// task is what a first process does.
type task string

const (
	runCluster task = ""
	// tryNode prepares the namespaces for a node, and ends.
	tryNode task = "check"
	// removeFiles removes files, and ends.
	removeFiles task = "remove"
)

// handover is the input of a first process: on standard input for the control
// plane's node, in a file for a worker.
type handover struct {
	Task     task
	Config   *config.Config
	Programs Programs
	Mode     Mode
	// Worker is the number of the worker in the configuration.
	Worker int
	// Remove are the files to remove.
	Remove []string
}

// File descriptors of the first process, from 3 on.
const (
	failureFD  = 3 + iota // receives the reason of a failure
	portsFD               // opens ports on the machine
	listenerFD            // the API server's listener on the machine, if it runs a cluster
)

// Run starts the cluster in its own namespaces and returns when it has ended: after
// ctx is done, or with the reason of a failure. The cluster takes over the listener,
// which is the API server's address on the machine.
func Run(ctx context.Context, c *config.Config, programs Programs, listener *net.TCPListener) error {
	mode := currentMode(c)
	var cgroup string
	switch {
	case !mode.Rootless:
		if err := createCgroups(CgroupOf(c)); err != nil {
			return err
		}
	case mode.Delegated != "":
		cgroup = filepath.Join(mode.Delegated, CgroupOf(c))
	}
	if err := writeRecord(c, 0, cgroup); err != nil {
		return err
	}
	first := firstProcess{
		input:    handover{Config: c, Programs: programs, Mode: mode},
		listener: listener,
		started:  func(pid int) error { return writeRecord(c, pid, cgroup) },
	}
	err := first.run(ctx)
	if left := Cleanup(c); left != nil && err == nil {
		return left
	}
	return err
}

// firstProcess is the first process of new namespaces.
type firstProcess struct {
	input handover
	// listener is the API server's. Default: none.
	listener *net.TCPListener
	// started is called with the process id before the process does anything. Default:
	// none.
	started func(pid int) error
}

// run starts the process and returns when it has ended, with the reason of a failure.
func (p firstProcess) run(ctx context.Context) error {
	// A child's death signal is tied to the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	executable, err := self.Executable()
	if err != nil {
		return err
	}
	input, err := json.Marshal(p.input)
	if err != nil {
		return err
	}
	failure, failureEnd, err := os.Pipe()
	if err != nil {
		return err
	}
	defer failure.Close()
	defer failureEnd.Close()
	requests, portsEnd, err := portsPair()
	if err != nil {
		return err
	}
	defer requests.Close()
	defer portsEnd.Close()

	cmd := exec.Command(executable, InitCommand)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{failureEnd, portsEnd}
	if p.listener != nil {
		file, err := p.listener.File()
		if err != nil {
			return err
		}
		p.listener.Close() // the child has a copy
		defer file.Close()
		cmd.ExtraFiles = append(cmd.ExtraFiles, file)
	}
	if cmd.SysProcAttr, err = p.input.Mode.attributes(); err != nil {
		return err
	}
	// The pipe stays open while this process lives. When it closes, the child stops, also
	// if this process died before the death signal was set.
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer lifeline.Close()
	if err := cmd.Start(); err != nil {
		return p.input.Mode.namespaceError(err)
	}
	for _, file := range cmd.ExtraFiles {
		file.Close()
	}
	go servePorts(requests)
	reason := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(failure)
		reason <- strings.TrimSpace(string(text))
	}()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := p.prepare(cmd.Process.Pid); err != nil {
		_ = cmd.Process.Kill()
		<-ended
		return err
	}
	_, _ = lifeline.Write(input) // a child that ends before reading reports its own error
	select {
	case err = <-ended:
	case <-ctx.Done():
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err = <-ended:
		case <-time.After(stopTimeout):
			_ = cmd.Process.Kill()
			<-ended
			return fmt.Errorf("the cluster did not end within %v and was killed", stopTimeout)
		}
	}
	if text := <-reason; text != "" {
		return errors.New(text)
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("the cluster's first process ended (%w)", err)
	}
	return nil
}

// prepare does what the new process waits for.
func (p firstProcess) prepare(pid int) error {
	if p.started != nil {
		if err := p.started(pid); err != nil {
			return err
		}
	}
	if p.input.Mode.Rootless {
		return mapUser(pid)
	}
	return nil
}

// attributes are those of the first process.
func (m Mode) attributes() (*syscall.SysProcAttr, error) {
	attributes := &syscall.SysProcAttr{Cloneflags: Namespaces, Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if m.Rootless {
		capabilities, err := allCapabilities()
		if err != nil {
			return nil, err
		}
		attributes.Cloneflags |= unix.CLONE_NEWUSER
		attributes.AmbientCaps = capabilities
	}
	return attributes, nil
}

func (m Mode) namespaceError(err error) error {
	if m.Rootless {
		return fmt.Errorf("cannot create namespaces as the user %d (%w); %s", os.Geteuid(), err, namespaceHint(procSys))
	}
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSPC) {
		return fmt.Errorf("cannot create namespaces (%w); a node needs root with CAP_SYS_ADMIN, which containers usually do not have, and the kernel's PID, network, mount, UTS and IPC namespaces", err)
	}
	return fmt.Errorf("cannot start the cluster's first process: %w", err)
}

// Cleanup ends the processes of a cluster whose supervisor was killed, and removes
// its cgroups. It is idempotent.
func Cleanup(c *config.Config) error {
	if err := endRecorded(c); err != nil {
		return err
	}
	if os.Geteuid() != 0 {
		return nil // has no other cgroups
	}
	return removeCgroups(CgroupOf(c))
}

// RemoveData removes the images, containers, volumes and logs of pods, which may belong
// to subordinate ids. The cluster does not run.
func RemoveData(ctx context.Context, c *config.Config) error {
	var found []string
	for _, path := range layout.Of(c).NodeData() {
		if _, err := os.Lstat(path); err == nil {
			found = append(found, path)
		}
	}
	if os.Geteuid() == 0 || len(found) == 0 {
		return removeAll(found)
	}
	return firstProcess{input: handover{Task: removeFiles, Mode: Mode{Rootless: true}, Remove: found}}.run(ctx)
}

func removeAll(paths []string) error {
	var failed []error
	for _, path := range paths {
		if err := os.RemoveAll(path); err != nil {
			failed = append(failed, fmt.Errorf("cannot remove the data of the node: %w; root must remove files of ids that /etc/subuid no longer assigns to the user", err))
		}
	}
	if len(failed) > 0 {
		return failed[0]
	}
	return nil
}
