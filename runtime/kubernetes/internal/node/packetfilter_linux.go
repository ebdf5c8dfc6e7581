package node

import (
	"fmt"
	"os/exec"
	"strings"
)

// packetFilterRules use what kube-proxy and service meshes use, in chains that no
// packet comes through, and remove them. Beside the check this loads the
// kernel's modules: kube-proxy does not run before connection tracking is there.
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

// checkPacketFilter finds out whether iptables can do here what will be asked of it.
func checkPacketFilter() error {
	command := exec.Command("iptables-restore", "--noflush", "-w")
	command.Stdin = strings.NewReader(packetFilterRules)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("iptables cannot make the rules of Services (%w: %s); the kernel needs netfilter with connection tracking, NAT, and the matches addrtype, comment, conntrack, mark, owner and statistic",
			err, firstLine(out))
	}
	return nil
}

func firstLine(out []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}
