import type { ContainerStatus, Deployment, Pod, Service } from "../objects";

/** A Service that is to be there. */
export interface WantedService {
  name: string;
  /** The ports that it is to have at least; without a NodePort, any or none will do. */
  ports: readonly { port: number; nodePort?: number; protocol?: "UDP" }[];
}

/** The pods of a Deployment that are there to stay. */
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

/** What is wrong with a Service. */
export function serviceProblems(wanted: WantedService, services: readonly Service[]): string[] {
  const service = services.find(({ metadata }) => metadata.name === wanted.name);
  if (service === undefined) return [`Service ${wanted.name} is not there`];
  const missing = wanted.ports.filter(
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
      `Service ${wanted.name} has no port ${port}${nodePort === undefined ? "" : ` on NodePort ${nodePort}`}${protocol === undefined ? "" : ` (${protocol})`}`,
  );
}

/** What is wrong with a Deployment and its pods: at least one, as many as it says, and every container of them ready. */
export function deploymentProblems(
  name: string,
  deployments: readonly Deployment[],
  pods: readonly Pod[],
): string[] {
  const deployment = deployments.find(({ metadata }) => metadata.name === name);
  if (deployment === undefined) return [`Deployment ${name} is not there`];
  const wanted = Math.max(1, deployment.spec.replicas ?? 1);
  const own = podsOf(deployment, pods);
  if (own.length < wanted) return [`Deployment ${name} has ${own.length} of ${wanted} pods`];
  return own.flatMap(podProblems);
}

/** What is not ready in a pod, and why. */
export function podProblems(pod: Pod): string[] {
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

/** What Kubernetes says of a container that does not run, in brackets; empty where it says nothing. */
export function reasonOf(status: ContainerStatus | undefined): string {
  const state = status?.state?.waiting ?? status?.state?.terminated;
  const text = [state?.reason, state?.message].filter(Boolean).join(": ");
  return text === "" ? "" : ` (${text})`;
}

/** What is wrong with the containers of a pod that is to have a sidecar. */
export function sidecarProblems(pod: Pod, application: string): string[] {
  const { name } = pod.metadata;
  const init = pod.spec.initContainers ?? [];
  const running = [...pod.spec.containers, ...init.filter((each) => each.restartPolicy === "Always")];
  const wanted = [
    { container: application, among: pod.spec.containers },
    { container: "istio-proxy", among: running },
    { container: "istio-init", among: init },
  ];
  const missing = wanted
    .filter(({ container, among }) => !among.some((each) => each.name === container))
    .map(({ container }) => `pod ${name} has no container ${container}`);
  return [...missing, ...podProblems(pod)];
}
