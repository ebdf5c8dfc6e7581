package forward

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func listenLocal(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// run starts a forwarder, and returns its address and a function that stops it.
func run(t *testing.T, target string, patience time.Duration) (address string, stop func()) {
	t.Helper()
	f := &Forwarder{Listener: listenLocal(t, "127.0.0.1:0"), Target: target, Patience: patience}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); f.Run(ctx) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return f.Listener.Addr().String(), stop
}

// answer reads all input before it answers.
func answer(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			text, _ := io.ReadAll(c)
			fmt.Fprintf(c, "%d bytes", len(text))
		}()
	}
}

func dial(t *testing.T, address string) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*net.TCPConn)
}

// ask sends a text, closes its direction and returns the answer.
func ask(c *net.TCPConn, text string) (string, error) {
	if _, err := io.Copy(c, strings.NewReader(text)); err != nil {
		return "", err
	}
	if err := c.CloseWrite(); err != nil {
		return "", err
	}
	answered, err := io.ReadAll(c)
	return string(answered), err
}

func TestForwardsBothDirections(t *testing.T) {
	target := listenLocal(t, "127.0.0.1:0")
	go answer(target)
	address, _ := run(t, target.Addr().String(), 0)
	for _, size := range []int{0, 1, 1 << 20} {
		got, err := ask(dial(t, address), strings.Repeat("x", size))
		if want := fmt.Sprintf("%d bytes", size); err != nil || got != want {
			t.Errorf("got %q (%v), want %q", got, err, want)
		}
	}
}

func TestWaitsForATargetThatRestarts(t *testing.T) {
	first := listenLocal(t, "127.0.0.1:0")
	target := first.Addr().String()
	address, _ := run(t, target, time.Minute)
	first.Close()
	c := dial(t, address)
	result := make(chan string, 1)
	go func() {
		got, err := ask(c, "hello")
		result <- fmt.Sprint(got, err)
	}()
	go answer(listenLocal(t, target))
	if got := <-result; got != "5 bytes<nil>" {
		t.Errorf("got %s", got)
	}
}

func TestRefusesWhatTheTargetRefuses(t *testing.T) {
	gone := listenLocal(t, "127.0.0.1:0")
	address, _ := run(t, gone.Addr().String(), 0)
	gone.Close()
	c, err := net.Dial("tcp", address)
	if err != nil {
		return // reset before the dial returned
	}
	defer c.Close()
	if _, err := ask(c.(*net.TCPConn), "hello"); err == nil {
		t.Error("a connection without a target ended as if it had one")
	}
}

func TestStopEndsConnections(t *testing.T) {
	target := listenLocal(t, "127.0.0.1:0")
	accepted := make(chan net.Conn, 1)
	go func() {
		if c, err := target.Accept(); err == nil {
			accepted <- c
		}
	}()
	address, stop := run(t, target.Addr().String(), 0)
	c := dial(t, address)
	server := <-accepted
	defer server.Close()
	stop()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	if l, err := net.Listen("tcp", address); err != nil {
		t.Errorf("the port is still taken: %v", err)
	} else {
		l.Close()
	}
}
