// Package self finds this program's own file.
package self

import (
	"fmt"
	"os"
)

// The kernel's answer changes with the root file system, so it is read at the start.
var file, failure = os.Executable()

// Executable is the path of this program at its start.
func Executable() (string, error) {
	if failure != nil {
		return "", fmt.Errorf("cannot find this program's own file: %w", failure)
	}
	return file, nil
}
