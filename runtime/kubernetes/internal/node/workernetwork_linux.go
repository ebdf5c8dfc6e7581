package node

import (
	"fmt"
	"net"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
)

// linkTimeout is how long a worker waits for its interface.
const linkTimeout = 10 * time.Second

// Connect creates the interface of a worker, given its first process, and the routes
// to it and its pods. The control plane's node routes between all nodes.
func Connect(worker *config.Config, pid int) error {
	// The node's name may be longer than the kernel allows for an interface.
	name := fmt.Sprintf("worker%d", worker.Index())
	// The kernel removes the interface of an earlier run with some delay.
	if old, err := netlink.LinkByName(name); err == nil {
		if err := netlink.LinkDel(old); err != nil {
			return fmt.Errorf("cannot remove the interface %s of the node's previous run: %w", name, err)
		}
	}
	link := &netlink.Veth{
		LinkAttrs:     netlink.LinkAttrs{Name: name},
		PeerName:      linkName,
		PeerNamespace: netlink.NsPid(pid),
	}
	if err := netlink.LinkAdd(link); err != nil {
		return pairError(err)
	}
	if err := bringUp(name); err != nil {
		return err
	}
	from := net.ParseIP(worker.Cluster().Node.Address).To4()
	to := hostRange(worker.Node.Address)
	if err := addRoute(link, netlink.Route{Dst: to, Src: from, Scope: netlink.SCOPE_LINK}); err != nil {
		return err
	}
	return addRoute(link, netlink.Route{Dst: podRange(worker), Src: from, Gw: to.IP, Flags: int(netlink.FLAG_ONLINK)})
}

// setUpWorkerNetwork waits for Connect and adds the routes, all by way of the control
// plane's node.
func setUpWorkerNetwork(c *config.Config) error {
	if err := setNetworkSettings(); err != nil {
		return err
	}
	link, err := waitForLink()
	if err != nil {
		return err
	}
	if err := addAddress(link, c.Node.Address); err != nil {
		return err
	}
	for _, name := range []string{"lo", linkName} {
		if err := bringUp(name); err != nil {
			return err
		}
	}
	cluster := c.Cluster()
	hub := hostRange(cluster.Node.Address)
	if err := addRoute(link, netlink.Route{Dst: hub, Scope: netlink.SCOPE_LINK}); err != nil {
		return err
	}
	_, pods, err := net.ParseCIDR(cluster.PodCIDR)
	if err != nil {
		return err
	}
	over := []*net.IPNet{pods}
	for _, other := range cluster.Workers {
		if other.Name != c.Node.Name {
			over = append(over, hostRange(other.Address))
		}
	}
	for _, to := range over {
		if err := addRoute(link, netlink.Route{Dst: to, Gw: hub.IP, Flags: int(netlink.FLAG_ONLINK)}); err != nil {
			return err
		}
	}
	// Without this, packets to a deleted pod would circulate between two nodes.
	if err := netlink.RouteAdd(&netlink.Route{Dst: podRange(c), Type: unix.RTN_UNREACHABLE}); err != nil {
		return fmt.Errorf("cannot reject deleted pods: %w", err)
	}
	return addRoutes(c, link)
}

func waitForLink() (netlink.Link, error) {
	for deadline := time.Now().Add(linkTimeout); ; time.Sleep(5 * time.Millisecond) {
		link, err := netlink.LinkByName(linkName)
		if err == nil {
			return link, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("the interface %s did not appear: %w", linkName, err)
		}
	}
}

func addRoute(link netlink.Link, route netlink.Route) error {
	route.LinkIndex = link.Attrs().Index
	if err := netlink.RouteAdd(&route); err != nil {
		return fmt.Errorf("cannot route to %s: %w", route.Dst, err)
	}
	return nil
}

func podRange(c *config.Config) *net.IPNet {
	p := c.PodRange()
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), 32)}
}
