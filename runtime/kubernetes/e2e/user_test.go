package e2e

import "os/exec"

// command is a command that the user runs; nil is the current user.
func (u *testUser) command(name string, args ...string) *exec.Cmd {
	command := exec.Command(name, args...)
	if u != nil {
		u.become(command)
	}
	return command
}
