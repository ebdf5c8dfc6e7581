import { describeWith } from "../live/istioPrograms";
import { meshPrograms, service, TestMesh } from "./testMesh";

const programs = meshPrograms();

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

describeWith(programs)("Istio's standard metrics of two proxies, read by Prometheus", () => {
  let mesh: TestMesh;
  beforeAll(async () => void (mesh = await TestMesh.start(programs!)));
  afterAll(() => mesh?.stop());

  test("count each request once per reporter, with the labels of both workloads", async () => {
    for (let i = 0; i < 3; i++) expect((await mesh.request(mesh.ports.reviews)).status).toBe(200);
    expect(await mesh.labelled('istio_requests_total{reporter="source"}', "3")).toEqual([
      { ...common, reporter: "source", connection_security_policy: "unknown" },
    ]);
    expect(await mesh.labelled('istio_requests_total{reporter="destination"}', "3")).toEqual([
      { ...common, reporter: "destination", connection_security_policy: "mutual_tls" },
    ]);
  });

  test.each(["request_duration_milliseconds", "request_bytes", "response_bytes"])(
    "have the histogram %s with the same labels",
    async (name) => {
      const [sum] = await mesh.labelled(`istio_${name}_count{reporter="source"}`, "3");
      expect(sum).toEqual({ ...common, reporter: "source", connection_security_policy: "unknown" });
      const [bucket] = await mesh.labelled(`istio_${name}_bucket{reporter="destination",le="+Inf"}`, "3");
      expect(bucket).toMatchObject({ ...common, reporter: "destination" });
    },
  );

  test("contain no other names of these metrics, and no raw label of the peer", async () => {
    expect(await mesh.query('{__name__=~"envoy_istio_.*"}')).toEqual([]);
    expect(await mesh.query('{istio_peer!=""}')).toEqual([]);
  });

  test("name a caller outside the mesh, and a service outside the mesh, unknown", async () => {
    await mesh.request(mesh.ports.inbound);
    expect(
      await mesh.labelled('istio_requests_total{reporter="destination",source_workload="unknown"}', "1"),
    ).toMatchObject([{ destination_workload: "reviews-v2", connection_security_policy: "none" }]);
    await mesh.request(mesh.ports.external);
    expect(
      await mesh.labelled('istio_requests_total{reporter="source",destination_service="unknown"}', "1"),
    ).toMatchObject([
      {
        source_workload: "productpage-v1",
        destination_workload: "unknown",
        destination_service_name: "upstream",
      },
    ]);
  });

  test("recognize gRPC and failures", async () => {
    mesh.application.status = 503;
    await mesh.request(mesh.ports.reviews, { "content-type": "application/grpc" });
    expect(
      await mesh.labelled('istio_requests_total{reporter="destination",response_code="503"}', "1"),
    ).toMatchObject([{ request_protocol: "grpc", source_workload: "productpage-v1" }]);
    mesh.application.status = 200;
  });

  test("the header with the caller's workload reaches neither the application nor another host", async () => {
    mesh.application.requests.length = 0;
    await mesh.request(mesh.ports.reviews, { "x-istio-peer": "forged" });
    await mesh.request(mesh.ports.external, { "x-istio-peer": "forged" });
    expect(mesh.application.requests).toHaveLength(2);
    for (const { headers } of mesh.application.requests) expect(headers).not.toHaveProperty("x-istio-peer");
    expect(await mesh.query('istio_requests_total{source_workload="forged"}')).toEqual([]);
  });
});
