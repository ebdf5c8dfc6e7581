import { type ContainerStatus, type Deployment, type Pod, PROXY, type Service } from "../objects";

/** An expected Service. */
export interface ExpectedService {
  name: string;
  /** The minimum set of ports. Without `nodePort`, any NodePort or none is valid. */
  ports: readonly { port: number; nodePort?: number; protocol?: "UDP" }[];
}

/** The pods of a Deployment, without those that have ended or are being deleted. */
export function podsOf(deployment: Deployment, pods: readonly Pod[]): Pod[] {
  const labels = Object.entries(deployment.spec.selector.matchLabels ?? {});
  return pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status?.phase !== "Succeeded" &&
      status?.phase !== "Failed" &&
      labels.every(([key, value]) => metadata.labels?.[key] === value),
  );
}

/** The problems of a Service. */
export function serviceProblems(expected: ExpectedService, services: readonly Service[]): string[] {
  const service = services.find(({ metadata }) => metadata.name === expected.name);
  if (service === undefined) return [`Service ${expected.name} does not exist`];
  const missing = expected.ports.filter(
    ({ port, nodePort, protocol = "TCP" }) =>
      !(service.spec.ports ?? []).some(
        (found) =>
          found.port === port &&
          (found.protocol ?? "TCP") === protocol &&
          (nodePort === undefined || found.nodePort === nodePort),
      ),
  );
  return missing.map(
    ({ port, nodePort, protocol }) =>
      `Service ${expected.name} has no port ${port}${nodePort === undefined ? "" : ` on NodePort ${nodePort}`}${protocol === undefined ? "" : ` (${protocol})`}`,
  );
}

/** The problems of a Deployment, which must have at least one pod, all replicas, and only ready containers. */
export function deploymentProblems(
  name: string,
  deployments: readonly Deployment[],
  pods: readonly Pod[],
): string[] {
  const deployment = deployments.find(({ metadata }) => metadata.name === name);
  if (deployment === undefined) return [`Deployment ${name} does not exist`];
  const expected = Math.max(1, deployment.spec.replicas ?? 1);
  const own = podsOf(deployment, pods);
  if (own.length < expected) return [`Deployment ${name} has ${own.length} of ${expected} pods`];
  return own.flatMap(podProblems);
}

/** The containers of a pod that are not ready, with the reasons. */
function podProblems(pod: Pod): string[] {
  const { name } = pod.metadata;
  const init = pod.spec.initContainers ?? [];
  const isSidecar = (container: string) =>
    init.some((each) => each.name === container && each.restartPolicy === "Always");
  const initStatuses = pod.status?.initContainerStatuses ?? [];
  const unfinished = init
    .map((container) => ({ ...container, status: statusOf(container.name, initStatuses) }))
    .filter(({ name: container, status }) =>
      isSidecar(container) ? status?.ready !== true : status?.state?.terminated?.exitCode !== 0,
    );
  const unready = pod.spec.containers
    .map((container) => ({ ...container, status: statusOf(container.name, pod.status?.containerStatuses) }))
    .filter(({ status }) => status?.ready !== true);
  return [...unfinished, ...unready].map(
    ({ name: container, status }) => `pod ${name}: ${container} is not ready${reasonOf(status)}`,
  );
}

const statusOf = (name: string, statuses: readonly ContainerStatus[] = []): ContainerStatus | undefined =>
  statuses.find((status) => status.name === name);

/** The reason why a container does not run, in brackets; empty if Kubernetes reports none. */
export function reasonOf(status: ContainerStatus | undefined): string {
  const state = status?.state?.waiting ?? status?.state?.terminated;
  const text = [state?.reason, state?.message].filter(Boolean).join(": ");
  return text === "" ? "" : ` (${text})`;
}

/** The problems of a pod that must have a sidecar. */
export function sidecarProblems(pod: Pod, application: string): string[] {
  const { name } = pod.metadata;
  const init = pod.spec.initContainers ?? [];
  const running = [...pod.spec.containers, ...init.filter((each) => each.restartPolicy === "Always")];
  const expected = [
    { container: application, among: pod.spec.containers },
    { container: PROXY, among: running },
    { container: "istio-init", among: init },
  ];
  const missing = expected
    .filter(({ container, among }) => !among.some((each) => each.name === container))
    .map(({ container }) => `pod ${name} has no container ${container}`);
  return [...missing, ...podProblems(pod)];
}
