// Package node makes this machine a node of a cluster without touching the
// machine: the whole cluster runs below one process that is the first of PID,
// network, mount, UTS and IPC namespaces of its own. When that process ends, by
// whatever cause, the kernel ends every process in them and removes every
// interface, mount and packet filter rule. What is left are cgroups, which
// Cleanup removes, and the files in the cluster's directories.
//
// Workers are more nodes: each has a first process in namespaces below those, and
// is connected with the control plane's node, which routes between all of them.
//
// Outside is `serve`, which starts that process (Run) and ends with it. Inside,
// Enter gives the namespaces what a machine has, and Reap is the duty of a first
// process.
package node
