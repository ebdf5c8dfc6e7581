import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { flag, oneOf, port, wildcardDomain } from "../values";

/** Allows calls to a service outside the mesh (`EgressRule` of istio/api 0.2). */
export interface EgressRuleSpec {
  /** Domain name of the service; the first label may be `*`. */
  destination: { service: string };
  /** Its ports, without duplicates. */
  ports: EgressPort[];
  /** Routes the calls through the egress proxy. Default false: directly from the sidecar. */
  useEgressProxy?: boolean;
}

/** A port and its protocol. With `https` the caller uses plain HTTP and the sidecar originates TLS. */
interface EgressPort {
  port: number;
  protocol: "http" | "https" | "http2" | "grpc";
}

export const egressRule: Check = fields<EgressRuleSpec>(
  {
    destination: fields<EgressRuleSpec["destination"]>(
      { service: wildcardDomain },
      { required: ["service"] },
    ),
    ports: list(
      fields<EgressPort>(
        { port, protocol: oneOf("http", "https", "http2", "grpc") },
        { required: ["port", "protocol"] },
      ),
      1,
    ),
    useEgressProxy: flag,
  },
  { required: ["destination", "ports"], also: (spec) => repeatedPorts(spec.ports) },
);

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
