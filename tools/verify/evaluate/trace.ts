/** A span of Zipkin's API v2. */
export interface Span {
  localEndpoint?: { serviceName?: string };
}

/** The services of a trace, each once, without the suffix of names such as `reviews.default`. */
export function servicesOf(trace: readonly Span[]): string[] {
  const names = trace.flatMap(({ localEndpoint }) => localEndpoint?.serviceName?.split(".")[0] ?? []);
  return [...new Set(names)].sort();
}

/** The trace with the most expected services; undefined without any spans. */
export function bestTrace<T extends { spans: readonly Span[] }>(
  traces: readonly T[],
  expected: readonly string[],
): { trace: T; services: string[]; missing: string[] } | undefined {
  const candidates = traces
    .filter(({ spans }) => spans.length > 0)
    .map((trace) => {
      const services = servicesOf(trace.spans);
      return { trace, services, missing: expected.filter((name) => !services.includes(name)) };
    });
  return candidates.sort((a, b) => a.missing.length - b.missing.length)[0];
}
