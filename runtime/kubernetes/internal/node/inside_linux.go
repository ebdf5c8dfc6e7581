package node

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Machine is the first process's access to the machine outside.
type Machine struct {
	Config   *config.Config
	Programs Programs
	// API listens on the machine at the API server's address.
	API net.Listener
	// Failure receives the reason of an early end.
	Failure io.Writer
	// Done is true if the process has no cluster to run.
	Done bool

	mode  Mode
	ports *ports
}

// Enter prepares the namespaces of this first process for a cluster.
func Enter() (*Machine, error) {
	if os.Getpid() != 1 {
		return nil, fmt.Errorf("%s is started by serve only", InitCommand)
	}
	for fd := failureFD; fd <= listenerFD; fd++ {
		unix.CloseOnExec(fd)
	}
	m := &Machine{Failure: os.NewFile(failureFD, "failure")}
	var received handover
	if err := json.NewDecoder(os.Stdin).Decode(&received); err != nil {
		return m, fmt.Errorf("cannot read the handover from serve: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1) // serve has ended; without this process the kernel ends the rest
	}()
	if received.Mode.Rootless {
		if err := dropInherited(); err != nil {
			return m, err
		}
	}
	m.Config, m.Programs, m.mode = received.Config, received.Programs, received.Mode
	switch received.Task {
	case removeFiles:
		m.Done = true
		return m, removeAll(received.Remove)
	case tryNode:
		m.Done = true
	case runCluster:
		if err := m.takeSockets(); err != nil {
			return m, err
		}
	}
	err := setUp(m.Config, m.Programs, m.mode)
	if err != nil && m.mode.Rootless {
		err = explain(err)
	}
	return m, err
}

// takeSockets takes over what serve has opened.
func (m *Machine) takeSockets() error {
	connection, err := portsOf(os.NewFile(portsFD, "ports"))
	if err != nil {
		return err
	}
	m.ports = &ports{connection: connection}
	listener := os.NewFile(listenerFD, "listener")
	defer listener.Close()
	m.API, err = net.FileListener(listener)
	return err
}

// EnterWorker prepares the namespaces of this first process for a worker, whose
// handover is in the file that Hand wrote.
func EnterWorker(file string) (*config.Config, error) {
	if os.Getpid() != 1 {
		return nil, fmt.Errorf("%s is started by serve only", InitCommand)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var received handover
	if err := json.Unmarshal(text, &received); err != nil {
		return nil, fmt.Errorf("cannot read the handover from serve in %s: %w", file, err)
	}
	c := received.Config.Worker(received.Worker)
	return c, setUp(c, received.Programs, received.Mode)
}

// Hand writes the handover to a worker's first process.
func (m *Machine) Hand(worker int) (file string, err error) {
	l := layout.Of(m.Config.Worker(worker))
	file = l.HandoverFile()
	text, err := json.Marshal(handover{Config: m.Config, Programs: m.Programs, Mode: m.mode, Worker: worker})
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, text, 0o600)
}

func setUp(c *config.Config, programs Programs, mode Mode) error {
	// Users of containers must reach the folders that containerd and the kubelet create, whatever umask serve inherited.
	// Outside, the private data directory contains all of them.
	unix.Umask(0o022)
	if err := os.Setenv("PATH", programs.Path); err != nil {
		return err
	}
	if err := mode.enterCgroups(c); err != nil {
		return err
	}
	if err := mountAll(c, mode); err != nil {
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
	return writeFiles(c, programs, mode)
}

// linkSocket links containerd's socket to its usual path, where the kubelet looks
// for the usage of containers; the path is not configurable.
func linkSocket(socket string) error {
	if err := os.MkdirAll(layout.ContainerdState, 0o700); err != nil {
		return err
	}
	return os.Symlink(socket, filepath.Join(layout.ContainerdState, filepath.Base(socket)))
}

// emptyTemp creates an empty temporary directory and makes it the default.
func emptyTemp(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return os.Setenv("TMPDIR", dir)
}

// writeFiles writes the configuration files of the node's programs.
func writeFiles(c *config.Config, programs Programs, mode Mode) error {
	inside := components.Inside{Cgroup: mode.cgroup(c), UserNamespace: mode.Rootless, CNI: programs.CNI}
	l := layout.Of(c)
	containerd, err := components.ContainerdConfig(c, inside)
	if err != nil {
		return err
	}
	kubelet, err := components.KubeletConfig(c, inside)
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

// Listen opens a port on the machine's loopback address.
func (m *Machine) Listen(port int) (net.Listener, error) { return m.ports.listen(port) }
