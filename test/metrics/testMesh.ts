import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { createAuthority, issue } from "../../runtime/providers/machine/pki/certificate";
import { prometheusConfig } from "../../components/addons/current/prometheusConfig";
import { freePort } from "../kubernetes/cluster";
import { HostProcess } from "../live/hostProcess";
import { newestLayer, proxyLayers, unpackProxy } from "../live/istioPrograms";
import { RecordingServer } from "../live/recordingServer";
import { type Identity, proxyConfig, type Workload } from "./proxies";

const podLabels = (app: string, version: string) => ({
  app,
  version,
  "service.istio.io/canonical-name": app,
  "service.istio.io/canonical-revision": version,
});
const productpage: Workload = {
  name: "productpage-v1",
  namespace: "shop",
  labels: { ...podLabels("productpage", "v1"), app: "page" },
};
const reviews: Workload = { name: "reviews-v2", namespace: "books", labels: podLabels("reviews", "v2") };
/** The service of reviews. */
export const service = { host: "reviews.books.svc.cluster.local", name: "reviews", namespace: "books" };

/** A series of an instant query. */
interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

/** The built programs of {@link TestMesh}; undefined when one is not built. */
export function meshPrograms(): { proxy: string[]; prometheus: string } | undefined {
  const [proxy, prometheus] = [proxyLayers(), newestLayer("debian-prometheus")];
  return proxy && prometheus ? { proxy, prometheus } : undefined;
}

/** Envoy as the proxies of two workloads, and Prometheus, which reads their metrics; without Kubernetes. */
export class TestMesh {
  /** For the files of the programs; deleted by {@link stop}. */
  readonly directory = mkdtempSync(join(tmpdir(), "meshstack-metrics-"));
  private readonly processes: HostProcess[] = [];
  private prometheus!: HostProcess;

  private constructor(
    readonly application: RecordingServer,
    /** The listeners: outbound of productpage to reviews, to an external host; inbound of reviews; Prometheus. */
    readonly ports: { reviews: number; external: number; inbound: number; prometheus: number },
  ) {}

  static async start(programs: NonNullable<ReturnType<typeof meshPrograms>>): Promise<TestMesh> {
    const mesh = new TestMesh(await RecordingServer.start(), {
      ...{ reviews: await freePort(), external: await freePort() },
      ...{ inbound: await freePort(), prometheus: await freePort() },
    });
    try {
      await mesh.startAll(programs);
    } catch (error) {
      await mesh.stop();
      throw error;
    }
    return mesh;
  }

  private async startAll(programs: NonNullable<ReturnType<typeof meshPrograms>>): Promise<void> {
    const image = join(this.directory, "image");
    const { envoy } = unpackProxy(programs.proxy, image);
    execFileSync("tar", ["--extract", "--file", programs.prometheus, "--directory", image]);
    const { application, ports } = this;
    const upstream = { service, workload: "reviews-v2;books;reviews;v2;Kubernetes" };
    const [inbound, outbound] = ["SIDECAR_INBOUND", "SIDECAR_OUTBOUND"] as const;
    const { server, client } = await this.createIdentities();
    const secured = await freePort();
    const admin = [
      await this.startProxy(envoy, "inbound", (port) =>
        proxyConfig(
          inbound,
          reviews,
          {
            ...{ admin: port, listen: ports.inbound, to: application.port },
            secured: { port: secured, identity: server },
          },
          { service },
        ),
      ),
      await this.startProxy(envoy, "outbound", (port) =>
        proxyConfig(
          outbound,
          productpage,
          { admin: port, listen: ports.reviews, to: secured },
          { ...upstream, identity: client },
        ),
      ),
      await this.startProxy(envoy, "external", (port) =>
        proxyConfig(outbound, productpage, { admin: port, listen: ports.external, to: application.port }),
      ),
    ];
    const discovery = { by: "dns", namespaces: ["books"], meshNamespace: "istio-system" } as const;
    const { global, scrape_configs } = prometheusConfig(discovery);
    const { dns_sd_configs: _, ...job } = scrape_configs[0]!;
    const config = {
      global: { ...global, scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [{ ...job, static_configs: [{ targets: admin.map((port) => `127.0.0.1:${port}`) }] }],
    };
    writeFileSync(join(this.directory, "prometheus.yml"), stringify(config));
    this.startPrometheus();
  }

  /** The certificates of reviews as a server and of productpage as a client. */
  private async createIdentities(): Promise<Record<"server" | "client", Identity>> {
    const validity = {
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 86_400_000),
    };
    const authority = await createAuthority({ commonName: "mesh" }, validity);
    const write = (name: string, text: string): string => {
      const path = join(this.directory, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    const root = write("authority.crt", authority.certificate);
    const create = async (name: "server" | "client"): Promise<Identity> => {
      const leaf = { subject: { commonName: name }, names: name === "server" ? [service.host] : undefined };
      const { certificate, key } = await issue(authority, leaf, validity);
      return {
        ...{ certificate: write(`${name}.crt`, certificate), key: write(`${name}.key`, key) },
        authority: root,
      };
    };
    return { server: await create("server"), client: await create("client") };
  }

  private async startProxy(envoy: string, name: string, config: (admin: number) => object): Promise<number> {
    const folder = join(this.directory, name);
    mkdirSync(folder);
    const port = await freePort();
    writeFileSync(join(folder, "envoy.json"), JSON.stringify(config(port)));
    const args = ["-c", "envoy.json", "--use-dynamic-base-id", "--concurrency", "1", "-l", "warning"];
    const started = new HostProcess(name, envoy, args, { directory: folder, env: {} });
    this.processes.push(started);
    await started.until("its admin page", async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok);
    return port;
  }

  /** Starts Prometheus, also after {@link stopPrometheus}. */
  startPrometheus(): void {
    const args = [
      "--config.file=prometheus.yml",
      "--storage.tsdb.path=data",
      `--web.listen-address=127.0.0.1:${this.ports.prometheus}`,
    ];
    const program = join(this.directory, "image/usr/bin/prometheus");
    this.prometheus = new HostProcess("prometheus", program, args, { directory: this.directory, env: {} });
  }

  async stopPrometheus(): Promise<void> {
    await this.prometheus?.stop();
  }

  /** Sends a request to a listener; to `reviews` unless another one is named. */
  request(port = this.ports.reviews, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${port}/reviews/0`, { method: "POST", body: "abc", headers });
  }

  async query(expression: string): Promise<Sample[]> {
    const url = `http://127.0.0.1:${this.ports.prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const answer = (await (await fetch(url)).json()) as { data: { result: Sample[] } };
    return answer.data.result;
  }

  /** Waits for series with a value, and returns their labels without those of the target. */
  labelled(expression: string, value: string): Promise<Record<string, string>[]> {
    return this.prometheus.until(`${expression} of ${value}`, async () => {
      const found = (await this.query(expression)).filter((sample) => sample.value[1] === value);
      if (found.length === 0) return undefined;
      const ofTarget = ["__name__", "instance", "job"];
      return found.map(({ metric }) =>
        Object.fromEntries(Object.entries(metric).filter(([label]) => !ofTarget.includes(label))),
      );
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.map((each) => each.stop()), this.prometheus?.stop()]);
    this.application.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
