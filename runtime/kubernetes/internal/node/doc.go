// Package node makes this machine a node without changing the machine: the whole
// cluster runs below one process that is the first of its own PID, network, mount,
// UTS and IPC namespaces. When that process ends for any reason, the kernel ends all
// processes in them and removes every interface, mount and packet filter rule. The
// only leftovers are cgroups, which Cleanup removes, and the files in the cluster's
// directories.
//
// A worker is a further node: its first process has namespaces below those, and is
// connected to the control plane's node, which routes between all nodes.
//
// Outside, `serve` starts the first process (Run) and ends with it. Inside, Enter
// prepares the namespaces, and Reap reaps orphans.
package node
