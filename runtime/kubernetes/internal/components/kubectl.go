package components

import (
	"os"

	_ "k8s.io/client-go/plugin/pkg/client/auth" // authentication plugins of kubeconfigs
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

// runKubectl runs kubectl. kubectl reads os.Args for its plugins, so os.Args is set
// as in a binary of its own.
func runKubectl(args []string) int {
	os.Args = append([]string{Kubectl}, args...)
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err) // prints the error and exits as kubectl does
	}
	return 0
}
