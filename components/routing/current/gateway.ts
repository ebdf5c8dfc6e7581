import { allow, fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { dnsLabel, port, someText, wildcardDomain } from "../values";
import { serverTLS, type ServerTLSSettings } from "./serverTLS";
import { labelSet, range, repeated } from "./values";

/** Ports and hosts of a gateway (`Gateway`). VirtualServices route its requests. */
export interface GatewaySpec {
  /** Labels of the gateway pods. */
  selector: Record<string, string>;
  servers: Server[];
}

/** A port and its hosts. */
interface Server {
  /** Name in statistics. */
  name?: string;
  port: ServerPort;
  /**
   * Domain names, IP addresses or `*`. A prefix `NAMESPACE/` restricts the host to VirtualServices of this
   * namespace (`.`: namespace of the Gateway).
   */
  hosts: string[];
  /** TLS settings. Required for HTTPS and TLS; for HTTP only `httpsRedirect` is allowed. */
  tls?: ServerTLSSettings;
  /** Listen address. Default: all addresses. */
  bind?: string;
}

interface ServerPort {
  /** Port of the gateway's Service or pods. */
  number: number;
  /** Unique name. */
  name: string;
  /** Istio ignores its case. */
  protocol: Protocol | Lowercase<Protocol>;
}

type Protocol = (typeof protocols)[number];

const protocols = [
  ...([
    "HTTP",
    "HTTPS",
    "GRPC",
    "GRPC-WEB",
    "HTTP2",
    "HTTP_PROXY",
    "MONGO",
    "MYSQL",
    "REDIS",
    "TCP",
    "TLS",
    "UDP",
  ] as const),
] as const;

const upperCase = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);

const protocolName: Check = allow(
  (value) => (protocols as readonly unknown[]).includes(upperCase(value)),
  `one of ${protocols.join(", ")}`,
);

const address: Check = allow(
  (value) => typeof value === "string" && !value.includes("/") && range(value, "").length === 0,
  "an IP address",
);

const servedHost: Check = (value, path) => {
  const [host = "", namespace] = typeof value === "string" ? value.split("/").reverse() : [];
  const short = host !== "*" && !host.includes(".");
  const partial = /^\*[^.]/.test(host);
  return [
    ...(short || partial || (wildcardDomain(host, "").length > 0 && address(host, "").length > 0)
      ? [problem(path, value, "a full domain name (its first label may be *), an IP address or *")]
      : []),
    ...(namespace === undefined || ["*", "."].includes(namespace) ? [] : dnsLabel(namespace, path)),
  ];
};

const server = fields<Server>(
  {
    name: someText,
    port: fields<ServerPort>(
      { number: port, name: someText, protocol: protocolName },
      { required: ["number", "name", "protocol"] },
    ),
    hosts: list(servedHost, 1),
    tls: serverTLS,
    bind: address,
  },
  { required: ["port", "hosts"], also: tlsProblems },
);

export const gateway: Check = fields<GatewaySpec>(
  { selector: labelSet, servers: list(server, 1) },
  {
    required: ["selector", "servers"],
    also: ({ servers }) =>
      repeated(servers, "servers", (item) =>
        isMapping(item) && isMapping(item.port) ? item.port.name : undefined,
      ),
  },
);

/** TLS settings are required for TLS protocols and invalid for others. */
function tlsProblems({ port: of, tls }: Record<string, unknown>, path: string): Problem[] {
  const protocol = isMapping(of) ? (upperCase(of.protocol) as Protocol) : undefined;
  if (protocol === undefined || !protocols.includes(protocol)) return [];
  if (protocol === "HTTPS" || protocol === "TLS")
    return tls === undefined ? [problem(`${path}.tls`, undefined, `a value for protocol ${protocol}`)] : [];
  if (tls === undefined) return [];
  const plainHttp = ["HTTP", "HTTP2", "GRPC", "GRPC-WEB"].includes(protocol);
  const redirects = isMapping(tls) && (tls.mode ?? "PASSTHROUGH") === "PASSTHROUGH";
  return plainHttp && redirects
    ? []
    : [
        problem(
          `${path}.tls`,
          tls,
          plainHttp ? `only httpsRedirect for protocol ${protocol}` : `no value for protocol ${protocol}`,
        ),
      ];
}
