import type { Context } from "../resourceType";
import type { ContainerInputs } from "./fields";
import { settle } from "./settle";

test.each<[string, Partial<ContainerInputs>]>([
  ["may end", { mustRun: false }],
  ["is attached", { attach: true }],
  ["must run", {}],
  ["must be healthy", { wait: true }],
])("reports the removal of a container that %s, before it is inspected", async (_, inputs) => {
  // The daemon answers that the container does not exist.
  const context = {
    daemon: { run: async () => undefined },
    host: { log: () => undefined },
    signal: new AbortController().signal,
  } as unknown as Context;
  const job = { name: "job", image: "busybox", rm: true, ...inputs } as ContainerInputs;
  const settled = await settle(context, "id", job, { urn: "urn", mask: (text) => text });
  expect(settled).toEqual({ kind: "ended", reason: "it was removed" });
});
