import type { PeerAuthenticationSpec } from "../../components/mesh/current/peerAuthentication";
import type { TelemetrySpec } from "../../components/mesh/current/telemetry";

/** A selector of two labels, one of them empty. */
export const selector = { matchLabels: { app: "reviews", version: "" } };

/** A PeerAuthentication that uses every field. */
export const completePeerAuthentication: PeerAuthenticationSpec = {
  selector,
  mtls: { mode: "STRICT" },
  portLevelMtls: { 9080: { mode: "DISABLE" }, 65535: {} },
};

/** A Telemetry that uses every field. */
export const completeTelemetry: TelemetrySpec = {
  selector,
  tracing: [
    {
      match: { mode: "SERVER" },
      providers: [{ name: "zipkin" }],
      randomSamplingPercentage: 0.01,
      disableSpanReporting: false,
      customTags: {
        stage: { literal: { value: "test" } },
        node: { environment: { name: "NODE_NAME", defaultValue: "" } },
        user: { header: { name: "end-user" } },
        method: { formatter: { value: "%REQ(:METHOD)%" } },
      },
      useRequestIdForTraceSampling: true,
      enableIstioTags: true,
      disableContextPropagation: false,
    },
  ],
  metrics: [
    {
      providers: [{ name: "prometheus" }],
      overrides: [
        {
          match: { metric: "REQUEST_COUNT", mode: "CLIENT" },
          tagOverrides: { path: { value: "request.path" }, source_app: { operation: "REMOVE" } },
        },
        { match: { customMetric: "mine" }, disabled: true },
      ],
      reportingInterval: "5s",
    },
  ],
  accessLogging: [
    {
      match: { mode: "CLIENT_AND_SERVER" },
      providers: [{ name: "envoy" }],
      disabled: false,
      filter: { expression: "response.code >= 500" },
    },
  ],
};
