import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { withLock } from "../../lib/fileLock";
import { startCluster, type TestCluster } from "./cluster";

/**
 * The cluster that the test files of a run share, because each start takes seconds of processor time. It has one
 * simulated node. A file may use the namespace `default` with names that no other file uses, or creates its own
 * namespace; it starts its own cluster if it changes nodes or settings of the whole cluster. Its NodePorts are from 30000
 * to 30085, which the server assigns to no other Service while higher ones are free. The first file starts the cluster;
 * it ends with that file's worker process, at the end of the run.
 * @throws with the end of its log when it does not start
 */
export async function sharedCluster(): Promise<TestCluster> {
  const folder = process.env.MESHSTACK_TEST_RUN;
  if (folder === undefined)
    throw new Error("MESHSTACK_TEST_RUN: found no value; expected jest's global setup.");
  const file = join(folder, "cluster.json");
  const { signal } = new AbortController();
  return withLock(
    `${file}.lock`,
    signal,
    () => undefined,
    async () => {
      if (!existsSync(file)) {
        const { client, stop: _, ...started } = await startCluster();
        client.close();
        writeFileSync(file, JSON.stringify(started), { mode: 0o600 });
      }
      const found = JSON.parse(readFileSync(file, "utf8")) as Omit<TestCluster, "client" | "stop">;
      const client = new ApiClient(resolveConnection({ kubeconfig: found.kubeconfig }), { backOff: [] });
      return { ...found, client, stop: () => Promise.resolve(client.close()) };
    },
  );
}
