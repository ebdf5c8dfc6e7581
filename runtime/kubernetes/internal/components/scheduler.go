package components

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-scheduler/app"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

func runScheduler(args []string) int {
	command := app.NewSchedulerCommand()
	command.SetArgs(args)
	return cli.Run(command)
}

// schedulerArgs are the flags of kube-scheduler.
func schedulerArgs(c *config.Config) []string {
	args := []string{
		"--kubeconfig=" + layout.Of(c).Kubeconfig(Scheduler),
		"--secure-port=0",
		"--leader-elect=false",
		"--profiling=false",
		"--kube-api-qps=200",
		"--kube-api-burst=400",
	}
	return append(append(args, emulatedVersionArgs(c)...), c.Scheduler.ExtraArgs...)
}
