package cluster

import (
	"net"
	"strings"
	"testing"
	"time"

	"meshstack/kubernetes/internal/config"
)

func TestListen(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	c := &config.Config{APIServer: config.APIServer{BindAddress: address.IP.String(), Port: address.Port}}
	if _, err := listen(t.Context(), c, false); err == nil || !strings.Contains(err.Error(), address.String()) {
		t.Errorf("a taken port: %v", err)
	}
	// After an unclean end, listen waits for the port.
	released := make(chan struct{})
	go func() {
		defer close(released)
		time.Sleep(3 * probeInterval)
		listener.Close()
	}()
	free, err := listen(t.Context(), c, true)
	if err != nil {
		t.Fatalf("a port that becomes free: %v", err)
	}
	free.Close()
	<-released
	free, err = listen(t.Context(), c, false)
	if err != nil {
		t.Fatalf("a free port: %v", err)
	}
	free.Close()
}
