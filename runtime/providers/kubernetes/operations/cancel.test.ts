import { startTestServer } from "../../../../test/support/testServer";
import { InitializationError } from "../../../protocol/provider";
import type { PropertyMap } from "../../../protocol/values";
import { createProvider } from "../provider";

const type = "kubernetes:core/v1:PersistentVolumeClaim";
const identity = { urn: `urn:pulumi:dev::test::${type}::claim`, name: "claim", type, timeout: 0 };
const claim: PropertyMap = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "claim", namespace: "default", uid: "1" },
};

test.each([
  ["creation", "create"],
  ["deletion", "delete"],
] as const)("a cancel ends a %s that waits for a list without an answer", async (_, operation) => {
  let listed = (): void => {};
  const listing = new Promise<void>((resolve) => (listed = resolve));
  const server = await startTestServer((request, response) => {
    const answer = (body: object) => request.resume().on("end", () => response.end(JSON.stringify(body)));
    if (request.method !== "GET") return answer(claim);
    if (request.url?.includes("/persistentvolumeclaims")) return listed();
    const resources = [{ name: "persistentvolumeclaims", kind: "PersistentVolumeClaim", namespaced: true }];
    answer({ resources: request.url === "/api/v1" ? resources : [] });
  });
  const provider = createProvider({ rootDirectory: "/", log: () => {} });
  try {
    const kubeconfig = `{clusters: [{name: c, cluster: {server: "${server.origin}"}}],
contexts: [{name: x, context: {cluster: c}}], current-context: x}`;
    await provider.configure({ args: { kubeconfig }, id: "id" });
    const done =
      operation === "create"
        ? provider.create({ ...identity, properties: claim, preview: false })
        : provider.delete({ ...identity, id: "default/claim", oldInputs: claim, properties: claim });
    const failure = done.then(
      () => undefined,
      (error: unknown) => error,
    );
    await Promise.race([listing, failure]);
    await provider.cancel();
    const error = await failure;
    expect(error).toBeInstanceOf(InitializationError);
    expect((error as Error).message).toMatch(/Resource operation was cancelled for 'claim'/);
  } finally {
    await provider.close();
    await server.close();
  }
});
