import { type Component, componentOf, components, type PodName } from "./clusterProcesses";
import type { LiveStack } from "./liveStack";
import { clusterProcesses, type ProcessMemory } from "./processMemory";
import { type Both, sides, table } from "./sideBySide";

const REQUESTS = 200;

/** The fields of a Pod that identify it. */
interface Pod {
  metadata: PodName & { uid: string };
}

/**
 * Measures the memory of all processes of each cluster, containers included, after some requests. PSS divides shared pages
 * among their processes, so that the sum counts each page once. The kernel can reclaim pages of files.
 */
export async function memory(stacks: Both<LiveStack>): Promise<string> {
  for (const side of sides) await stacks[side].ensureUp();
  return table(`MiB after ${REQUESTS} requests`, {
    withRoot: [await usedBy(stacks.withRoot)],
    withoutRoot: [await usedBy(stacks.withoutRoot)],
  });
}

/** The MiB of each component and of all. */
async function usedBy(stack: LiveStack): Promise<Record<string, number>> {
  for (let i = 0; i < REQUESTS; i++) {
    const response = await fetch(stack.page);
    if (response.status !== 200) throw new Error(`${stack.page} responds with ${response.status}`);
    await response.arrayBuffer();
  }
  const cluster = await stack.cluster();
  const pods = new Map(
    ((await cluster.list("pods")) as Pod[]).map(({ metadata }) => [metadata.uid, metadata]),
  );
  const processes = clusterProcesses(cluster.dataDirectory);
  const mib = (of: (process: ProcessMemory) => number) =>
    processes.reduce((sum, process) => sum + of(process), 0) / 1024;
  const usedIn = (component: Component) =>
    mib((process) => (componentOf(process, pods) === component ? process.pss : 0));
  return {
    ...Object.fromEntries(components.map((component) => [component, usedIn(component)])),
    total: mib(({ pss }) => pss),
    "total without pages of files": mib(({ pss, file }) => pss - file),
  };
}
