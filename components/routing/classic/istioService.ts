import { both, fields, mapOf, problemIf, type Check, type TypeOf } from "../problems";
import { dnsLabel, domain, labelText, wildcardDomain } from "../values";

/** Pilot rejects label sets that it cannot represent unambiguously. */
export const labels = mapOf(labelText, labelText);

const service = fields(
  {
    /** Short name, such as `reviews`. */
    name: dnsLabel,
    /** Its namespace; requires `name`. Default: namespace of the rule. */
    namespace: dnsLabel,
    /** Cluster domain, such as `svc.cluster.local`; requires `name`. */
    domain,
    /** Full domain name instead of `name`, for services outside the mesh. */
    service: wildcardDomain,
    /** Labels of the version. Default: all versions. */
    labels,
  },
  {
    exactlyOne: [["name", "service"]],
    atMostOne: [
      ["service", "namespace"],
      ["service", "domain"],
    ],
  },
);

/** A service or some of its versions (`IstioService`), by short name or full domain name. */
export interface IstioService extends TypeOf<typeof service> {}

export const istioService: Check<IstioService> = service;

/** A service without labels. */
export const wholeService = both(istioService, (value, path) => {
  const found = (value as { labels?: object } | null)?.labels;
  const expected = "no labels; the routes select the versions";
  return problemIf(Object.keys(found ?? {}).length > 0, `${path}.labels`, found, expected);
});
