import { type Problem, problemIf } from "../../lib/schemaProblems";
import { exposedPorts, purposeOf } from "./exposedPorts";
import type { StackConfig } from "./stackConfig";

/** A range of IPv4 addresses. */
interface Range {
  /** The configuration key, or a description. */
  key: string;
  first: number;
  last: number;
  text: string;
}

function rangeOf(key: string, text: string): Range {
  const [address, bits] = text.split("/") as [string, string];
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(value / size) * size;
  return { key, first, last: first + size - 1, text };
}

const bitsOf = (text: string): number => Number(text.split("/")[1]);

const overlap = (one: Range, other: Range): boolean => one.first <= other.last && other.first <= one.last;

/** The addresses of real nodes in their own network namespaces. */
const nodeRange = rangeOf("the range of the nodes", "198.18.0.0/24");

/** Ranges in which no pod, Service or container can have its address. */
const reserved: readonly Range[] = [
  rangeOf("this network", "0.0.0.0/8"),
  rangeOf("loopback", "127.0.0.0/8"),
  rangeOf("link-local addresses", "169.254.0.0/16"),
  rangeOf("multicast and reserved addresses", "224.0.0.0/3"),
];

/** Finds ranges that overlap or that Kubernetes rejects. */
export function addressRanges({ cluster }: StackConfig): Problem[] {
  if (cluster.driver !== "embedded" && cluster.driver !== "k3s") return [];
  const ranges = [
    rangeOf("cluster.podCIDR", cluster.podCIDR),
    rangeOf("cluster.serviceCIDR", cluster.serviceCIDR),
    ...(cluster.driver === "k3s" && cluster.subnet !== undefined
      ? [rangeOf("cluster.subnet", cluster.subnet)]
      : []),
  ];
  const others = cluster.driver === "embedded" && cluster.nodes === "real" ? [nodeRange] : [];
  const overlaps = ranges.flatMap((range, index) => {
    const other = [...ranges.slice(0, index), ...others].find((earlier) => overlap(range, earlier));
    if (other === undefined) return [];
    const hint = `${other.key} is ${other.text}.`;
    return [{ path: range.key, found: range.text, expected: "a range that overlaps with no other", hint }];
  });
  const unusable = ranges.flatMap((range) => {
    const use = reserved.find((other) => overlap(range, other));
    if (use === undefined) return [];
    const hint = `${use.text} is for ${use.key}.`;
    return [{ path: range.key, found: range.text, expected: "a range of private addresses", hint }];
  });
  return [...overlaps, ...unusable, ...sizes(cluster)];
}

function sizes(cluster: Extract<StackConfig["cluster"], { podCIDR: string }>): Problem[] {
  const nodes = cluster.driver === "k3s" ? cluster.servers + cluster.agents : cluster.nodeCount;
  const { podCIDR, serviceCIDR } = cluster;
  // A single embedded node has the whole range.
  const share = cluster.driver === "embedded" && nodes === 1 ? 29 : 24;
  return [
    ...problemIf(bitsOf(podCIDR) > share || 2 ** (share - bitsOf(podCIDR)) < nodes, {
      path: "cluster.podCIDR",
      found: podCIDR,
      expected: `a range with a /${share} for each of ${nodes} nodes`,
    }),
    ...problemIf(bitsOf(serviceCIDR) < 12 || bitsOf(serviceCIDR) > 28, {
      path: "cluster.serviceCIDR",
      found: serviceCIDR,
      expected: "a range from /12 to /28",
      hint: "The API server rejects larger ranges, and cluster DNS has the tenth address.",
    }),
  ];
}

/** Finds ports of the machine that two services would listen on. */
export function publishedPorts(config: StackConfig): Problem[] {
  const { cluster } = config;
  const own: [key: string, port: number | undefined][] = [];
  if (cluster.driver === "k3s" || (cluster.driver === "embedded" && cluster.nodes === "real"))
    own.push(["cluster.apiPort", cluster.apiPort]);
  if (cluster.driver === "rancher" && cluster.server !== undefined)
    own.push(["cluster.server.port", cluster.server.port]);
  return own.flatMap(([key, port]) => {
    const other = exposedPorts(config).find((exposed) => exposed.port === port);
    if (other === undefined) return [];
    const hint = `${purposeOf(other)} uses this port.`;
    return [{ path: key, found: port, expected: "an unused port", hint }];
  });
}
