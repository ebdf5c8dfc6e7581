package cluster

import (
	"net"
	"strings"
	"testing"
	"time"

	"meshstack/embedded/internal/config"
)

func TestPortIsFree(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	c := &config.Config{APIServer: config.APIServer{BindAddress: address.IP.String(), Port: address.Port}}
	if err := portIsFree(t.Context(), c, false); err == nil || !strings.Contains(err.Error(), address.String()) {
		t.Errorf("a taken port: %v", err)
	}
	// After an unclean end it is waited for.
	released := make(chan struct{})
	go func() {
		defer close(released)
		time.Sleep(3 * probeInterval)
		listener.Close()
	}()
	if err := portIsFree(t.Context(), c, true); err != nil {
		t.Errorf("a port that becomes free: %v", err)
	}
	<-released
	if err := portIsFree(t.Context(), c, false); err != nil {
		t.Errorf("a free port: %v", err)
	}
}
