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
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
)

// stopTimeout is how long the cluster may take to stop.
const stopTimeout = 20 * time.Second

// Namespaces are the kinds of a node's own namespaces, as in clone(2).
const Namespaces = unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC

// handover is the input of a first process: on standard input for the control
// plane's node, in a file for a worker.
type handover struct {
	Config   *config.Config
	Programs Programs
	// Worker is the number of the worker in the configuration.
	Worker int
}

// File descriptors of the first process, from 3 on.
const (
	failureFD     = 3 + iota // receives the reason of a failure
	hostNetworkFD            // the machine's network namespace
	listenerFD               // the API server's listener on the machine
)

// Run starts the cluster in its own namespaces and returns when it has ended: after
// ctx is done, or with the reason of a failure. The cluster takes over the listener,
// which is the API server's address on the machine.
func Run(ctx context.Context, c *config.Config, programs Programs, listener *net.TCPListener) error {
	if err := createCgroups(CgroupOf(c)); err != nil {
		return err
	}
	err := runInit(ctx, c, programs, listener)
	if left := Cleanup(c); left != nil && err == nil {
		return left
	}
	return err
}

func runInit(ctx context.Context, c *config.Config, programs Programs, listener *net.TCPListener) error {
	// A child's death signal is tied to the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find this program's own file: %w", err)
	}
	input, err := json.Marshal(handover{Config: c, Programs: programs})
	if err != nil {
		return err
	}
	listenerFile, err := listener.File()
	if err != nil {
		return err
	}
	listener.Close() // the child has a copy
	defer listenerFile.Close()
	network, err := os.Open("/proc/self/ns/net")
	if err != nil {
		return fmt.Errorf("cannot open this machine's network namespace: %w", err)
	}
	defer network.Close()
	failure, failureEnd, err := os.Pipe()
	if err != nil {
		return err
	}
	defer failure.Close()
	defer failureEnd.Close()

	cmd := exec.Command(executable, InitCommand)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{failureEnd, network, listenerFile}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: Namespaces,
		Setpgid:    true,
		Pdeathsig:  syscall.SIGKILL,
	}
	// The pipe stays open while this process lives. Its end tells the child to stop if
	// this process died before the death signal was set.
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer lifeline.Close()
	if err := cmd.Start(); err != nil {
		return namespaceError(err)
	}
	failureEnd.Close()
	listenerFile.Close()
	reason := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(failure)
		reason <- strings.TrimSpace(string(text))
	}()
	_, _ = lifeline.Write(input) // a child that ends before reading reports its own error
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
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

func namespaceError(err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSPC) {
		return fmt.Errorf("cannot create namespaces (%w); a node needs root with CAP_SYS_ADMIN, which containers usually do not have, and the kernel's PID, network, mount, UTS and IPC namespaces", err)
	}
	return fmt.Errorf("cannot start the cluster's first process: %w", err)
}

// Cleanup ends the processes of a cluster whose supervisor was killed, and removes
// its cgroups. It is idempotent.
func Cleanup(c *config.Config) error {
	return removeCgroups(CgroupOf(c))
}
