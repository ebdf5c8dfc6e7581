// Package forward hands TCP connections on from one network to another.
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

// retryInterval is the time between two attempts to reach a target that refuses.
const retryInterval = 10 * time.Millisecond

// Forwarder accepts connections and hands each on to a target.
type Forwarder struct {
	// Listener is where connections are accepted. It is closed at the end.
	Listener net.Listener
	// Target is the TCP address to which they are handed on.
	Target string
	// Patience is how long a connection is kept waiting while the target refuses
	// it, as it does while it restarts. Default: none.
	Patience time.Duration
}

// Run forwards until ctx is done; connections that are open then are closed.
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
			// Out of file descriptors, or a client that is gone already.
			time.Sleep(retryInterval)
			continue
		}
		connections.Go(func() { f.hand(ctx, client.(*net.TCPConn)) })
	}
}

// hand connects a client with the target until both have said all.
func (f *Forwarder) hand(ctx context.Context, client *net.TCPConn) {
	defer client.Close()
	server, err := f.dial(ctx)
	if err != nil {
		_ = client.SetLinger(0) // a reset, as the target itself would answer
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

// carry copies one direction, and its end. (Between two TCP connections io.Copy
// has the kernel do it.)
func carry(to, from *net.TCPConn) {
	if _, err := io.Copy(to, from); err != nil {
		// One side is gone: so is the connection.
		to.Close()
		from.Close()
		return
	}
	_ = to.CloseWrite()
}

// dial reaches the target, again while it refuses and there is patience.
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
