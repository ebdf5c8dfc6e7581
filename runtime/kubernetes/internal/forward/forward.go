// Package forward forwards TCP connections from one network to another.
package forward

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"
)

// retryInterval separates two attempts to reach a target that refuses connections.
const retryInterval = 10 * time.Millisecond

// Forwarder accepts connections and forwards each to a target.
type Forwarder struct {
	// Listener accepts the connections. Run closes it.
	Listener net.Listener
	// Target is the TCP address to forward to.
	Target string
	// Patience is how long a connection waits while the target refuses it, as it does
	// during a restart. Default: none.
	Patience time.Duration
}

// Run forwards until ctx is done, then closes all connections.
func (f *Forwarder) Run(ctx context.Context) {
	var connections sync.WaitGroup
	defer connections.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { f.Listener.Close() })
	defer stop()
	for {
		client, err := f.Listener.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			// Out of file descriptors, or the client has disconnected.
			time.Sleep(retryInterval)
			continue
		}
		connections.Go(func() { f.hand(ctx, client.(*net.TCPConn)) })
	}
}

// hand copies between a client and the target until both directions end.
func (f *Forwarder) hand(ctx context.Context, client *net.TCPConn) {
	defer client.Close()
	server, err := f.dial(ctx)
	if err != nil {
		_ = client.SetLinger(0)
		return
	}
	defer server.Close()
	stop := context.AfterFunc(ctx, func() { client.Close(); server.Close() })
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		carry(server, client)
	}()
	carry(client, server)
	<-done
}

// carry copies one direction, and its end. Between TCP connections io.Copy uses the
// kernel's splice.
func carry(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		// One side has failed, so close both.
		to.Close()
		from.Close()
		return
	}
	_ = to.CloseWrite()
}

// dial retries while the target refuses and patience lasts.
func (f *Forwarder) dial(ctx context.Context) (*net.TCPConn, error) {
	deadline := time.Now().Add(f.Patience)
	var dialer net.Dialer
	for {
		c, err := dialer.DialContext(ctx, "tcp", f.Target)
		if err == nil {
			return c.(*net.TCPConn), nil
		}
		if !errors.Is(err, syscall.ECONNREFUSED) || time.Now().After(deadline) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retryInterval):
		}
	}
}
