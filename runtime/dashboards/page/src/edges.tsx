import { type GraphQueries, query, type Sample } from "./data";

/** A workload, or a service without a known workload. */
export interface Node {
  id: string;
  name: string;
  namespace: string;
}

/** The calls from one node to another. */
export interface Edge {
  id: string;
  source: Node;
  target: Node;
  /** Per second. */
  requests: number;
  /** Share of the requests, from 0 to 1. */
  errors: number;
  /** Milliseconds that 90 % of the requests do not exceed; undefined without a request. */
  duration?: number;
  /** Share of the requests that arrive, from 0 to 1. */
  mutualTls: number;
}

const UNKNOWN = "unknown";

function sourceOf({
  source_workload = UNKNOWN,
  source_workload_namespace = UNKNOWN,
}: Sample["metric"]): Node {
  if (source_workload === UNKNOWN) return { id: "outside", name: "outside the mesh", namespace: "" };
  return {
    id: `${source_workload_namespace}/${source_workload}`,
    name: source_workload,
    namespace: source_workload_namespace,
  };
}

function targetOf(metric: Sample["metric"]): Node {
  const { destination_workload = UNKNOWN, destination_service_name: service = UNKNOWN } = metric;
  if (destination_workload === UNKNOWN) {
    const namespace = metric.destination_service_namespace ?? "";
    return { id: `service ${namespace}/${service}`, name: service, namespace };
  }
  const namespace = metric.destination_workload_namespace ?? "";
  return { id: `${namespace}/${destination_workload}`, name: destination_workload, namespace };
}

/** The edges with traffic or with earlier traffic. @throws Error when Prometheus does not answer */
export async function loadEdges(queries: GraphQueries): Promise<Edge[]> {
  const [requests, errors, duration, arriving, mutualTls] = await Promise.all(
    [queries.requests, queries.errors, queries.duration, queries.arriving, queries.mutualTls].map(query),
  );
  const keyOf = ({ metric }: Sample) => `${sourceOf(metric).id} to ${targetOf(metric).id}`;
  /** The value of each edge. An edge has a series for each service by which its source calls its target. */
  const byEdge = (samples: Sample[] = [], combine: (a: number, b: number) => number) => {
    const found = new Map<string, number>();
    for (const sample of samples) {
      const value = Number(sample.value[1]);
      if (!Number.isNaN(value)) found.set(keyOf(sample), combine(found.get(keyOf(sample)) ?? 0, value));
    }
    return found;
  };
  const sums = (samples: Sample[] | undefined) => byEdge(samples, (a, b) => a + b);
  // If 90 % of the requests to each service do not exceed a duration, 90 % of all do not exceed the longest one.
  const durations = byEdge(duration, Math.max);
  const [failed, arrived, encrypted] = [sums(errors), sums(arriving), sums(mutualTls)];
  const edges = new Map<string, Edge>();
  for (const sample of requests ?? []) {
    const id = keyOf(sample);
    const edge = edges.get(id) ?? {
      ...{ id, source: sourceOf(sample.metric), target: targetOf(sample.metric) },
      ...{ requests: 0, errors: 0, mutualTls: 0 },
    };
    edge.requests += Number(sample.value[1]);
    edges.set(id, edge);
  }
  for (const edge of edges.values()) {
    edge.errors = share(failed.get(edge.id), edge.requests);
    // Only the destination knows whether a request was encrypted, so that its rate is the whole.
    edge.mutualTls = share(encrypted.get(edge.id), arrived.get(edge.id));
    const found = durations.get(edge.id);
    if (found !== undefined) edge.duration = found;
  }
  return [...edges.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const share = (part = 0, whole = 0): number => (whole === 0 ? 0 : Math.min(1, part / whole));

/** Whether every request of an edge that arrived was encrypted. */
export const isLocked = ({ mutualTls }: Edge): boolean => mutualTls > 0.999;
