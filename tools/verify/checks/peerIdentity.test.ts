import { peerIdentities, routerLogLevel } from "./peerIdentity";

const PRODUCTPAGE = "spiffe://cluster.local/ns/default/sa/bookinfo-productpage";
/** As Envoy 1.40 logs a request. */
const request = (trace: string, certificate?: string) =>
  `2026-11-25T15:48:58.502448Z	debug	envoy router source/common/router/router.cc:600	[Tags: "ConnectionId":"2","StreamId":"1434"] cluster 'app' match for URL '/details/0'	thread=13029
2026-11-25T15:48:58.502694Z	debug	envoy router source/common/router/router.cc:894	[Tags: "ConnectionId":"2","StreamId":"1434"] router decoding headers:
':authority', 'details:9080'
':path', '/details/0'
':method', 'GET'
'user-agent', 'curl/7.88.1'
'x-b3-traceid', '${trace}'
${certificate === undefined ? "" : `'x-forwarded-client-cert', '${certificate}'\n`}'x-envoy-expected-rq-timeout-ms', '15000'
	thread=13029
2026-11-25T15:48:58.502972Z	debug	envoy router source/common/router/upstream_request.cc:658	[Tags: "ConnectionId":"2","StreamId":"1434"] pool ready	thread=13029
`;
const by = (uri: string) => `By=spiffe://cluster.local/ns/default/sa/default;Hash=1a2b;Subject="";URI=${uri}`;

test("returns the identity in the request of the trace", () => {
  const log =
    request("aa", by("spiffe://cluster.local/ns/default/sa/other")) + request("bb", by(PRODUCTPAGE));
  expect(peerIdentities(log, "bb")).toEqual([PRODUCTPAGE]);
});

test("returns the identities of several certificates, the nearest caller last", () => {
  const log = request("aa", `${by("spiffe://cluster.local/ns/istio-system/sa/gateway")},${by(PRODUCTPAGE)}`);
  expect(peerIdentities(log, "aa")).toEqual([
    "spiffe://cluster.local/ns/istio-system/sa/gateway",
    PRODUCTPAGE,
  ]);
});

test("returns nothing for a request without a certificate", () => {
  expect(peerIdentities(request("aa"), "aa")).toEqual([]);
  expect(peerIdentities("", "aa")).toEqual([]);
});

test("reads the level of the logger", () => {
  expect(routerLogLevel("active loggers:\n  admin: warning\n  router: info\n  rbac: debug\n")).toBe("info");
  expect(routerLogLevel("nothing")).toBeUndefined();
});
