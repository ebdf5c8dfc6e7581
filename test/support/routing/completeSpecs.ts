import type { DestinationRuleSpec } from "../../../components/routing/current/destinationRule";
import type { GatewaySpec } from "../../../components/routing/current/gateway";
import type { TrafficPolicy } from "../../../components/routing/current/trafficPolicy";
import type { VirtualServiceSpec } from "../../../components/routing/current/virtualService";

/** A VirtualService that uses every field. */
export const completeVirtualService: Required<VirtualServiceSpec> = {
  hosts: ["reviews", "*.example.com", "10.1.2.3"],
  gateways: ["mesh", "bookinfo-gateway", "shop/other"],
  http: [
    {
      name: "first",
      match: [
        {
          name: "by-all",
          uri: { prefix: "" },
          scheme: { exact: "http" },
          method: { regex: "GET|HEAD" },
          authority: { prefix: "reviews" },
          headers: {
            cookie: { regex: "^(.*?;)?(user=jason)(;.*)?$" },
            "x-there": {},
            ":path": { exact: "/" },
          },
          withoutHeaders: { "x-user": { exact: "" }, "x-other": {} },
          queryParams: { id: { exact: "1" } },
          ignoreUriCase: true,
          port: 9080,
          sourceLabels: { app: "productpage", version: "" },
          sourceNamespace: "default",
          gateways: ["mesh"],
          statPrefix: "reviews",
        },
        { uri: { exact: "/reviews" } },
      ],
      route: [
        {
          destination: { host: "reviews", subset: "v1", port: { number: 9080 } },
          weight: 3,
          headers: { response: { remove: ["x-internal"] } },
        },
        { destination: { host: "reviews.shop.svc.cluster.local" }, weight: 1 },
      ],
      rewrite: { uriRegexRewrite: { match: "^/a(.*)$", rewrite: "/b\\1" } },
      timeout: "10s",
      retries: {
        attempts: 3,
        perTryTimeout: "2.5s",
        retryOn: "5xx,connect-failure,503",
        retryRemoteLocalities: true,
        retryIgnorePreviousHosts: false,
        backoff: "50ms",
      },
      fault: {
        delay: { percentage: { value: 0.5 }, fixedDelay: "1m30s" },
        abort: { percentage: { value: 100 }, grpcStatus: "UNAVAILABLE" },
      },
      mirror: { host: "reviews", subset: "v3" },
      mirrorPercentage: { value: 12.5 },
      corsPolicy: {
        allowOrigins: [{ exact: "https://example.com" }, { regex: "https://.*" }],
        allowMethods: ["GET", "*"],
        allowHeaders: ["X-A", "*"],
        exposeHeaders: ["x-b"],
        maxAge: "24h",
        allowCredentials: true,
        unmatchedPreflights: "IGNORE",
      },
      headers: {
        request: {
          set: { host: "example.com" },
          add: { "x-from": "%DOWNSTREAM_REMOTE_ADDRESS%" },
          remove: ["x-a"],
        },
        response: { add: { "x-share": "50%%" } },
      },
    },
    {
      match: [{ uri: { prefix: "/old" } }],
      redirect: {
        prefixRewrite: "/new",
        authority: "example.com",
        scheme: "https",
        port: 8443,
        redirectCode: 308,
      },
    },
    { match: [{ port: 81 }], redirect: { uri: "/", derivePort: "FROM_REQUEST_PORT" } },
    {
      match: [{ uri: { exact: "/gone" } }],
      directResponse: { status: 503, body: { string: "closed" } },
    },
    { match: [{ uri: { exact: "/image" } }], directResponse: { status: 200, body: { bytes: "AAEC" } } },
    { match: [{ uri: { prefix: "/else" } }], delegate: { name: "other", namespace: "shop" } },
    {
      route: [{ destination: { host: "reviews" } }],
      rewrite: { uri: "/", authority: "reviews.example.com" },
      mirrors: [{ destination: { host: "reviews", subset: "v2" }, percentage: { value: 1 } }],
      fault: { abort: { httpStatus: 500 } },
    },
  ],
  tls: [
    {
      match: [{ sniHosts: ["a.example.com"], port: 443, destinationSubnets: ["10.0.0.0/8", "fd00::/8"] }],
      route: [{ destination: { host: "a.example.com" } }],
    },
  ],
  tcp: [
    {
      match: [
        { port: 27017, sourceLabels: { app: "ratings" }, sourceNamespace: "default", gateways: ["mesh"] },
      ],
      route: [
        { destination: { host: "mongodb" }, weight: 90 },
        { destination: { host: "mongodb", subset: "v2" }, weight: 10 },
      ],
    },
    { route: [{ destination: { host: "mongodb" } }] },
  ],
  exportTo: [".", "shop"],
};

const trafficPolicy: Required<Omit<TrafficPolicy, "proxyProtocol">> = {
  loadBalancer: {
    simple: "LEAST_REQUEST",
    localityLbSetting: {
      enabled: true,
      distribute: [{ from: "west/a/*", to: { "west/a/*": 80, "west/b/*": 20 } }],
      failoverPriority: ["topology.kubernetes.io/region"],
    },
    warmup: { duration: "30s", minimumPercent: 10, aggression: 1.5 },
  },
  connectionPool: {
    tcp: {
      maxConnections: 100,
      connectTimeout: "30ms",
      tcpKeepalive: { probes: 3, time: "7200s", interval: "75s" },
      maxConnectionDuration: "1h",
      idleTimeout: "0s",
    },
    http: {
      http1MaxPendingRequests: 1,
      http2MaxRequests: 1000,
      maxRequestsPerConnection: 10,
      maxRetries: 3,
      idleTimeout: "1m",
      h2UpgradePolicy: "DO_NOT_UPGRADE",
      useClientProtocol: true,
      maxConcurrentStreams: 100,
      http2KeepAlive: { interval: "30s", timeout: "5s" },
    },
  },
  outlierDetection: {
    consecutiveGatewayErrors: 5,
    consecutive5xxErrors: 0,
    splitExternalLocalOriginErrors: true,
    consecutiveLocalOriginFailures: 5,
    interval: "10s",
    baseEjectionTime: "30s",
    maxEjectionPercent: 50,
    minHealthPercent: 10,
    outlierDetectionHttpErrorCodes: [429],
  },
  tls: {
    mode: "MUTUAL",
    clientCertificate: "/certs/cert.pem",
    privateKey: "/certs/key.pem",
    caCertificates: "/certs/ca.pem",
    caCrl: "/certs/crl.pem",
    subjectAltNames: ["reviews.example.com"],
    sni: "reviews.example.com",
    insecureSkipVerify: false,
  },
  portLevelSettings: [
    {
      port: { number: 9080 },
      loadBalancer: {
        consistentHash: {
          httpCookie: {
            name: "user",
            path: "/",
            ttl: "0s",
            attributes: [{ name: "SameSite", value: "Strict" }],
          },
          maglev: { tableSize: 65537 },
        },
        localityLbSetting: { failover: [{ from: "west", to: "east" }] },
      },
      tls: { mode: "SIMPLE", credentialName: "reviews-tls" },
    },
    {
      port: { number: 9081 },
      loadBalancer: { consistentHash: { httpHeaderName: "end-user", ringHash: { minimumRingSize: 1024 } } },
      connectionPool: { tcp: { maxConnections: 1 } },
      outlierDetection: { consecutive5xxErrors: 1 },
      tls: { mode: "DISABLE" },
    },
  ],
  tunnel: { protocol: "CONNECT", targetHost: "example.com", targetPort: 443 },
  retryBudget: { percent: 25, minRetryConcurrency: 5, budgetInterval: "10s" },
};

/** A DestinationRule that uses every field. */
export const completeDestinationRule: Required<DestinationRuleSpec> = {
  host: "reviews.default.svc.cluster.local",
  trafficPolicy,
  subsets: [
    { name: "v1", labels: { version: "v1", "example.com/tier": "" } },
    { name: "all", trafficPolicy: { proxyProtocol: { version: "V2" }, loadBalancer: { simple: "RANDOM" } } },
  ],
  exportTo: ["."],
  workloadSelector: { matchLabels: { app: "productpage" } },
};

/** A Gateway that uses every field. */
export const completeGateway: Required<GatewaySpec> = {
  selector: { istio: "ingressgateway" },
  servers: [
    {
      name: "plain",
      port: { number: 80, name: "http", protocol: "HTTP" },
      hosts: ["*.example.com", "./a.example.org", "*/*", "10.1.2.3"],
      tls: { httpsRedirect: true },
      bind: "0.0.0.0",
    },
    {
      port: { number: 443, name: "https", protocol: "HTTPS" },
      hosts: ["*"],
      tls: {
        mode: "MUTUAL",
        serverCertificate: "/certs/cert.pem",
        privateKey: "/certs/key.pem",
        caCertificates: "/certs/ca.pem",
        caCrl: "/certs/crl.pem",
        subjectAltNames: ["client.example.com"],
        verifyCertificateSpki: ["NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A="],
        verifyCertificateHash: ["df6ff72fe9116521268f6f2dd4966f51df479883fe7037b39f75916ac3049d1a"],
        minProtocolVersion: "TLSV1_2",
        maxProtocolVersion: "TLSV1_3",
        cipherSuites: ["ECDHE-ECDSA-AES128-GCM-SHA256"],
      },
    },
    {
      port: { number: 8443, name: "https-secret", protocol: "HTTPS" },
      hosts: ["shop/a.example.net"],
      tls: { mode: "OPTIONAL_MUTUAL", credentialName: "a", caCertCredentialName: "b" },
    },
    {
      port: { number: 8444, name: "https-secrets", protocol: "HTTPS" },
      hosts: ["b.example.net"],
      tls: { mode: "SIMPLE", credentialNames: ["rsa", "ecdsa"] },
    },
    {
      port: { number: 8445, name: "https-files", protocol: "HTTPS" },
      hosts: ["c.example.net"],
      tls: { mode: "SIMPLE", tlsCertificates: [{ serverCertificate: "/a.pem", privateKey: "/a.key" }] },
    },
    {
      port: { number: 15443, name: "tls", protocol: "TLS" },
      hosts: ["*.local"],
      tls: { mode: "AUTO_PASSTHROUGH" },
    },
    {
      port: { number: 15444, name: "mesh", protocol: "TLS" },
      hosts: ["*.local"],
      tls: { mode: "ISTIO_MUTUAL" },
    },
    { port: { number: 31400, name: "tcp", protocol: "TCP" }, hosts: ["*"] },
  ],
};
