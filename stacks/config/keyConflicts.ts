import { bookinfoApplications } from "../../components/bookinfo/applications";
import { catalog, type CatalogEntry } from "../../components/routing/catalog";
import type { Problem } from "../../lib/schemaProblems";
import type { StackConfig } from "./stackConfig";

/** Finds routing rules whose versions of a service are not installed: their requests would get status 503. */
export function routedVersions({ routes, bookinfo }: StackConfig): Problem[] {
  if (!bookinfo.enabled) return [];
  const installed = new Map(
    bookinfoApplications(bookinfo).map(({ name, versions }) => [
      name,
      versions.map(({ version }) => version),
    ]),
  );
  return routes.flatMap((name, i) => {
    const entry = Object.hasOwn(catalog, name) ? catalog[name as keyof typeof catalog] : undefined;
    const rules: CatalogEntry["requests"] = entry?.requests ?? [];
    const missing = rules.flatMap(({ service, route }) =>
      route.flatMap(({ version }) => {
        const versions: readonly string[] = installed.get(service) ?? [];
        return versions.includes(version) ? [] : [`${service} ${version}`];
      }),
    );
    if (missing.length === 0) return [];
    const hint = `${[...new Set(missing)].join(", ")} is not installed. Remove the name, or set bookinfo.v1Only: false.`;
    return [{ path: `routes[${i}]`, found: name, expected: "a rule for installed versions", hint }];
  });
}

/** The arguments of k3s that the driver sets, with the key for each. */
const ownArguments: Readonly<Record<string, string | undefined>> = {
  "--cluster-cidr": "cluster.podCIDR",
  "--service-cidr": "cluster.serviceCIDR",
  "--disable": "cluster.components",
  "--cluster-init": "cluster.servers",
  "--server": undefined,
  "--token": undefined,
  "--agent-token": undefined,
  "--token-file": undefined,
  "--node-name": undefined,
  "--node-ip": undefined,
  "--data-dir": undefined,
  "--https-listen-port": undefined,
  "--private-registry": "cluster.registries",
};

/** Finds arguments of k3s that contradict what the driver sets. */
export function ownK3sArguments({ cluster }: StackConfig): Problem[] {
  if (cluster.driver !== "k3s") return [];
  return (["serverArgs", "agentArgs"] as const).flatMap((key) =>
    (cluster[key] ?? []).flatMap((argument, i) => {
      const flag = argument.replace(/[= ].*$/s, "");
      if (!Object.hasOwn(ownArguments, flag)) return [];
      const owner = ownArguments[flag];
      const hint = owner === undefined ? "The driver sets it." : `Set ${owner} instead.`;
      return [
        {
          path: `cluster.${key}[${i}]`,
          // The value can be a token.
          found: flag,
          expected: "an argument that the driver does not set",
          hint,
        },
      ];
    }),
  );
}
