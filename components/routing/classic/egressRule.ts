import { isMapping } from "../../../lib/mapping";
import { fields, list, problem, required, type Check, type Problem, type TypeOf } from "../problems";
import { flag, oneOf, port, wildcardDomain } from "../values";

const rule = fields(
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
export interface EgressRuleSpec extends TypeOf<typeof rule> {}

export const egressRule: Check<EgressRuleSpec> = rule;

function repeatedPorts(ports: unknown): Problem[] {
  const numbers = Array.isArray(ports)
    ? ports.map((entry) => (isMapping(entry) ? entry.port : undefined))
    : [];
  return numbers.flatMap((number, index) =>
    number !== undefined && numbers.indexOf(number) < index
      ? [problem(`ports[${index}].port`, number, "no duplicate ports")]
      : [],
  );
}
