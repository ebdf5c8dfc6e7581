import { fields, list, mappingsIn, problemIf, required, type Problem, type TypeOf } from "../problems";
import { flag, oneOf, port, wildcardDomain } from "../values";

export const egressRule = fields(
  {
    /** Domain name of the service; the first label may be `*`. */
    destination: required(fields({ service: required(wildcardDomain) })),
    /** Its ports, without duplicates. With `https` the caller uses plain HTTP and the sidecar originates TLS. */
    ports: required(
      list(fields({ port: required(port), protocol: required(oneOf("http", "https", "http2", "grpc")) }), 1),
    ),
    /** Routes the calls through the egress proxy. Default false: directly from the sidecar. */
    useEgressProxy: flag,
  },
  { also: ({ ports }) => repeatedPorts(ports) },
);

/** Allows calls to a service outside the mesh (`EgressRule` of istio/api 0.2). */
export interface EgressRuleSpec extends TypeOf<typeof egressRule> {}

function repeatedPorts(ports: unknown): Problem[] {
  const seen = new Set<unknown>();
  return mappingsIn(ports, "ports").flatMap(([{ port }, path]) => {
    const isDuplicate = port !== undefined && seen.has(port);
    seen.add(port);
    return problemIf(isDuplicate, `${path}.port`, port, "no duplicate ports");
  });
}
