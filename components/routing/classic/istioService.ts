import { fields, mapOf, problem, type Check } from "../problems";
import { dnsLabel, domain, labelText, wildcardDomain } from "../values";

/** A service or some of its versions (`IstioService`), by short name or full domain name. */
export interface IstioService {
  /** Short name, such as `reviews`. */
  name?: string;
  /** Its namespace; requires `name`. Default: namespace of the rule. */
  namespace?: string;
  /** Cluster domain, such as `svc.cluster.local`; requires `name`. */
  domain?: string;
  /** Full domain name instead of `name`, for services outside the mesh. */
  service?: string;
  /** Labels of the version. Default: all versions. */
  labels?: Labels;
}

export type Labels = Record<string, string>;

/** Pilot rejects label sets that it cannot represent unambiguously. */
export const labels: Check = mapOf(labelText, labelText);

/** An `IstioService` with all fields allowed. */
export const istioService: Check = fields<IstioService>(
  { name: dnsLabel, namespace: dnsLabel, domain, service: wildcardDomain, labels },
  {
    exactlyOne: [["name", "service"]],
    atMostOne: [
      ["service", "namespace"],
      ["service", "domain"],
    ],
  },
);

/** A service without labels. */
export const wholeService: Check = (value, path) => {
  const found = istioService(value, path);
  const labelled = Object.keys((value as IstioService | null)?.labels ?? {}).length > 0;
  return labelled
    ? [
        ...found,
        problem(
          `${path}.labels`,
          (value as IstioService).labels,
          "no labels; the routes select the versions",
        ),
      ]
    : found;
};
