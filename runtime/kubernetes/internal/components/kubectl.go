package components

import (
	"os"

	_ "k8s.io/client-go/plugin/pkg/client/auth" // authentication plugins of kubeconfigs
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

// runKubectl runs kubectl, complete. It reads os.Args itself (for its plugins),
// so they are set to what they are where kubectl is a binary of its own.
func runKubectl(args []string) int {
	os.Args = append([]string{Kubectl}, args...)
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err) // prints the error and exits as kubectl does
	}
	return 0
}
