package node

import (
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestPortsAreOpenedOutside(t *testing.T) {
	outside, inside, err := portsPair()
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		defer outside.Close()
		servePorts(outside)
	}()
	connection, err := portsOf(inside)
	if err != nil {
		t.Fatal(err)
	}
	p := &ports{connection: connection}

	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := taken.Addr().(*net.TCPAddr).Port
	if _, err := p.listen(port); err == nil || !strings.Contains(err.Error(), "127.0.0.1:"+strconv.Itoa(port)+": bind: address already in use") {
		t.Errorf("a taken port: %v", err)
	}
	taken.Close()
	listener, err := p.listen(port)
	if err != nil {
		t.Fatal(err)
	}
	if got := listener.Addr().String(); got != "127.0.0.1:"+strconv.Itoa(port) {
		t.Errorf("it listens on %s", got)
	}
	if _, err := p.listen(70000); err == nil || !strings.Contains(err.Error(), "expected 1 to 65535") {
		t.Errorf("an impossible port: %v", err)
	}
	// Requests are served one after another: the answer to the last one means that the
	// server has closed its copy of the listener, and only the receiver holds the port.
	listener.Close()
	again, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		t.Errorf("a closed port is in use: %v", err)
	} else {
		again.Close()
	}
	connection.Close()
	<-served
}

func TestStartOfEndsWithTheProcess(t *testing.T) {
	if own := startOf(os.Getpid()); own == "" || own != startOf(os.Getpid()) {
		t.Errorf("this process started at %q", own)
	}
	if got := startOf(1 << 30); got != "" {
		t.Errorf("a process that does not exist started at %q", got)
	}
}
