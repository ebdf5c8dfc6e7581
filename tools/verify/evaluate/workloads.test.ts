import type { ContainerStatus, Deployment, Pod, Service } from "../objects";
import { deploymentProblems, podsOf, serviceProblems, sidecarProblems } from "./workloads";

const service = (...ports: NonNullable<Service["spec"]["ports"]>): Service => ({
  metadata: { name: "web" },
  spec: { ports },
});
const deployment = (replicas = 1): Deployment => ({
  metadata: { name: "web" },
  spec: { replicas, selector: { matchLabels: { app: "web" } } },
});
const ready = (name: string): ContainerStatus => ({ name, ready: true, state: { running: {} } });
const done = (name: string): ContainerStatus => ({
  name,
  ready: true,
  state: { terminated: { exitCode: 0 } },
});
const container = (name: string, restartPolicy?: string) => ({
  name,
  image: "i",
  ...(restartPolicy && { restartPolicy }),
});
const pod = (change: Partial<Pod["metadata"]> = {}, status: Pod["status"] = {}): Pod => ({
  metadata: { name: "web-1", labels: { app: "web", "pod-template-hash": "1" }, ...change },
  spec: {
    containers: [container("web"), container("istio-proxy")],
    initContainers: [container("istio-init")],
  },
  status: {
    phase: "Running",
    containerStatuses: [ready("web"), ready("istio-proxy")],
    initContainerStatuses: [done("istio-init")],
    ...status,
  },
});

test.each<[string, Service[], string[]]>([
  ["none exists", [], ["Service web does not exist"]],
  [
    "both ports",
    [service({ port: 80, nodePort: 32000, protocol: "TCP" }, { port: 53, protocol: "UDP" })],
    [],
  ],
  [
    "another NodePort",
    [service({ port: 80, nodePort: 31000 }, { port: 53, protocol: "UDP" })],
    ["Service web has no port 80 on NodePort 32000"],
  ],
  [
    "another protocol",
    [service({ port: 80, nodePort: 32000 }, { port: 53 })],
    ["Service web has no port 53 (UDP)"],
  ],
])("problems of a Service: %s", (_, services, problems) => {
  const expected = {
    name: "web",
    ports: [
      { port: 80, nodePort: 32000 },
      { port: 53, protocol: "UDP" as const },
    ],
  };
  expect(serviceProblems(expected, services)).toEqual(problems);
});

test("ignores pods that have ended, are being deleted or belong to others", () => {
  const others = [
    pod({ deletionTimestamp: "2026-01-01T00:00:00Z" }),
    pod({}, { phase: "Failed" }),
    pod({ labels: { app: "other" } }),
  ];
  expect(podsOf(deployment(), [...others, pod()])).toEqual([pod()]);
});

test.each<[string, Deployment[], Pod[], string[]]>([
  ["none exists", [], [pod()], ["Deployment web does not exist"]],
  ["all ready", [deployment()], [pod()], []],
  ["scaled to none", [deployment(0)], [], ["Deployment web has 0 of 1 pods"]],
  ["too few pods", [deployment(2)], [pod()], ["Deployment web has 1 of 2 pods"]],
  [
    "a container that waits",
    [deployment()],
    [
      pod(
        {},
        {
          containerStatuses: [
            { name: "web", state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } },
            ready("istio-proxy"),
          ],
        },
      ),
    ],
    ["pod web-1: web is not ready (ImagePullBackOff: no such image)"],
  ],
  [
    "no status yet",
    [deployment()],
    [pod({}, { containerStatuses: undefined, initContainerStatuses: undefined })],
    ["istio-init", "web", "istio-proxy"].map((name) => `pod web-1: ${name} is not ready`),
  ],
  [
    "an init container that failed",
    [deployment()],
    [
      pod(
        {},
        {
          initContainerStatuses: [
            { name: "istio-init", state: { terminated: { exitCode: 1, reason: "Error" } } },
          ],
        },
      ),
    ],
    ["pod web-1: istio-init is not ready (Error)"],
  ],
])("problems of a Deployment: %s", (_, deployments, pods, problems) => {
  expect(deploymentProblems("web", deployments, pods)).toEqual(problems);
});

test("accepts a sidecar that is a container or a restartable init container", () => {
  expect(sidecarProblems(pod(), "web")).toEqual([]);
  const native = pod({}, { initContainerStatuses: [done("istio-init"), ready("istio-proxy")] });
  native.spec.initContainers = [container("istio-init"), container("istio-proxy", "Always")];
  native.spec.containers = [container("web")];
  expect(sidecarProblems(native, "web")).toEqual([]);
  native.status!.initContainerStatuses![1]!.ready = false;
  expect(sidecarProblems(native, "web")).toEqual(["pod web-1: istio-proxy is not ready"]);
});

test("reports the missing containers of a pod without a sidecar", () => {
  const bare = pod();
  bare.spec = { containers: [container("web")] };
  expect(sidecarProblems(bare, "web")).toEqual([
    "pod web-1 has no container istio-proxy",
    "pod web-1 has no container istio-init",
  ]);
});
