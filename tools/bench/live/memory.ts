import { componentOf, components, type ContainerName } from "./clusterProcesses";
import { type LiveStack, PAGE } from "./liveStack";
import { clusterProcesses, type ProcessMemory } from "./processMemory";

const REQUESTS = 200;

/** The fields of a Pod that identify its containers. */
interface Pod {
  metadata: { name: string; namespace: string };
  status: { containerStatuses?: ContainerStatus[]; initContainerStatuses?: ContainerStatus[] };
}
interface ContainerStatus {
  name: string;
  containerID?: string;
}

/**
 * Measures the memory of all processes of the cluster, containers included, after some requests. PSS divides shared pages
 * among their processes, so that the sum counts each page once. The kernel can reclaim pages of files.
 */
export async function memory(stack: LiveStack): Promise<string> {
  await stack.ensureUp();
  for (let i = 0; i < REQUESTS; i++) {
    const response = await fetch(PAGE);
    if (response.status !== 200) throw new Error(`the page responds with ${response.status}`);
    await response.arrayBuffer();
  }
  const cluster = await stack.cluster();
  const containers = containerNames((await cluster.list("pods")) as Pod[]);
  const processes = clusterProcesses(cluster.dataDirectory).map((process) => ({
    ...process,
    component: componentOf(process, containers),
  }));
  return [
    `  after ${REQUESTS} requests, in MiB: total (without pages of files)`,
    ...components.map((name) =>
      line(
        name,
        processes.filter(({ component }) => component === name),
      ),
    ),
    line("total", processes),
  ].join("\n");
}

function containerNames(pods: Pod[]): Map<string, ContainerName> {
  const statuses = pods.flatMap(({ metadata, status }) =>
    [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].map(
      ({ name, containerID = "" }): [string, ContainerName] => [
        containerID.replace(/^.*:\/\//, ""),
        { namespace: metadata.namespace, pod: metadata.name, container: name },
      ],
    ),
  );
  return new Map(statuses);
}

function line(name: string, processes: ProcessMemory[]): string {
  const mib = (size: (process: ProcessMemory) => number) =>
    Math.round(processes.reduce((sum, process) => sum + size(process), 0) / 1024);
  const unshared = mib(({ pss, file }) => pss - file);
  return `  ${name}: ${mib(({ pss }) => pss)} (${unshared}), ${processes.length} processes`;
}
