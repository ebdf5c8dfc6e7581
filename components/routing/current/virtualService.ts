import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { wildcardDomain } from "../values";
import { httpRoute, type HTTPRoute } from "./httpRoute";
import { tcpRoute, tlsRoute, type TCPRoute, type TLSRoute } from "./l4Route";
import { exportTo, gatewayName } from "./values";

/**
 * Routes the requests for hosts (`VirtualService`). Each combination of host and gateway must have only one
 * VirtualService.
 */
export interface VirtualServiceSpec {
  /** Names of services or domains. Omitted only in a VirtualService that others delegate to. */
  hosts?: string[];
  /** Gateways, and `mesh` for all sidecars. Default: `mesh`. */
  gateways?: string[];
  /** HTTP routes; the first match applies. */
  http?: HTTPRoute[];
  /** Routes of TLS that is passed through; the first match applies. */
  tls?: TLSRoute[];
  /** TCP routes; the first match applies. */
  tcp?: TCPRoute[];
  /** Namespaces in which it applies. Default: setting of the mesh (all). */
  exportTo?: string[];
}

export const virtualService: Check = fields<VirtualServiceSpec>(
  {
    hosts: list(wildcardDomain, 1),
    gateways: list(gatewayName, 1),
    http: list(httpRoute, 1),
    tls: list(tlsRoute, 1),
    tcp: list(tcpRoute, 1),
    exportTo,
  },
  {
    atLeastOne: [["http", "tls", "tcp"]],
    also: (spec) => [...delegateProblems(spec), ...hostProblems(spec), ...sniProblems(spec)],
  },
);

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

/** A VirtualService that others delegate to supports only HTTP and cannot delegate itself. */
function delegateProblems(spec: Record<string, unknown>): Problem[] {
  if (spec.hosts !== undefined) return [];
  const http = Array.isArray(spec.http) ? spec.http : [];
  return [
    ...(["gateways", "tls", "tcp"] as const)
      .filter((name) => spec[name] !== undefined)
      .map((name) => problem(name, spec[name], "no value without hosts")),
    ...http.flatMap((route, index) =>
      isMapping(route) && route.delegate !== undefined
        ? [problem(`http[${index}].delegate`, route.delegate, "no value without hosts")]
        : [],
    ),
  ];
}

/** Sidecars do not support the host `*`, and hosts must not overlap. */
function hostProblems(spec: Record<string, unknown>): Problem[] {
  const hosts = textsIn(spec.hosts);
  const gateways = textsIn(spec.gateways);
  const sidecars = spec.gateways === undefined || gateways.includes("mesh");
  return hosts.flatMap((host, index) => {
    const other = hosts.slice(0, index).find((earlier) => covers(earlier, host) || covers(host, earlier));
    return [
      ...(host === "*" && sidecars
        ? [problem(`hosts[${index}]`, host, "* only with gateways other than mesh")]
        : []),
      ...(other === undefined
        ? []
        : [problem(`hosts[${index}]`, host, `a host that does not overlap with ${other}`)]),
    ];
  });
}

function sniProblems(spec: Record<string, unknown>): Problem[] {
  const hosts = textsIn(spec.hosts);
  const routes = Array.isArray(spec.tls) ? spec.tls : [];
  return routes.flatMap((route, index) => {
    const match: unknown = isMapping(route) ? route.match : undefined;
    return (Array.isArray(match) ? match : []).flatMap((condition, place) => {
      const names = textsIn(isMapping(condition) ? condition.sniHosts : undefined);
      return names.flatMap((name, at) =>
        hosts.some((host) => covers(host, name))
          ? []
          : [
              problem(
                `tls[${index}].match[${place}].sniHosts[${at}]`,
                name,
                `a name that the hosts contain: ${hosts.join(", ")}`,
              ),
            ],
      );
    });
  });
}

/** True if the first host covers the second name. */
function covers(host: string, name: string): boolean {
  return host.startsWith("*") ? name.replace(/^\*/, "").endsWith(host.slice(1)) : host === name;
}
