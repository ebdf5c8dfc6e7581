import { componentOf } from "./clusterProcesses";

const ID = "0123456789abcdef".repeat(4);
const cgroup = `4:memory:/meshstack-1/kubepods/besteffort/pod1/${ID}`;

test.each([
  [["/cache/meshstack-kubernetes", "etcd", "--data-dir=x"], "Kubernetes' control plane"],
  [["/cache/meshstack-kubernetes", "kubelet", "--config=x"], "node"],
  [["/usr/bin/containerd-shim-runc-v2", "-namespace", "k8s.io"], "node"],
])("attributes %j without a container to %s", (command, component) => {
  expect(componentOf({ command, cgroup: "4:memory:/meshstack-1/system" }, new Map())).toBe(component);
});

test("attributes a container that no pod lists, such as pause, to the node", () => {
  expect(componentOf({ command: ["/pause"], cgroup }, new Map())).toBe("node");
});

test.each([
  ["kube-system", "coredns-1", "coredns", "cluster DNS"],
  ["istio-system", "istiod-1", "discovery", "istiod"],
  ["istio-system", "istio-ingressgateway-1", "istio-proxy", "ingress gateway"],
  ["istio-system", "zipkin-1", "zipkin", "Zipkin and Prometheus"],
  ["default", "reviews-v1-1", "istio-proxy", "sidecars"],
  ["default", "reviews-v1-1", "reviews", "sample"],
])("attributes a process of %s, %s, %s to %s", (namespace, pod, container, component) => {
  expect(componentOf({ command: ["/x"], cgroup }, new Map([[ID, { namespace, pod, container }]]))).toBe(
    component,
  );
});
