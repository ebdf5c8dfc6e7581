import { isMapping } from "../../../lib/mapping";
import {
  allow,
  fields,
  list,
  problem,
  problemIf,
  required,
  type Check,
  type Problem,
  type TypeOf,
} from "../problems";
import { dnsLabel, integer, someText } from "../values";
import { hostOrAddress, isAddress } from "./hosts";
import { serverTLS } from "./serverTLS";
import { labelSet, repeated } from "./values";

const protocols = [
  ...(["HTTP", "HTTPS", "GRPC", "GRPC-WEB", "HTTP2", "HTTP_PROXY"] as const),
  ...(["MONGO", "MYSQL", "REDIS", "TCP", "TLS", "UDP"] as const),
] as const;

type Protocol = (typeof protocols)[number];

const upperCase = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);

const protocolName = allow<Protocol | Lowercase<Protocol>>(
  (value) => (protocols as readonly unknown[]).includes(upperCase(value)),
  `one of ${protocols.join(", ")}`,
);

const isSocket = (value: unknown): boolean =>
  typeof value === "string" && /^unix:\/\/(@|\/.*[^/]$)/.test(value);

const address = allow<string>(
  (value) => isAddress(value) || isSocket(value),
  "an IP address or unix:///PATH",
);

const servedHost: Check<string> = (value, path) => {
  const text = typeof value === "string" ? value : "";
  const slash = text.indexOf("/");
  const host = text.slice(slash + 1);
  const namespace = slash < 0 ? undefined : text.slice(0, slash);
  const short = host !== "*" && !host.includes(".");
  const partial = /^\*[^.]/.test(host);
  return [
    ...problemIf(
      short || partial || hostOrAddress(host, "").length > 0,
      path,
      value,
      "a full domain name (its first label may be *), an IP address or *",
    ),
    ...(namespace === undefined || ["*", "."].includes(namespace) ? [] : dnsLabel(namespace, path)),
  ];
};

const server = fields(
  {
    /** Name in statistics. */
    name: someText,
    port: required(
      fields({
        /** Port of the gateway's Service or pods. Omitted only for a socket. */
        number: integer(0, 65535),
        /** Unique name. */
        name: required(someText),
        /** Istio ignores its case. */
        protocol: required(protocolName),
      }),
    ),
    /**
     * Domain names, IP addresses or `*`. A prefix `NAMESPACE/` restricts the host to VirtualServices of this
     * namespace (`.`: namespace of the Gateway).
     */
    hosts: required(list(servedHost, 1)),
    /** TLS settings. Required for HTTPS and TLS; for HTTP only `httpsRedirect` is allowed. */
    tls: serverTLS,
    /** Listen address, or a socket `unix:///PATH` or `unix://@NAME`. Default: all addresses. */
    bind: address,
  },
  { also: (fields, path) => [...portProblems(fields, path), ...tlsProblems(fields, path)] },
);

export const gateway = fields(
  {
    /** Labels of the gateway pods. Default: all gateways. */
    selector: labelSet,
    /** Ports and their hosts. */
    servers: required(list(server, 1)),
  },
  {
    also: ({ servers }) =>
      repeated(servers, "servers", (item) =>
        isMapping(item) && isMapping(item.port) ? item.port.name : undefined,
      ),
  },
);

/** Ports and hosts of a gateway (`Gateway`). VirtualServices route its requests. */
export interface GatewaySpec extends TypeOf<typeof gateway> {}

/** A socket has no port. */
function portProblems({ bind, port: of }: Record<string, unknown>, path: string): Problem[] {
  if (!isMapping(of) || (of.number !== undefined && typeof of.number !== "number")) return [];
  const { number = 0 } = of;
  const at = `${path}.port.number`;
  return isSocket(bind)
    ? problemIf(number !== 0, at, number, "no value beside a socket")
    : problemIf(number === 0, at, of.number, "an integer from 1 to 65535");
}

/** TLS settings are required for TLS protocols and invalid for others. */
function tlsProblems({ port: of, tls }: Record<string, unknown>, path: string): Problem[] {
  const protocol = isMapping(of) ? (upperCase(of.protocol) as Protocol) : undefined;
  if (protocol === undefined || !protocols.includes(protocol)) return [];
  const at = `${path}.tls`;
  if (protocol === "HTTPS" || protocol === "TLS")
    return problemIf(tls === undefined, at, undefined, `a value for protocol ${protocol}`);
  if (tls === undefined) return [];
  const plainHttp = ["HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB"].includes(protocol);
  const redirects =
    isMapping(tls) &&
    ["PASSTHROUGH", "AUTO_PASSTHROUGH", undefined].includes(tls.mode as string | undefined) &&
    ["caCertificates", "privateKey", "serverCertificate"].every((name) => tls[name] === undefined);
  if (!plainHttp) return [problem(at, tls, `no value for protocol ${protocol}`)];
  return problemIf(!redirects, at, tls, `only httpsRedirect for protocol ${protocol}`);
}
