package node

import (
	"fmt"
	"os/exec"
	"strings"
)

// packetFilterRules use the matches of kube-proxy and service meshes in chains that
// no packet reaches. This also loads the kernel modules, without which kube-proxy
// does not start.
const packetFilterRules = `*nat
:CHECK - [0:0]
-A CHECK -m comment --comment check -m addrtype --dst-type LOCAL -m conntrack --ctstate NEW -m statistic --mode random --probability 0.5 -p tcp -j DNAT --to-destination 127.0.0.1:1
-A CHECK -m mark --mark 1 -j MASQUERADE
-A CHECK -m owner --uid-owner 1 -p tcp -j REDIRECT --to-ports 1
COMMIT
*filter
:CHECK - [0:0]
-A CHECK -j REJECT
COMMIT
*nat
-F CHECK
-X CHECK
COMMIT
*filter
-F CHECK
-X CHECK
COMMIT
`

// checkPacketFilter verifies that iptables supports the required rules.
func checkPacketFilter() error {
	command := exec.Command("iptables-restore", "--noflush", "-w")
	command.Stdin = strings.NewReader(packetFilterRules)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("iptables cannot create the rules of Services (%w: %s); the kernel needs netfilter with connection tracking, NAT, and the matches addrtype, comment, conntrack, mark, owner and statistic",
			err, firstLine(out))
	}
	return nil
}

func firstLine(out []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}
