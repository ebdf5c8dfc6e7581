/** Where k3s keeps what, in each node's container. */
export const DATA = "/var/lib/rancher/k3s";
/** What pods keep on the node. */
export const KUBELET = "/var/lib/kubelet";
/** The node's password: without it, the name is refused to the node (docs.k3s.io, Architecture). */
export const IDENTITY = "/etc/rancher/node";
export const REGISTRIES = "/etc/rancher/k3s/registries.yaml";
/** The authorities that a server uses where they are there at its first start. */
export const TLS = `${DATA}/server/tls`;
/** How a node asks the API as itself. */
export const AGENT_KUBECONFIG = `${DATA}/agent/kubelet.kubeconfig`;
/** The port of the API in the containers. */
export const API_PORT = 6443;
