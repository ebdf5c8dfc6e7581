package node

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
)

// The interface with the node's address, and its unused peer. Pods need veth pairs
// anyway, and a small kernel may not have other kinds.
const linkName, peerName = "node0", "node0-peer"

// networkSettings are the kernel settings of this network namespace that pods and
// Services need.
var networkSettings = map[string]string{
	"net/ipv4/ip_forward":              "1",
	"net/ipv4/conf/all/route_localnet": "1",
	// A gateway must not drop connections when it accepts many at once.
	"net/core/somaxconn": "4096",
}

// setUpNetwork configures the control plane's node: loopback, an interface with the
// node's address, and routes.
func setUpNetwork(c *config.Config) error {
	if err := setNetworkSettings(); err != nil {
		return err
	}
	link := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: linkName}, PeerName: peerName}
	if err := netlink.LinkAdd(link); err != nil {
		return pairError(err)
	}
	if err := addAddress(link, c.Node.Address); err != nil {
		return err
	}
	for _, name := range []string{"lo", linkName, peerName} {
		if err := bringUp(name); err != nil {
			return err
		}
	}
	return addRoutes(c, link)
}

func setNetworkSettings() error {
	for name, value := range networkSettings {
		err := os.WriteFile(filepath.Join("/proc/sys", name), []byte(value), 0)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cannot set the kernel setting: %w", err)
		}
	}
	return nil
}

func pairError(err error) error {
	return fmt.Errorf("cannot create a pair of network interfaces (kernel feature \"veth\"): %w", err)
}

func addAddress(link netlink.Link, address string) error {
	if err := netlink.AddrAdd(link, &netlink.Addr{IPNet: hostRange(address)}); err != nil {
		return fmt.Errorf("cannot assign the address %s to the node: %w", address, err)
	}
	return nil
}

// hostRange is the range of a single address.
func hostRange(address string) *net.IPNet {
	return &net.IPNet{IP: net.ParseIP(address).To4(), Mask: net.CIDRMask(32, 32)}
}

func bringUp(name string) error {
	link, err := netlink.LinkByName(name)
	if err == nil {
		err = netlink.LinkSetUp(link)
	}
	if err != nil {
		return fmt.Errorf("cannot bring up the interface %s: %w", name, err)
	}
	return nil
}

// addRoutes adds a route for Services, without which packets would not reach
// kube-proxy's rules. It rejects all other destinations, so that connections fail at
// once and do not time out after minutes.
func addRoutes(c *config.Config, link netlink.Link) error {
	_, services, err := net.ParseCIDR(c.ServiceCIDR)
	if err != nil {
		return err
	}
	if err := addRoute(link, netlink.Route{Dst: services, Scope: netlink.SCOPE_LINK}); err != nil {
		return err
	}
	everything := &net.IPNet{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}
	if err := netlink.RouteAdd(&netlink.Route{Dst: everything, Type: unix.RTN_UNREACHABLE}); err != nil {
		return fmt.Errorf("cannot reject addresses outside the cluster: %w", err)
	}
	return nil
}
