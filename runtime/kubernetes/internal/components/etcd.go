package components

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/embed"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// etcdArgs are the flags of etcd.
func etcdArgs(c *config.Config) []string {
	return []string{
		"--data-dir=" + layout.Of(c).EtcdData(),
		"--listen-socket=" + layout.EtcdSocket,
	}
}

// runEtcd runs one member that listens on a unix socket only.
func runEtcd(ctx context.Context, args []string) error {
	flags := pflag.NewFlagSet(Etcd, pflag.ContinueOnError)
	dataDir := flags.String("data-dir", "", "directory of the data (required)")
	socket := flags.String("listen-socket", "", "unix socket for clients (required)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil
		}
		return err
	}
	if *dataDir == "" || *socket == "" {
		return errors.New("expected --data-dir and --listen-socket")
	}
	if err := os.MkdirAll(*dataDir, 0o700); err != nil {
		return err
	}
	// The umask decides the permissions of the socket.
	umaskPrivate()
	server, err := embed.StartEtcd(etcdConfig(*dataDir, *socket))
	if err != nil {
		return fmt.Errorf("etcd did not start: %w", err)
	}
	defer server.Close()
	select {
	case <-ctx.Done():
		return nil
	case err := <-server.Err():
		return fmt.Errorf("etcd failed: %w", err)
	case <-server.Server.StopNotify():
		return errors.New("etcd stopped unexpectedly")
	}
}

// etcdConfig configures a single member on one machine.
func etcdConfig(dataDir, socket string) *embed.Config {
	c := embed.NewConfig()
	c.Name = "meshstack"
	c.Dir = dataDir
	c.ListenClientUrls = []url.URL{{Scheme: "unix", Path: socket}}
	// A member must advertise TCP addresses. These are etcd's defaults, and nothing
	// listens on them.
	c.ListenPeerUrls = nil
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	// The socket serves gRPC only.
	c.EnableGRPCGateway = false
	c.LogLevel = "warn"
	c.LogOutputs = []string{"stderr"}
	// A single member elects itself after up to an election timeout, on every start;
	// the default is one second. Shorter ticks than these cost noticeable processor
	// time in an idle cluster.
	c.TickMs = 50
	c.ElectionMs = 250
	// The data is a few megabytes: keep fewer entries in memory, and replay fewer at
	// the start.
	c.SnapshotCount = 5000
	c.SnapshotCatchUpEntries = 500
	c.MaxSnapFiles = 2
	c.MaxWalFiles = 2
	c.QuotaBackendBytes = 1 << 30
	return c
}
