import { fields, mapOf, problem, type Check } from "../problems";
import { dnsLabel, domain, labelText, wildcardDomain } from "../values";

/** A service, or some of its versions (`IstioService`): by its short name, or by its whole domain name. */
export interface IstioService {
  /** Its short name, `reviews`. */
  name?: string;
  /** Its namespace. Default: that of the rule. Only with `name`. */
  namespace?: string;
  /** The cluster's domain, `svc.cluster.local`. Only with `name`. */
  domain?: string;
  /** Its whole domain name, in the place of `name`; for services outside the mesh. */
  service?: string;
  /** Labels of the version that is meant. Default: all versions. */
  labels?: Labels;
}

/** Labels of a service's pods. */
export type Labels = Record<string, string>;

/** Labels, as a set that is not ambiguous to Pilot. */
export const labels: Check = mapOf(labelText, labelText);

/** A service in which all fields are allowed. */
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

/** A service as a whole: the rule itself says which versions. */
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
