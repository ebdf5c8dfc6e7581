package node

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// minSubordinates is the number of ids that images may use; useradd reserves as many
// for each user. Proxies of service meshes run as 1337, nobody is 65534.
const minSubordinates = 65536

// idKind is users or groups.
type idKind struct {
	// file lists the subordinate ids; program maps them; flag is usermod's.
	file, program, flag string
}

var (
	userIDs  = idKind{"/etc/subuid", "newuidmap", "--add-subuids"}
	groupIDs = idKind{"/etc/subgid", "newgidmap", "--add-subgids"}
)

// idRange is a range of subordinate ids.
type idRange struct{ start, count int }

// subordinates reads a user's ranges from the text of /etc/subuid or /etc/subgid.
func subordinates(text, name, id string) (ranges []idRange) {
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) != 3 || fields[0] != name && fields[0] != id {
			continue
		}
		start, err1 := strconv.Atoi(fields[1])
		count, err2 := strconv.Atoi(fields[2])
		if err1 == nil && err2 == nil && count > 0 {
			ranges = append(ranges, idRange{start, count})
		}
	}
	return ranges
}

// check verifies that the user has enough subordinate ids and a program to map them.
func (k idKind) check(path string, u *user.User) error {
	var found []error
	if !inPath("", path, k.program) {
		found = append(found, fmt.Errorf("cannot find %s in %s; install Debian's package uidmap (Fedora: shadow-utils, Arch: shadow, Alpine: shadow-uidmap)", k.program, path))
	}
	count := 0
	for _, r := range k.ranges(u) {
		count += r.count
	}
	if count < minSubordinates {
		found = append(found, fmt.Errorf("%s: found %d subordinate ids for the user %s; expected %d. An administrator adds them with: usermod %s 100000-165535 %s, with a range that no other user has",
			k.file, count, u.Username, minSubordinates, k.flag, u.Username))
	}
	return errors.Join(found...)
}

func (k idKind) ranges(u *user.User) []idRange {
	text, err := os.ReadFile(k.file)
	if err != nil {
		return nil
	}
	return subordinates(string(text), u.Username, u.Uid)
}

// mapIDs maps root of a process's user namespace to the caller, and the following ids
// to the user's subordinate ones.
func (k idKind) mapIDs(path string, pid, caller int, u *user.User) error {
	args := []string{strconv.Itoa(pid), "0", strconv.Itoa(caller), "1"}
	next := 1
	for _, r := range k.ranges(u) {
		args = append(args, strconv.Itoa(next), strconv.Itoa(r.start), strconv.Itoa(r.count))
		next += r.count
	}
	out, err := exec.Command(find(path, k.program), args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s cannot map the subordinate ids of the user %s (%w: %s); it must be set-user-id root or have the capability, which a file system mounted with nosuid or a container may prevent; %s",
			k.program, u.Username, err, firstLine(out), namespaceHint(procSys))
	}
	return nil
}

// find returns a program's file.
func find(path, name string) string {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, name); isExecutable("", file) {
			return file
		}
	}
	return name
}
