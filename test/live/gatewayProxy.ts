import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "../kubernetes/cluster";
import { HostProcess } from "./hostProcess";
import type { Istiod } from "./istiod";
import { unpackProxy } from "./istioPrograms";
import { environment, type MeshCluster, NAMESPACE } from "./meshCluster";

type Pod = {
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  status: { podIP: string };
};

/** The ingress gateway on this machine, instead of its simulated pod. */
export class GatewayProxy {
  private constructor(
    readonly process: HostProcess,
    private readonly ports: { admin: number; status: number },
    private readonly directory: string,
  ) {}

  /**
   * Starts agent and Envoy with the arguments, the environment and the files of the gateway's Deployment; only ports
   * and paths differ. Does not wait.
   * @param layers of the proxy's image, with its programs
   */
  static async start(mesh: MeshCluster, istiod: Istiod, layers: readonly string[]): Promise<GatewayProxy> {
    const pod = await gatewayPod(mesh, istiod);
    const directory = mkdtempSync(join(tmpdir(), "meshstack-gateway-"));
    const programs = unpackProxy(layers, join(directory, "image"));
    const files = await filesOf(mesh, istiod, pod);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text, { mode: 0o600 });
    }
    const container = mesh.container("istio-ingressgateway");
    const ports = { admin: await freePort(), status: await freePort() };
    const env = environment(container, {
      "metadata.name": pod.metadata.name,
      "metadata.namespace": NAMESPACE,
      "spec.serviceAccountName": "istio-ingressgateway-service-account",
      "spec.nodeName": "node-0",
      "status.podIP": pod.status.podIP,
      "status.hostIP": "127.0.0.1",
    });
    const overrides = {
      // Empty: the CA has the same address as the configuration.
      CA_ADDR: "",
      // istiod's certificate contains the name of its Service, which this machine cannot resolve.
      ISTIOD_SAN: `istiod.${NAMESPACE}.svc`,
      ENVOY_STATUS_PORT: String(await freePort()),
      ENVOY_PROMETHEUS_PORT: String(await freePort()),
      PROXY_CONFIG: JSON.stringify({
        discoveryAddress: `127.0.0.1:${istiod.ports.secureXds}`,
        binaryPath: programs.envoy,
        proxyAdminPort: ports.admin,
        statusPort: ports.status,
      }),
    };
    const args = container.args.map((arg) => arg.replace("$(POD_NAMESPACE)", NAMESPACE));
    const agent = new HostProcess(
      "gateway",
      programs.agent,
      [...args, `--templateFile=${programs.bootstrapTemplate}`],
      { directory, env: { ...env, ...overrides } },
    );
    return new GatewayProxy(agent, ports, directory);
  }

  /** The gateway's metrics for Prometheus. */
  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.ports.status}/stats/prometheus`)).text();
  }

  /** A response of Envoy's admin interface. */
  async admin(path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.ports.admin}${path}`)).text();
  }

  /** Stops it and deletes its folder. */
  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The gateway's pod, by which istiod identifies a proxy. */
function gatewayPod(mesh: MeshCluster, istiod: Istiod): Promise<Pod> {
  return istiod.process.until("the gateway's simulated pod", async () => {
    const pods = (await mesh.list("v1", "Pod")) as unknown as Pod[];
    return pods.find(
      ({ metadata, status }) => metadata.labels.istio === "ingressgateway" && status.podIP !== undefined,
    );
  });
}

/** The contents of the volumes of the gateway's pod, by path. */
async function filesOf(mesh: MeshCluster, istiod: Istiod, pod: Pod): Promise<Record<string, string>> {
  const data = async (name: string) =>
    (await mesh.get("v1", "ConfigMap", name)).data as Record<string, string>;
  const lines = (values: Record<string, string>) =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${JSON.stringify(value)}\n`)
      .join("");
  const roots = await istiod.process.until("the mesh's root certificate", () => data("istio-ca-root-cert"));
  return {
    "etc/istio/config/mesh": (await data("istio")).mesh!,
    "etc/istio/pod/labels": lines(pod.metadata.labels),
    "etc/istio/pod/annotations": lines(pod.metadata.annotations),
    "etc/istio/proxy/.keep": "",
    "var/lib/istio/data/.keep": "",
    "var/run/secrets/istio/root-cert.pem": roots["root-cert.pem"]!,
    "var/run/secrets/tokens/istio-token": await mesh.token(
      "istio-ingressgateway-service-account",
      "istio-ca",
    ),
    "var/run/secrets/workload-spiffe-uds/.keep": "",
    "var/run/secrets/credential-uds/.keep": "",
    "var/run/secrets/workload-spiffe-credentials/.keep": "",
  };
}
