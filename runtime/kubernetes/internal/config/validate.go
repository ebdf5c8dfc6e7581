package config

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// BinaryVersion is the Kubernetes version in this binary.
const BinaryVersion = "1.33"

// OldestEmulatedVersion is the oldest version that Kubernetes 1.33 emulates: at most
// three minor versions back, and not before 1.31, which introduced emulation.
const OldestEmulatedVersion = "1.31"

// validate reports all errors at once, joined by "; ".
func (c *Config) validate() error {
	var found []string
	check := func(err error) {
		if err != nil {
			found = append(found, err.Error())
		}
	}
	check(absolute("dataDir", c.DataDir))
	check(absolute("logDir", c.LogDir))
	check(absolute("pkiDir", c.PKIDir))
	if _, err := netip.ParseAddr(c.APIServer.BindAddress); err != nil {
		check(fmt.Errorf("apiServer.bindAddress: found %q; expected an IP address such as 127.0.0.1", c.APIServer.BindAddress))
	}
	if c.APIServer.Port < 1 || c.APIServer.Port > 65535 {
		check(fmt.Errorf("apiServer.port: found %d; expected 1 to 65535", c.APIServer.Port))
	}
	service, err := cidr("serviceCIDR", c.ServiceCIDR)
	check(err)
	pod, err := cidr("podCIDR", c.PodCIDR)
	check(err)
	if service.IsValid() && pod.IsValid() && service.Overlaps(pod) {
		check(fmt.Errorf("serviceCIDR %s and podCIDR %s overlap; choose two separate ranges", service, pod))
	}
	check(nodePorts(c.NodePortRange))
	check(emulated(c.EmulatedVersion))
	for _, err := range c.validateNode() {
		check(err)
	}
	if len(found) > 0 {
		return errors.New(strings.Join(found, "; "))
	}
	return nil
}

func absolute(field, path string) error {
	if path == "" {
		return fmt.Errorf("%s: missing; expected an absolute path", field)
	}
	if !filepath.IsAbs(path) {
		return fmt.Errorf("%s: found %q; expected an absolute path", field, path)
	}
	return nil
}

func cidr(field, text string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return p, fmt.Errorf("%s: found %q; expected a network such as 10.96.0.0/12", field, text)
	}
	if p != p.Masked() {
		return netip.Prefix{}, fmt.Errorf("%s: found %q, which has host bits; write %s", field, text, p.Masked())
	}
	return p, nil
}

func nodePorts(text string) error {
	first, last, ok := strings.Cut(text, "-")
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if !ok || err1 != nil || err2 != nil || from < 1 || to > 65535 || from > to {
		return fmt.Errorf("nodePortRange: found %q; expected FIRST-LAST within 1 to 65535, such as 30000-32767", text)
	}
	return nil
}

var minorVersion = regexp.MustCompile(`^1\.(\d+)$`)

func emulated(text string) error {
	if text == "" {
		return nil
	}
	minor := func(v string) int {
		m := minorVersion.FindStringSubmatch(v)
		if m == nil {
			return -1
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return -1
		}
		return n
	}
	if n := minor(text); n < minor(OldestEmulatedVersion) || n > minor(BinaryVersion) {
		return fmt.Errorf("emulatedVersion: found %q; expected %s to %s, without a patch number", text, OldestEmulatedVersion, BinaryVersion)
	}
	return nil
}
