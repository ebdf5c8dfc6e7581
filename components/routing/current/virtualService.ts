import { isMapping } from "../../../lib/mapping";
import { fields, list, problem, type Check, type Problem, type TypeOf } from "../problems";
import { httpRoute } from "./httpRoute";
import { tcpRoute, tlsRoute } from "./l4Route";
import { hostOrAddress, isAddress } from "./hosts";
import { exportTo, gatewayName, isClaim } from "./values";

const service = fields(
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
export interface VirtualServiceSpec extends TypeOf<typeof service> {}

export const virtualService: Check<VirtualServiceSpec> = service;

const isEmpty = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

/** A VirtualService that others delegate to supports only HTTP and cannot delegate itself. */
function delegateProblems(spec: Record<string, unknown>): Problem[] {
  if (!isEmpty(spec.hosts)) return [];
  const http = Array.isArray(spec.http) ? spec.http : [];
  return [
    ...(["gateways", "tls", "tcp"] as const)
      .filter((name) => !isEmpty(spec[name]))
      .map((name) => problem(name, spec[name], "no value without hosts")),
    ...http.flatMap((route, index) =>
      isMapping(route) && route.delegate !== undefined
        ? [problem(`http[${index}].delegate`, route.delegate, "no value without hosts")]
        : [],
    ),
  ];
}

const appliesToSidecars = ({ gateways }: Record<string, unknown>): boolean =>
  isEmpty(gateways) || textsIn(gateways).includes("mesh");

/** Sidecars do not support routing by the claims of a JWT. */
function claimProblems(spec: Record<string, unknown>): Problem[] {
  if (!appliesToSidecars(spec)) return [];
  const routes = Array.isArray(spec.http) ? spec.http : [];
  return routes.flatMap((route, index) => {
    const match: unknown = isMapping(route) ? route.match : undefined;
    return (Array.isArray(match) ? match : []).flatMap((condition, place) =>
      (["headers", "withoutHeaders"] as const).flatMap((field) => {
        const headers: unknown = isMapping(condition) ? condition[field] : undefined;
        return (isMapping(headers) ? Object.keys(headers) : [])
          .filter(isClaim)
          .map((name) =>
            problem(
              `http[${index}].match[${place}].${field}`,
              name,
              "a claim only with gateways other than mesh",
            ),
          );
      }),
    );
  });
}

/** Sidecars do not support the host `*`, and hosts must not overlap. */
function hostProblems(spec: Record<string, unknown>): Problem[] {
  const hosts = textsIn(spec.hosts);
  const sidecars = appliesToSidecars(spec);
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
        isAddress(name) || hosts.some((host) => covers(host, name))
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
