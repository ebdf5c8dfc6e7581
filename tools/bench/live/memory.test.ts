import { componentOf } from "./memory";

const UID = "01234567-89ab-cdef-0123-456789abcdef";
const root = "700 600 0:60 / / rw,relatime - overlay overlay rw";
const mountsOf = (container: string) =>
  [
    root,
    `710 700 254:0 /state/kubelet/pods/${UID}/etc-hosts /etc/hosts rw - ext4 /dev/root rw`,
    `711 700 254:0 /state/kubelet/pods/${UID}/containers/${container}/89ab /dev/termination-log rw - ext4 /dev/root rw`,
  ].join("\n");

test.each([
  [["/cache/meshstack-kubernetes", "etcd", "--data-dir=x"], "Kubernetes' control plane"],
  [["/cache/meshstack-kubernetes", "kubelet", "--config=x"], "node"],
  [["/usr/bin/containerd-shim-runc-v2", "-namespace", "k8s.io"], "node"],
])("attributes %j without a container to %s", (command, component) => {
  expect(componentOf({ command, mounts: root }, new Map())).toBe(component);
});

test("attributes a container outside the pod's spec, such as pause, to the node", () => {
  const pods = new Map([[UID, { namespace: "default", name: "reviews-v1-1" }]]);
  expect(componentOf({ command: ["/pause"], mounts: root }, pods)).toBe("node");
});

test.each([
  ["kube-system", "coredns-1", "coredns", "cluster DNS"],
  ["istio-system", "istiod-1", "discovery", "istiod"],
  ["istio-system", "istio-ingressgateway-1", "istio-proxy", "ingress gateway"],
  ["istio-system", "zipkin-1", "zipkin", "addons"],
  ["default", "reviews-v1-1", "istio-proxy", "sidecars"],
  ["default", "reviews-v1-1", "reviews", "sample"],
])("attributes a process of %s, %s, %s to %s", (namespace, name, container, component) => {
  const pods = new Map([[UID, { namespace, name }]]);
  expect(componentOf({ command: ["/x"], mounts: mountsOf(container) }, pods)).toBe(component);
});
