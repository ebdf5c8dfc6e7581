import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PropertyMap } from "../../../protocol/values";
import { createProvider } from "../provider";

/** Fakes an API server before 1.23, which rejects a version in a create; tests cannot run a real one. */
function oldServer(exists: boolean, seen: string[]): Server {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec: {},
  };
  return createServer((request, response) => {
    const answer = (code: number, body: object) => response.writeHead(code).end(JSON.stringify(body));
    const failure = (code: number, reason: string, message: string) =>
      answer(code, { kind: "Status", status: "Failure", code, reason, message });
    request.resume().on("end", () => {
      if (request.url === "/api/v1") {
        return answer(200, { resources: [{ name: "services", kind: "Service", namespaced: true }] });
      }
      seen.push(request.method!);
      if (request.method === "PATCH") {
        return failure(500, "", "resourceVersion should not be set on objects to be created");
      }
      if (request.method === "POST" && exists)
        return failure(409, "AlreadyExists", 'services "web" already exists');
      answer(200, service);
    });
  });
}

test("warns once about a key that the kubeconfig has twice", async () => {
  const warnings: string[] = [];
  const log = (severity: string, message: string) => void warnings.push(`${severity}: ${message}`);
  const provider = createProvider({ rootDirectory: "/", log });
  const kubeconfig = `clusters: [{name: c, cluster: {server: "http://127.0.0.1:1", server: "http://127.0.0.1:2"}}]
contexts: [{name: x, context: {cluster: c}}]
current-context: x
`;
  await provider.configure({ args: { kubeconfig }, id: "id" });
  const properties: PropertyMap = { apiVersion: "v1", kind: "Service", metadata: { name: "web" } };
  const request = { urn: "urn:web", type: "kubernetes:core/v1:Service", properties, preview: true };
  for (const _ of [1, 2]) await provider.create(request as never).catch(() => {});
  expect(warnings.filter((text) => text.includes("twice"))).toEqual([
    "warning: the kubeconfig: line 1: found the key clusters[0].cluster.server twice; expected it only once. The last one counts.",
  ]);
  await provider.close();
});

test.each([
  [false, ["PATCH", "POST"]],
  [true, ["PATCH", "POST", "GET"]],
])(
  "uses a plain create when the server rejects a version for a new object (object exists: %s)",
  async (exists, wanted) => {
    const seen: string[] = [];
    const server = oldServer(exists, seen);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const provider = createProvider({ rootDirectory: "/", log: () => {} });
    const kubeconfig = {
      clusters: [
        { name: "c", cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } },
      ],
      contexts: [{ name: "x", context: { cluster: "c" } }],
      "current-context": "x",
    };
    try {
      await provider.configure({ args: { kubeconfig: JSON.stringify(kubeconfig) }, id: "id" });
      const type = "kubernetes:core/v1:Service";
      const properties: PropertyMap = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", namespace: "default" },
        spec: {},
      };
      const created = provider.create({
        urn: "urn:web",
        name: "web",
        type,
        properties,
        timeout: 0,
        preview: false,
      });
      if (exists) await expect(created).rejects.toThrow(/services "web" already exists/);
      else expect((await created).id).toBe("default/web");
      expect(seen).toEqual(wanted);
    } finally {
      await provider.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  },
);
