package node

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"
)

// opened is the answer with a listener; another answer is the text of an error.
const opened = "opened"

// maxPortMessage limits a request and its answer.
const maxPortMessage = 1024

// portsPair connects the first process with serve, which opens ports on the machine:
// a socket belongs to the network in which it was created, and the first process of a
// user namespace cannot enter the machine's.
func portsPair() (outside *net.UnixConn, inside *os.File, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot create a pair of sockets: %w", err)
	}
	inside = os.NewFile(uintptr(pair[1]), "ports")
	outside, err = portsOf(os.NewFile(uintptr(pair[0]), "ports"))
	if err != nil {
		inside.Close()
	}
	return outside, inside, err
}

// portsOf takes over one end of the pair.
func portsOf(f *os.File) (*net.UnixConn, error) {
	defer f.Close()
	connection, err := net.FileConn(f)
	if err != nil {
		return nil, err
	}
	return connection.(*net.UnixConn), nil
}

// servePorts opens loopback ports of the machine on request, until the connection ends.
func servePorts(connection *net.UnixConn) {
	buffer := make([]byte, maxPortMessage)
	for {
		n, err := connection.Read(buffer)
		if err != nil || n == 0 {
			return
		}
		if err := answer(connection, string(buffer[:n])); err != nil {
			return
		}
	}
}

func answer(connection *net.UnixConn, request string) error {
	file, err := openPort(request)
	if err != nil {
		text := err.Error()
		_, err := connection.Write([]byte(text[:min(len(text), maxPortMessage)]))
		return err
	}
	defer file.Close()
	_, _, err = connection.WriteMsgUnix([]byte(opened), unix.UnixRights(int(file.Fd())), nil)
	return err
}

// openPort listens on a loopback port of this machine.
func openPort(text string) (*os.File, error) {
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("found the port %q; expected 1 to 65535", text)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port))))
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	return listener.(*net.TCPListener).File()
}

// ports asks serve to open ports.
type ports struct {
	connection *net.UnixConn
	mutex      sync.Mutex
}

// listen opens a port on the machine's loopback address.
func (p *ports) listen(port int) (net.Listener, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if _, err := p.connection.Write([]byte(strconv.Itoa(port))); err != nil {
		return nil, err
	}
	data, rights := make([]byte, maxPortMessage), make([]byte, unix.CmsgSpace(4))
	n, received, _, _, err := p.connection.ReadMsgUnix(data, rights)
	if err != nil {
		return nil, err
	}
	if text := string(data[:n]); text != opened {
		return nil, errors.New(text)
	}
	file, err := receivedFile(rights[:received])
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return net.FileListener(file)
}

// receivedFile is the file that came with a message.
func receivedFile(rights []byte) (*os.File, error) {
	messages, err := unix.ParseSocketControlMessage(rights)
	if err != nil {
		return nil, err
	}
	if len(messages) != 1 {
		return nil, fmt.Errorf("found %d messages; expected one with a listener", len(messages))
	}
	files, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(files[0])
	return os.NewFile(uintptr(files[0]), "port"), nil
}
