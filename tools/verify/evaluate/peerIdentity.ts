/**
 * The identities of the peer (`URI=` of `x-forwarded-client-cert`) in the requests of a trace, from the log of a proxy
 * whose `router` logger has the level debug.
 */
export function peerIdentities(log: string, traceId: string): string[] {
  // The headers of a request are one log entry with a line `'name', 'value'` for each.
  const requests = log.split(/router decoding headers:/).slice(1);
  return requests
    .map(
      (text) => new Map([...text.matchAll(/^'([^']+)', '(.*)'$/gm)].map(([, name, value]) => [name, value])),
    )
    .filter((headers) => headers.get("x-b3-traceid") === traceId)
    .flatMap((headers) => {
      const certificates = headers.get("x-forwarded-client-cert") ?? "";
      return [...certificates.matchAll(/(?:^|[;,])URI=([^;,]+)/g)].map(([, uri]) => uri!);
    });
}

/** The level of Envoy's `router` logger, from the answer of its admin interface at `/logging`. */
export function routerLogLevel(text: string): string | undefined {
  return /^\s*router: (\w+)\s*$/m.exec(text)?.[1];
}
