// Package cluster runs one embedded cluster.
package cluster

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Serve runs the cluster until ctx is done. Its error is one line with the cause
// and a hint.
func Serve(ctx context.Context, c *config.Config) error {
	if c.Node != nil {
		return serveNode(ctx, c)
	}
	held, err := claim(c)
	if err != nil {
		return err
	}
	defer held.release()
	listener, err := listen(ctx, c, held.unclean)
	if err != nil {
		return err
	}
	listener.Close() // the API server opens the port itself
	return run(ctx, c, nil)
}

// claim creates the private directories, checks the PKI and takes the data
// directory's lock.
func claim(c *config.Config) (*dataLock, error) {
	for _, dir := range []string{c.DataDir, c.LogDir} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("cannot create the directory: %w", err)
		}
	}
	// The data directory contains etcd's socket, which must be private.
	if err := os.Chmod(c.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make %s private: %w", c.DataDir, err)
	}
	if err := layout.Of(c).CheckPKI(); err != nil {
		return nil, err
	}
	return lock(layout.Of(c).Lock())
}

// dyingComponents is how long the components of a killed supervisor may take to
// end.
const dyingComponents = 5 * time.Second

// listen reports a port in use at once; otherwise only the API server's log would.
// After an unclean end it waits for the previous API server to release the port.
func listen(ctx context.Context, c *config.Config, unclean bool) (*net.TCPListener, error) {
	address := net.JoinHostPort(c.APIServer.BindAddress, strconv.Itoa(c.APIServer.Port))
	deadline := time.Now()
	if unclean {
		deadline = deadline.Add(dyingComponents)
	}
	for {
		listener, err := net.Listen("tcp", address)
		if err == nil {
			return listener.(*net.TCPListener), nil
		}
		if !time.Now().Before(deadline) || ctx.Err() != nil {
			return nil, fmt.Errorf("the API server cannot listen on %s (%w); stop the program that uses the port, or choose another apiServer.port", address, err)
		}
		time.Sleep(probeInterval)
	}
}
