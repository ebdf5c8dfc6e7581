import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { prometheusConfig } from "../../components/addons/current/prometheusConfig";
import { freePort } from "../kubernetes/cluster";
import { HostProcess } from "../live/hostProcess";
import { describeWith, newestLayer, proxyLayers, unpackProxy } from "../live/istioPrograms";
import { RecordingServer } from "../live/recordingServer";
import { proxyConfig, type Workload } from "./proxies";

const layers = proxyLayers();
const prometheusLayer = newestLayer("debian-prometheus");

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
const service = { host: "reviews.books.svc.cluster.local", name: "reviews", namespace: "books" };

/** The common labels of both reporters for a request from productpage to reviews. */
const common = {
  source_workload: "productpage-v1",
  source_workload_namespace: "shop",
  source_app: "page",
  source_version: "v1",
  source_canonical_service: "productpage",
  source_canonical_revision: "v1",
  destination_workload: "reviews-v2",
  destination_workload_namespace: "books",
  destination_app: "reviews",
  destination_version: "v2",
  destination_canonical_service: "reviews",
  destination_canonical_revision: "v2",
  destination_service: service.host,
  destination_service_name: "reviews",
  destination_service_namespace: "books",
  source_principal: "unknown",
  destination_principal: "unknown",
  request_protocol: "http",
  response_code: "200",
  response_flags: "-",
};

describeWith(layers, prometheusLayer)("Istio's standard metrics of two proxies, read by Prometheus", () => {
  const directory = mkdtempSync(join(tmpdir(), "meshstack-metrics-"));
  const processes: HostProcess[] = [];
  let application: RecordingServer;
  let prometheus: HostProcess;
  let prometheusPort: number;
  /** The listeners: outbound of productpage to reviews, to an external host; inbound of reviews. */
  let ports: { reviews: number; external: number; inbound: number };

  beforeAll(async () => {
    const { envoy } = unpackProxy(layers!, join(directory, "image"));
    execFileSync("tar", ["--extract", "--file", prometheusLayer!, "--directory", join(directory, "image")]);
    application = await RecordingServer.start();
    ports = { reviews: await freePort(), external: await freePort(), inbound: await freePort() };
    const admin: number[] = [];
    const proxy = async (name: string, config: (port: number) => object) => {
      const folder = join(directory, name);
      mkdirSync(folder);
      const port = await freePort();
      admin.push(port);
      writeFileSync(join(folder, "envoy.json"), JSON.stringify(config(port)));
      const args = ["-c", "envoy.json", "--use-dynamic-base-id", "--concurrency", "1", "-l", "warning"];
      const started = new HostProcess(name, envoy, args, { directory: folder, env: {} });
      processes.push(started);
      await started.until("its admin page", async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok);
    };
    await proxy("inbound", (port) =>
      proxyConfig(
        "SIDECAR_INBOUND",
        reviews,
        { admin: port, listen: ports.inbound, to: application.port },
        { service },
      ),
    );
    await proxy("outbound", (port) =>
      proxyConfig(
        "SIDECAR_OUTBOUND",
        productpage,
        { admin: port, listen: ports.reviews, to: ports.inbound },
        { service, workload: "reviews-v2;books;reviews;v2;Kubernetes" },
      ),
    );
    await proxy("external", (port) =>
      proxyConfig("SIDECAR_OUTBOUND", productpage, {
        admin: port,
        listen: ports.external,
        to: application.port,
      }),
    );
    const { global, scrape_configs } = prometheusConfig({
      by: "dns",
      namespaces: ["books"],
      meshNamespace: "istio-system",
    });
    const { dns_sd_configs: _, ...job } = scrape_configs[0]!;
    const config = {
      global: { ...global, scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [{ ...job, static_configs: [{ targets: admin.map((port) => `127.0.0.1:${port}`) }] }],
    };
    writeFileSync(join(directory, "prometheus.yml"), stringify(config));
    prometheusPort = await freePort();
    const args = [
      "--config.file=prometheus.yml",
      "--storage.tsdb.path=data",
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ];
    const program = join(directory, "image/usr/bin/prometheus");
    prometheus = new HostProcess("prometheus", program, args, { directory, env: {} });
    processes.push(prometheus);
  });
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()));
    application.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const request = (port: number, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/reviews/0`, { method: "POST", body: "abc", headers });

  interface Sample {
    metric: Record<string, string>;
    value: [number, string];
  }
  async function query(expression: string): Promise<Sample[]> {
    const url = `http://127.0.0.1:${prometheusPort}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const answer = (await (await fetch(url)).json()) as { data: { result: Sample[] } };
    return answer.data.result;
  }
  /** The labels of a metric's series with the value, without those of the target. */
  const labelled = (expression: string, value: string) =>
    prometheus.until(`${expression} of ${value}`, async () => {
      const found = (await query(expression)).filter((sample) => sample.value[1] === value);
      if (found.length === 0) return undefined;
      const ofTarget = ["__name__", "instance", "job"];
      return found.map(({ metric }) =>
        Object.fromEntries(Object.entries(metric).filter(([label]) => !ofTarget.includes(label))),
      );
    });

  test("count each request once per reporter, with the labels of both workloads", async () => {
    for (let i = 0; i < 3; i++) expect((await request(ports.reviews)).status).toBe(200);
    expect(await labelled('istio_requests_total{reporter="source"}', "3")).toEqual([
      { ...common, reporter: "source", connection_security_policy: "unknown" },
    ]);
    expect(await labelled('istio_requests_total{reporter="destination"}', "3")).toEqual([
      { ...common, reporter: "destination", connection_security_policy: "none" },
    ]);
  });

  test.each(["request_duration_milliseconds", "request_bytes", "response_bytes"])(
    "have the histogram %s with the same labels",
    async (name) => {
      const [sum] = await labelled(`istio_${name}_count{reporter="source"}`, "3");
      expect(sum).toEqual({ ...common, reporter: "source", connection_security_policy: "unknown" });
      const [bucket] = await labelled(`istio_${name}_bucket{reporter="destination",le="+Inf"}`, "3");
      expect(bucket).toMatchObject({ ...common, reporter: "destination" });
    },
  );

  test("contain no other names of these metrics, and no raw label of the peer", async () => {
    expect(await query('{__name__=~"envoy_istio_.*"}')).toEqual([]);
    expect(await query('{istio_peer!=""}')).toEqual([]);
  });

  test("name a caller outside the mesh, and a service outside the mesh, unknown", async () => {
    await request(ports.inbound);
    await labelled('istio_requests_total{reporter="destination",source_workload="unknown"}', "1");
    await request(ports.external);
    expect(
      await labelled('istio_requests_total{reporter="source",destination_service="unknown"}', "1"),
    ).toMatchObject([
      {
        source_workload: "productpage-v1",
        destination_workload: "unknown",
        destination_service_name: "upstream",
      },
    ]);
  });

  test("recognize gRPC and failures", async () => {
    application.status = 503;
    await request(ports.reviews, { "content-type": "application/grpc" });
    expect(
      await labelled('istio_requests_total{reporter="destination",response_code="503"}', "1"),
    ).toMatchObject([{ request_protocol: "grpc", source_workload: "productpage-v1" }]);
    application.status = 200;
  });

  test("the header with the caller's workload reaches neither the application nor another host", async () => {
    application.requests.length = 0;
    await request(ports.reviews, { "x-istio-peer": "forged" });
    await request(ports.external, { "x-istio-peer": "forged" });
    expect(application.requests).toHaveLength(2);
    for (const { headers } of application.requests) expect(headers).not.toHaveProperty("x-istio-peer");
    expect(await query('istio_requests_total{source_workload="forged"}')).toEqual([]);
  });
});
