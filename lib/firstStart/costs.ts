/**
 * Processor seconds of the parts of a first start, by the names of Go binaries and of images' layers, in the order in which
 * they are needed: measured with empty caches on an AMD EPYC with {@link REFERENCE_SECONDS} (docs/first-start.md). What CoreDNS
 * shares with istiod counts for istiod. Parts without an entry take few seconds.
 */
export const COSTS: Readonly<Record<string, number>> = {
  "meshstack-kubernetes": 1020,
  pause: 2,
  "pilot-discovery": 660,
  coredns: 50,
  "pilot-agent": 20,
  "debian-base": 10,
  "debian-node": 10,
  "node-programs": 10,
  "debian-java": 15,
  "debian-prometheus": 12,
  envoy: 15,
  zipkin: 15,
  "dashboards-page": 50,
};

/** The position of a part in the order in which a first start needs them; unknown parts come last. */
export function rankOf(name: string): number {
  const rank = Object.keys(COSTS).indexOf(name);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}

/** The processor seconds of one Go package, on average. */
const PACKAGE_COST = 0.36;
/** The processor seconds of linking a large Go program. */
const LINK_COST = 10;
/** The processor seconds of a Go program with some packages to compile. */
export const goCost = (packages: number): number => packages * PACKAGE_COST + LINK_COST;

/** The processor seconds of the benchmark in `machineSpeed.ts` on the machine of the measurements. */
export const REFERENCE_SECONDS = 0.0067;
