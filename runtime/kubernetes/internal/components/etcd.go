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

// etcdArgs are the flags of this program's etcd.
func etcdArgs(c *config.Config) []string {
	return []string{
		"--data-dir=" + layout.Of(c).EtcdData(),
		"--listen-socket=" + layout.EtcdSocket,
	}
}

// runEtcd runs one member that listens on a unix socket and nowhere else.
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
		return errors.New("etcd needs --data-dir and --listen-socket")
	}
	if err := os.MkdirAll(*dataDir, 0o700); err != nil {
		return err
	}
	// The socket is created with the rights that the umask leaves.
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
		return errors.New("etcd stopped by itself")
	}
}

// etcdConfig is etcd's configuration for a single member on one machine.
func etcdConfig(dataDir, socket string) *embed.Config {
	c := embed.NewConfig()
	c.Name = "meshstack"
	c.Dir = dataDir
	c.ListenClientUrls = []url.URL{{Scheme: "unix", Path: socket}}
	// A member must advertise TCP addresses to clients and peers; these are
	// etcd's defaults. Nothing listens on them: a single member has no peers.
	c.ListenPeerUrls = nil
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	// Nothing but gRPC is spoken on the socket.
	c.EnableGRPCGateway = false
	c.LogLevel = "warn"
	c.LogOutputs = []string{"stderr"}
	// A single member elects itself, after up to an election timeout: with the
	// default of one second that would be waited for at every start. Shorter
	// ticks than these would be felt while the cluster is idle.
	c.TickMs = 50
	c.ElectionMs = 250
	// A development cluster: its data is a few megabytes. Fewer entries are kept
	// in memory and replayed at the start than by default.
	c.SnapshotCount = 5000
	c.SnapshotCatchUpEntries = 500
	c.MaxSnapFiles = 2
	c.MaxWalFiles = 2
	c.QuotaBackendBytes = 1 << 30
	return c
}
