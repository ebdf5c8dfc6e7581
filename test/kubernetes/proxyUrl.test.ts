import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { ClusterUnreachableError } from "../../lib/clients/kubernetes/apiError";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { createAuthority, issue } from "../../runtime/providers/machine/pki/certificate";
import { gatherFacts } from "../../runtime/providers/machine/preflight/cluster/facts";
import { clusterPreflight } from "../../runtime/providers/machine/sdk/preflight";
import {
  PROXIED_NAME,
  PROXY_CREDENTIALS,
  startConnectProxy,
  startSocksProxy,
  type TestProxy,
} from "./proxyServers";

/* The client behind proxies that run here, with an API server that only they reach by its name. */

const proxies: Record<string, TestProxy> = {};
let api: Server;
let ca: string;
let otherCa: string;

beforeAll(async () => {
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) };
  const authority = await createAuthority({ commonName: "test" }, validity);
  otherCa = (await createAuthority({ commonName: "other" }, validity)).certificate;
  ca = authority.certificate;
  const tls = async (...names: string[]) => {
    const { certificate, key } = await issue(authority, { subject: { commonName: "x" }, names }, validity);
    return { cert: certificate, key };
  };
  api = createServer(await tls(PROXIED_NAME), ({ url, headers }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ path: url, gitVersion: "v1.33.0", authorization: headers.authorization }));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  proxies.http = await startConnectProxy();
  proxies.https = await startConnectProxy(await tls("127.0.0.1"));
  proxies.socks5 = await startSocksProxy();
});
afterAll(async () => {
  await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
});

const proxyUrl = (scheme: string, credentials = PROXY_CREDENTIALS) =>
  `${scheme}://${credentials}@127.0.0.1:${proxies[scheme]!.port}`;
const apiPort = () => (api.address() as AddressInfo).port;

function kubeconfig(proxy: string, cluster: object = {}): string {
  return writeManifest({
    clusters: [
      {
        name: "c",
        cluster: {
          server: `https://${PROXIED_NAME}:${apiPort()}`,
          "certificate-authority-data": Buffer.from(ca).toString("base64"),
          "proxy-url": proxy,
          ...cluster,
        },
      },
    ],
    users: [{ name: "u", user: { token: "t0k3n" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}

async function version(text: string): Promise<unknown> {
  const client = new ApiClient(resolveConnection({ kubeconfig: text }, {}), { backOff: [], timeout: 10_000 });
  try {
    return await client.getPath("/version");
  } finally {
    client.close();
  }
}

describe.each(["http", "https", "socks5"])("a proxy with %s", (scheme) => {
  test("connects to the server, whose name it resolves, and passes credentials to the server only", async () => {
    expect(await version(kubeconfig(proxyUrl(scheme)))).toMatchObject({ authorization: "Bearer t0k3n" });
    expect(proxies[scheme]!.targets).toContain(`${PROXIED_NAME}:${apiPort()}`);
  });

  test("does not weaken the verification of the server", async () => {
    const wrongAuthority = { "certificate-authority-data": Buffer.from(otherCa).toString("base64") };
    await expect(version(kubeconfig(proxyUrl(scheme), wrongAuthority))).rejects.toThrow(/certificate/);
    const wrongName = { "tls-server-name": "other.example" };
    await expect(version(kubeconfig(proxyUrl(scheme), wrongName))).rejects.toThrow(/altnames|other\.example/);
    const byAddress = { server: `https://127.0.0.1:${apiPort()}` };
    await expect(version(kubeconfig(proxyUrl(scheme), byAddress))).rejects.toThrow(/altnames/);
    expect(
      await version(kubeconfig(proxyUrl(scheme), { ...byAddress, "tls-server-name": PROXIED_NAME })),
    ).toMatchObject({
      gitVersion: "v1.33.0",
    });
  });

  test("that refuses is an unreachable cluster, without the proxy's password", async () => {
    const attempt = version(kubeconfig(proxyUrl(scheme, "user:wr0ng")));
    await expect(attempt).rejects.toThrow(ClusterUnreachableError);
    await expect(attempt).rejects.toThrow(
      new RegExp(`unreachable: proxy ${scheme}://127\\.0\\.0\\.1:\\d+: found .*; expected .*\\.$`),
    );
    await expect(attempt).rejects.not.toThrow(/wr0ng/);
  });

  test("that does not run is reported by doctor's checks", async () => {
    const text = kubeconfig(`${scheme}://user:wr0ng@127.0.0.1:1`);
    const given = clusterPreflight.inputs.parse({ for: "the environment", kubeconfig: text, network: false });
    const { unreachable } = await gatherFacts(given, undefined);
    expect(unreachable).toEqual({
      text: `cluster: proxy ${scheme}://127.0.0.1:1: found no proxy that answers (ECONNREFUSED); expected one.`,
      fix: "Check proxy-url in the kubeconfig.",
    });
  });
});
