package node

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Machine is what the first process of the namespaces holds of the machine outside.
type Machine struct {
	Config   *config.Config
	Programs Programs
	// API is where the API server answers on the machine.
	API net.Listener
	// Failure is where the reason of an early end is written.
	Failure io.Writer

	network *os.File
}

// Enter makes this process, the first of its namespaces, ready for a cluster.
func Enter() (*Machine, error) {
	if os.Getpid() != 1 {
		return nil, fmt.Errorf("%s is started by serve only", InitCommand)
	}
	for fd := failureFD; fd <= listenerFD; fd++ {
		unix.CloseOnExec(fd)
	}
	m := &Machine{
		Failure: os.NewFile(failureFD, "failure"),
		network: os.NewFile(hostNetworkFD, "network"),
	}
	var told handover
	if err := json.NewDecoder(os.Stdin).Decode(&told); err != nil {
		return m, fmt.Errorf("cannot read what serve says: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1) // serve is gone, and with this process everything ends
	}()
	m.Config, m.Programs = told.Config, told.Programs
	listener := os.NewFile(listenerFD, "listener")
	var err error
	m.API, err = net.FileListener(listener)
	listener.Close()
	if err != nil {
		return m, err
	}
	if err := setUp(m.Config, m.Programs); err != nil {
		return m, err
	}
	return m, nil
}

// EnterWorker makes this process, the first of its namespaces, ready for a
// worker, as the file says that Hand has written.
func EnterWorker(file string) (*config.Config, error) {
	if os.Getpid() != 1 {
		return nil, fmt.Errorf("%s is started by serve only", InitCommand)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var told handover
	if err := json.Unmarshal(text, &told); err != nil {
		return nil, fmt.Errorf("cannot read what serve says in %s: %w", file, err)
	}
	c := told.Config.Worker(told.Worker)
	return c, setUp(c, told.Programs)
}

// Hand writes the file that tells a worker's first process what it is.
func (m *Machine) Hand(worker int) (file string, err error) {
	l := layout.Of(m.Config.Worker(worker))
	file = l.HandoverFile()
	text, err := json.Marshal(handover{m.Config, m.Programs, worker})
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, text, 0o600)
}

func setUp(c *config.Config, programs Programs) error {
	// Containers' users are to get into the folders that containerd and the kubelet make for them, whatever the mask of
	// whoever started serve. Outside, all of it is in the data directory, which is its user's only.
	unix.Umask(0o022)
	if err := os.Setenv("PATH", programs.Path); err != nil {
		return err
	}
	if err := enterCgroups(CgroupOf(c)); err != nil {
		return err
	}
	if err := mountAll(c); err != nil {
		return err
	}
	if err := unix.Sethostname([]byte(c.Node.Name)); err != nil {
		return fmt.Errorf("cannot set the node's host name: %w", err)
	}
	network := setUpNetwork
	if c.Cluster() != nil {
		network = setUpWorkerNetwork
	}
	if err := network(c); err != nil {
		return err
	}
	if err := checkPacketFilter(); err != nil {
		return err
	}
	if err := emptyTemp(layout.Of(c).NodeTemp()); err != nil {
		return err
	}
	if err := checkOverlays(layout.Of(c).NodeTemp()); err != nil {
		return err
	}
	if err := linkSocket(layout.Of(c).ContainerdSocket()); err != nil {
		return err
	}
	return writeFiles(c, programs)
}

// linkSocket shows containerd's socket where it usually is: the kubelet looks for
// the usage of containers there, and cannot be told another place.
func linkSocket(socket string) error {
	if err := os.MkdirAll(layout.ContainerdState, 0o700); err != nil {
		return err
	}
	return os.Symlink(socket, filepath.Join(layout.ContainerdState, filepath.Base(socket)))
}

// emptyTemp makes the directory for temporary files the one that is used.
func emptyTemp(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return os.Setenv("TMPDIR", dir)
}

// writeFiles writes the configuration of the node's programs.
func writeFiles(c *config.Config, programs Programs) error {
	l := layout.Of(c)
	containerd, err := components.ContainerdConfig(c, programs.CNI)
	if err != nil {
		return err
	}
	kubelet, err := components.KubeletConfig(c, CgroupOf(c))
	if err != nil {
		return err
	}
	cni, err := components.CNIConfig(c)
	if err != nil {
		return err
	}
	for file, text := range map[string][]byte{
		l.ContainerdConfig(): containerd,
		l.KubeletConfig():    kubelet,
		filepath.Join(layout.CNIConfig, "10-pods.conflist"): cni,
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Listen opens a port on the machine's loopback address. Where a connection is
// accepted does not matter to a socket, only where it was made.
func (m *Machine) Listen(port int) (listener net.Listener, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		// The thread is in another network from now on: it is not unlocked, so
		// that it ends with this goroutine.
		runtime.LockOSThread()
		if err = unix.Setns(int(m.network.Fd()), unix.CLONE_NEWNET); err != nil {
			return
		}
		listener, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}()
	<-done
	return listener, err
}
