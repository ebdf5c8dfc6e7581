/** A span as Zipkin's API (v2) gives it. */
export interface Span {
  localEndpoint?: { serviceName?: string };
}

/** The services of a trace, each once; of a name such as `reviews.default` its first part. */
export function servicesOf(trace: readonly Span[]): string[] {
  const names = trace.flatMap(({ localEndpoint }) => localEndpoint?.serviceName?.split(".")[0] ?? []);
  return [...new Set(names)].sort();
}

/** The trace of the most wanted services, and what it has of them and lacks. */
export function bestTrace<T extends { spans: readonly Span[] }>(
  traces: readonly T[],
  wanted: readonly string[],
): { trace: T; services: string[]; missing: string[] } | undefined {
  const judged = traces
    .filter(({ spans }) => spans.length > 0)
    .map((trace) => {
      const services = servicesOf(trace.spans);
      return { trace, services, missing: wanted.filter((name) => !services.includes(name)) };
    });
  return judged.sort((a, b) => a.missing.length - b.missing.length)[0];
}
