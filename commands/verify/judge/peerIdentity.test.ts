import { peerIdentities, routerLogLevel } from "./peerIdentity";

const PRODUCTPAGE = "spiffe://cluster.local/ns/default/sa/bookinfo-productpage";
const request = (trace: string, certificate?: string) =>
  `2026-11-25T15:20:00.123456Z	debug	envoy router external/envoy/source/common/router/router.cc:514	[Tags: "ConnectionId":"12","StreamId":"34"] router decoding headers:
':authority', 'details:9080'
':path', '/details/0'
'x-b3-traceid', '${trace}'
${certificate === undefined ? "" : `'x-forwarded-client-cert', '${certificate}'\n`}	thread=25
2026-11-25T15:20:00.123999Z	debug	envoy router external/envoy/source/common/router/upstream_request.cc:644	pool ready	thread=25
`;
const by = (uri: string) => `By=spiffe://cluster.local/ns/default/sa/default;Hash=1a2b;Subject="";URI=${uri}`;

test("the identity is that of the trace's own request", () => {
  const log =
    request("aa", by("spiffe://cluster.local/ns/default/sa/other")) + request("bb", by(PRODUCTPAGE));
  expect(peerIdentities(log, "bb")).toEqual([PRODUCTPAGE]);
});

test("of several certificates each is there, the last one being the nearest caller's", () => {
  const log = request("aa", `${by("spiffe://cluster.local/ns/istio-system/sa/gateway")},${by(PRODUCTPAGE)}`);
  expect(peerIdentities(log, "aa")).toEqual([
    "spiffe://cluster.local/ns/istio-system/sa/gateway",
    PRODUCTPAGE,
  ]);
});

test("a request without a certificate has none", () => {
  expect(peerIdentities(request("aa"), "aa")).toEqual([]);
  expect(peerIdentities("", "aa")).toEqual([]);
});

test("the level of the logger", () => {
  expect(routerLogLevel("active loggers:\n  admin: warning\n  router: info\n  rbac: debug\n")).toBe("info");
  expect(routerLogLevel("nothing")).toBeUndefined();
});
