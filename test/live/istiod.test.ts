import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { createTestPki } from "../support/testPki";
import { freePort, kubernetesBinary } from "../kubernetes/cluster";
import { GatewayProxy } from "./gatewayProxy";
import { Istiod } from "./istiod";
import { describeWith, istioProgram, proxyLayers } from "./istioPrograms";
import { MeshCluster, NAMESPACE } from "./meshCluster";
import { RecordingServer } from "./recordingServer";

const pilotDiscovery = istioProgram("pilot-discovery");
const layers = proxyLayers();
const NETWORKING = "networking.istio.io/v1";

/** A service of the mesh on a port of this machine. */
const serviceEntry = (host: string, port: number, targetPort: number) => ({
  apiVersion: NETWORKING,
  kind: "ServiceEntry",
  metadata: { name: host.replaceAll(".", "-"), namespace: NAMESPACE },
  spec: {
    hosts: [host],
    location: "MESH_INTERNAL",
    resolution: "STATIC",
    ports: [{ number: port, name: "http", protocol: "HTTP" }],
    endpoints: [{ address: "127.0.0.1", ports: { http: targetPort } }],
  },
});

describeWith(kubernetesBinary(), pilotDiscovery)(
  "istiod with its own permissions on a real API server",
  () => {
    let mesh: MeshCluster;
    let istiod: Istiod;

    beforeAll(async () => {
      mesh = await MeshCluster.start({ tls: true, proxy: "envoy", ingress: { httpsNodePort: 32443 } });
      istiod = await Istiod.start(mesh, pilotDiscovery!);
    });
    afterAll(async () => {
      await istiod?.stop();
      await mesh?.cluster.stop();
    });

    const rootCertificate = (namespace: string) =>
      istiod.process.until(`the root certificate in ${namespace}`, async () => {
        const { data } = await mesh.get("v1", "ConfigMap", "istio-ca-root-cert", namespace);
        const text = (data as Record<string, string>)["root-cert.pem"]!;
        return text.includes("BEGIN CERTIFICATE") && text;
      });

    it("reads the mesh configuration of its ConfigMap", () => {
      expect(istiod.process.log()).toContain(`service: zipkin.${NAMESPACE}.svc.cluster.local`);
    });

    it("keeps the CA's key in a Secret of its own namespace, and the root certificate in every namespace", async () => {
      const { type } = await mesh.get("v1", "Secret", "istio-ca-secret");
      expect(type).toBe("istio.io/ca-root");
      await mesh.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "later" } });
      expect(await rootCertificate("later")).toBe(await rootCertificate("default"));
    });

    it("restores a root certificate that was changed", async () => {
      const before = await rootCertificate("default");
      await mesh.apply({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "istio-ca-root-cert", namespace: "default" },
        data: { "root-cert.pem": "something else" },
      });
      expect(await rootCertificate("default")).toBe(before);
    });

    it("assigns an address to a ServiceEntry without one", async () => {
      const entry = serviceEntry("outside.example.com", 80, 80);
      await mesh.apply(entry);
      const address = await istiod.process.until("an address in the status", async () => {
        const { status } = await mesh.get(entry.apiVersion, entry.kind, entry.metadata.name);
        return (status as { addresses?: { value: string }[] } | undefined)?.addresses?.[0]?.value;
      });
      expect(address).toMatch(/^[0-9a-f:.]+$/);
    });

    it("logs no missing permission", () => {
      expect(istiod.complaints()).toEqual([]);
    });

    describeWith(layers)("the ingress gateway with the proxy's image, a stock Envoy", () => {
      const host = "hello.example.com";
      let application: RecordingServer;
      let zipkin: RecordingServer;
      let gateway: GatewayProxy;
      let ports: { http: number; https: number };
      let certificate: { ca: string; cert: string; key: string };

      beforeAll(async () => {
        [application, zipkin] = [await RecordingServer.start(), await RecordingServer.start()];
        ports = { http: await freePort(), https: await freePort() };
        const pki = await createTestPki({ hosts: [host] });
        certificate = { ca: pki["ca.crt"]!, cert: pki["apiserver.crt"]!, key: pki["apiserver.key"]! };
        for (const object of objects()) await mesh.apply(object);
        gateway = await GatewayProxy.start(mesh, istiod, layers!);
        await gateway.process.until(
          "an answer through the gateway",
          async () => (await get("/first")) === 200,
        );
      });
      afterAll(async () => {
        await gateway?.stop();
        application?.stop();
        zipkin?.stop();
      });

      const objects = () => [
        serviceEntry(host, 80, application.port),
        serviceEntry(`zipkin.${NAMESPACE}.svc.cluster.local`, 9411, zipkin.port),
        {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "hello-certificate", namespace: NAMESPACE },
          type: "kubernetes.io/tls",
          stringData: { "tls.crt": certificate.cert, "tls.key": certificate.key },
        },
        {
          apiVersion: NETWORKING,
          kind: "Gateway",
          metadata: { name: "hello", namespace: NAMESPACE },
          spec: {
            selector: { istio: "ingressgateway" },
            servers: [
              server("HTTP", ports.http),
              {
                ...server("HTTPS", ports.https),
                tls: { mode: "SIMPLE", credentialName: "hello-certificate" },
              },
            ],
          },
        },
        {
          apiVersion: NETWORKING,
          kind: "VirtualService",
          metadata: { name: "hello", namespace: NAMESPACE },
          spec: {
            hosts: ["*"],
            gateways: ["hello"],
            http: [{ route: [{ destination: { host, port: { number: 80 } } }] }],
          },
        },
      ];

      const server = (protocol: string, number: number) => ({
        port: { number, name: protocol.toLowerCase(), protocol },
        bind: "127.0.0.1",
        hosts: ["*"],
      });

      const get = (path: string, secure = false) =>
        new Promise<number | undefined>((resolve, reject) => {
          const options = { host: "127.0.0.1", path, agent: false, headers: { host } };
          const asked = secure
            ? httpsRequest({ ...options, port: ports.https, ca: certificate.ca, servername: host })
            : httpRequest({ ...options, port: ports.http });
          asked.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode)));
          asked.on("error", reject).end();
        });

      it("routes according to a VirtualService", async () => {
        expect(await get("/hello?a=b")).toBe(200);
        expect(application.requests.map(({ url }) => url)).toContain("/hello?a=b");
      });

      it("uses the certificate of a Secret that a Gateway names for HTTPS", async () => {
        const status = await gateway.process.until("an answer over HTTPS", () => get("/secure", true));
        expect(status).toBe(200);
      });

      it("has a certificate of the mesh's CA with its SPIFFE identity", async () => {
        expect(await gateway.admin("/certs")).toContain(
          `spiffe://cluster.local/ns/${NAMESPACE}/sa/istio-ingressgateway-service-account`,
        );
      });

      it("counts requests by service in Istio's standard metrics", async () => {
        const labels = `reporter="source",source_workload="istio-ingressgateway",[^}]*destination_service="${host}",[^}]*response_code="200"`;
        const counted = (metrics: string, name: string) =>
          Number(new RegExp(`^envoy_istio_${name}\\{${labels}[^}]*\\} (\\d+)`, "m").exec(metrics)?.[1] ?? 0) >
          0;
        await gateway.process.until("metrics of the requests", async () => {
          const metrics = await gateway.metrics();
          return (
            counted(metrics, "requests_total") && counted(metrics, "request_duration_milliseconds_count")
          );
        });
      });

      it("traces every request: headers to the application, spans to Zipkin", async () => {
        await get("/traced");
        const { headers } = application.requests.find(({ url }) => url === "/traced")!;
        const traceId = headers["x-b3-traceid"];
        expect(traceId).toMatch(/^[0-9a-f]{32}$/);
        const span = await gateway.process.until("the request's span", async () =>
          zipkin.requests
            .filter(({ url }) => url === "/api/v2/spans")
            .flatMap(({ body }) => JSON.parse(body) as { traceId: string; tags: Record<string, string> }[])
            .find((span) => span.traceId === traceId),
        );
        expect(span.tags).toMatchObject({ "http.status_code": "200", "istio.namespace": NAMESPACE });
      });

      it("accepts all configuration of istiod, and istiod has all permissions that the gateway requires", () => {
        expect(istiod.complaints()).toEqual([]);
        expect(gateway.process.log()).not.toMatch(/rejected|NACK/i);
      });
    });
  },
);
