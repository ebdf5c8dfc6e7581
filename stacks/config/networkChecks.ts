import { exposedPorts, purposeOf } from "./exposedPorts";
import type { Problem } from "../../lib/schemaProblems";
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

/** The addresses of real nodes in their own network namespaces. */
const nodeRange = "198.18.0.0/24";

/** Ranges in which no pod, Service or container can have its address. */
const reserved: readonly [text: string, purpose: string][] = [
  ["0.0.0.0/8", "this network"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local addresses"],
  ["224.0.0.0/3", "multicast and reserved addresses"],
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
  const others =
    cluster.driver === "embedded" && cluster.nodes === "real"
      ? [{ ...rangeOf("", nodeRange), key: "the range of the nodes" }]
      : [];
  const overlaps = ranges.flatMap((range, index) => {
    const other = [...ranges.slice(0, index), ...others].find(
      ({ first, last }) => range.first <= last && first <= range.last,
    );
    if (other === undefined) return [];
    const hint = `${other.key} is ${other.text}.`;
    return [{ path: range.key, found: range.text, expected: "a range that overlaps with no other", hint }];
  });
  const unusable = ranges.flatMap(({ key, first, last, text }) => {
    const use = reserved.find(([range]) => {
      const other = rangeOf("", range);
      return first <= other.last && other.first <= last;
    });
    return use === undefined
      ? []
      : [
          {
            path: key,
            found: text,
            expected: "a range of private addresses",
            hint: `${use[0]} is for ${use[1]}.`,
          },
        ];
  });
  return [...overlaps, ...unusable, ...sizes(cluster)];
}

function sizes(cluster: Extract<StackConfig["cluster"], { podCIDR: string }>): Problem[] {
  const problems: Problem[] = [];
  const nodes = cluster.driver === "k3s" ? cluster.servers + cluster.agents : cluster.nodeCount;
  const { podCIDR, serviceCIDR } = cluster;
  // A cluster of one embedded node gives the whole range to it.
  const share = cluster.driver === "embedded" && nodes === 1 ? 29 : 24;
  if (bitsOf(podCIDR) > share || 2 ** (share - bitsOf(podCIDR)) < nodes)
    problems.push({
      path: "cluster.podCIDR",
      found: podCIDR,
      expected: `a range with a /${share} for each of ${nodes} nodes`,
    });
  if (bitsOf(serviceCIDR) < 12 || bitsOf(serviceCIDR) > 28)
    problems.push({
      path: "cluster.serviceCIDR",
      found: serviceCIDR,
      expected: "a range from /12 to /28",
      hint: "The API server rejects larger ranges, and cluster DNS has the tenth address.",
    });
  return problems;
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
    return other === undefined
      ? []
      : [{ path: key, found: port, expected: "an unused port", hint: `${purposeOf(other)} uses this port.` }];
  });
}
