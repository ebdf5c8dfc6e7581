import { requestStats } from "./proxyStats";

/** Whether a proxy with these settings keeps a statistic. An expression must match the whole name. */
const keeps = (name: string) =>
  requestStats.inclusionRegexps!.some((expression) => new RegExp(`^(?:${expression})$`).test(name));

test.each([
  "cluster.outbound|9080||reviews.default.svc.cluster.local;.upstream_rq_total",
  "cluster.outbound|9080|v1|reviews.default.svc.cluster.local;.upstream_rq_200",
  "cluster.outbound|80||hello.example.com;.upstream_rq_5xx",
  "cluster.inbound|9080||;.upstream_rq_time",
  "http.inbound_0.0.0.0_9080;.downstream_rq_total",
  "http.outbound_0.0.0.0_8080;.downstream_rq_2xx",
  "http.outbound_0.0.0.0_8080;.downstream_rq_time",
])("keeps %s", (name) => {
  expect(keeps(name)).toBe(true);
});

test.each([
  "cluster.outbound|9080||reviews.default.svc.cluster.local;.external.upstream_rq_200",
  "cluster.outbound|9080||reviews.default.svc.cluster.local;.upstream_cx_total",
  "cluster.xds-grpc;.upstream_rq_total",
  "cluster.BlackHoleCluster;.upstream_rq_total",
  "http.admin;.downstream_rq_total",
  "http.agent;.downstream_rq_2xx",
  "http.outbound_0.0.0.0_8080;.downstream_cx_total",
  "listener.0.0.0.0_15006;.http.inbound_0.0.0.0_9080;.downstream_rq_2xx",
])("drops %s", (name) => {
  expect(keeps(name)).toBe(false);
});
