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

// stopTimeout is how long the cluster may take to end in order.
const stopTimeout = 20 * time.Second

// Namespaces are what a node has for itself, as clone(2) has them.
const Namespaces = unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC

// handover is what a first process is told: the control plane's node on its
// standard input, a worker in a file.
type handover struct {
	Config   *config.Config
	Programs Programs
	// Worker is which of the configuration's workers the process is for.
	Worker int
}

// File descriptors of the first process, from 3 on.
const (
	failureFD     = 3 + iota // where it writes why it ends
	hostNetworkFD            // the machine's network namespace
	listenerFD               // the API server's address on the machine
)

// Run starts the cluster in namespaces of its own and returns when it has ended:
// after ctx is done, or with the reason for which it cannot run. The listener is
// where the API server answers on the machine; the cluster takes it over.
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
	// The death signal of a child is tied to the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find this program's own file: %w", err)
	}
	told, err := json.Marshal(handover{Config: c, Programs: programs})
	if err != nil {
		return err
	}
	listenerFile, err := listener.File()
	if err != nil {
		return err
	}
	listener.Close() // the copy of it stays
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
	// The pipe is open as long as this process lives: its end tells the child,
	// should the death signal have come too early.
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
	_, _ = lifeline.Write(told) // a child that ends before it has read says why
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
	// A process that is asked to end before it can be asked ends all the same.
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("the cluster's first process ended (%w)", err)
	}
	return nil
}

func namespaceError(err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSPC) {
		return fmt.Errorf("this machine refuses new namespaces (%w); a node needs root with CAP_SYS_ADMIN, which containers usually lack, and the kernel's PID, network, mount, UTS and IPC namespaces", err)
	}
	return fmt.Errorf("cannot start the cluster's first process: %w", err)
}

// Cleanup ends what is left of a cluster whose supervisor is gone, and removes
// its cgroups; nothing else can be left. Doing it again changes nothing.
func Cleanup(c *config.Config) error {
	return removeCgroups(CgroupOf(c))
}
