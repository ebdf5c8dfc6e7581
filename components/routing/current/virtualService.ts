import { isMapping } from "../../../lib/mapping";
import { fields, list, mappingsIn, problem, problemIf, type Problem, type TypeOf } from "../problems";
import { httpRoute } from "./httpRoute";
import { tcpRoute, tlsRoute } from "./l4Route";
import { hostOrAddress, isAddress } from "./hosts";
import { exportTo, gatewayName, isClaim } from "./values";

export const virtualService = fields(
  {
    /** Names of services or domains. Omitted only in a VirtualService that others delegate to. */
    hosts: list(hostOrAddress),
    /** Gateways, and `mesh` for all sidecars. Default: `mesh`. */
    gateways: list(gatewayName),
    /** HTTP routes; the first match applies. */
    http: list(httpRoute),
    /** Routes of TLS that is passed through; the first match applies. */
    tls: list(tlsRoute),
    /** TCP routes; the first match applies. */
    tcp: list(tcpRoute),
    /** Namespaces in which it applies. Default: setting of the mesh (all). */
    exportTo,
  },
  {
    atLeastOne: [["http", "tls", "tcp"]],
    also: (spec) => [
      ...delegateProblems(spec),
      ...hostProblems(spec),
      ...sniProblems(spec),
      ...claimProblems(spec),
    ],
  },
);

/**
 * Routes the requests for hosts (`VirtualService`). Each combination of host and gateway must have only one
 * VirtualService.
 */
export interface VirtualServiceSpec extends TypeOf<typeof virtualService> {}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

/** A VirtualService that others delegate to supports only HTTP and cannot delegate itself. */
function delegateProblems(spec: Record<string, unknown>): Problem[] {
  if (!isEmpty(spec.hosts)) return [];
  const unexpected = (path: string, value: unknown) => problem(path, value, "no value without hosts");
  return [
    ...["gateways", "tls", "tcp"]
      .filter((name) => !isEmpty(spec[name]))
      .map((name) => unexpected(name, spec[name])),
    ...mappingsIn(spec.http, "http")
      .filter(([{ delegate }]) => delegate !== undefined)
      .map(([{ delegate }, path]) => unexpected(`${path}.delegate`, delegate)),
  ];
}

const appliesToSidecars = ({ gateways }: Record<string, unknown>): boolean =>
  isEmpty(gateways) || textsIn(gateways).includes("mesh");

/** The conditions of routes, each with its path. */
const conditionsIn = (routes: unknown, path: string) =>
  mappingsIn(routes, path).flatMap(([{ match }, at]) => mappingsIn(match, `${at}.match`));

/** Sidecars do not support routing by the claims of a JWT. */
function claimProblems(spec: Record<string, unknown>): Problem[] {
  if (!appliesToSidecars(spec)) return [];
  return conditionsIn(spec.http, "http").flatMap(([condition, path]) =>
    ["headers", "withoutHeaders"].flatMap((field) => {
      const headers = condition[field];
      const claims = isMapping(headers) ? Object.keys(headers).filter(isClaim) : [];
      return claims.map((name) =>
        problem(`${path}.${field}`, name, "a claim only with gateways other than mesh"),
      );
    }),
  );
}

/** Sidecars do not support the host `*`, and hosts must not overlap. */
function hostProblems(spec: Record<string, unknown>): Problem[] {
  const hosts = textsIn(spec.hosts);
  const sidecars = appliesToSidecars(spec);
  return hosts.flatMap((host, index) => {
    const other = hosts.slice(0, index).find((earlier) => covers(earlier, host) || covers(host, earlier));
    const path = `hosts[${index}]`;
    return [
      ...problemIf(host === "*" && sidecars, path, host, "* only with gateways other than mesh"),
      ...problemIf(other !== undefined, path, host, `a host that does not overlap with ${other}`),
    ];
  });
}

function sniProblems(spec: Record<string, unknown>): Problem[] {
  const hosts = textsIn(spec.hosts);
  const expected = `a name that the hosts contain: ${hosts.join(", ")}`;
  return conditionsIn(spec.tls, "tls").flatMap(([{ sniHosts }, path]) =>
    textsIn(sniHosts).flatMap((name, index) => {
      const isCovered = isAddress(name) || hosts.some((host) => covers(host, name));
      return problemIf(!isCovered, `${path}.sniHosts[${index}]`, name, expected);
    }),
  );
}

/** True if the first host covers the second name. */
function covers(host: string, name: string): boolean {
  return host.startsWith("*") ? name.replace(/^\*/, "").endsWith(host.slice(1)) : host === name;
}
