package components

import (
	"k8s.io/component-base/cli"
	kubeproxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

func runKubelet(args []string) int {
	command := kubelet.NewKubeletCommand()
	command.SetArgs(args)
	return cli.Run(command)
}

func runKubeProxy(args []string) int {
	command := kubeproxy.NewProxyCommand()
	command.SetArgs(args)
	return cli.Run(command)
}
