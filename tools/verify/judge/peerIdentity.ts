/**
 * The peer's identities (`URI=` of `x-forwarded-client-cert`) in the requests of a trace that a proxy handed to its
 * application, from the log of a proxy whose `router` logger says what it does (level debug).
 */
export function peerIdentities(log: string, traceId: string): string[] {
  // A request's headers are one entry of several lines, each `'name', 'value'`.
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

/** The level of Envoy's `router` logger, in what its admin interface answers at `/logging`. */
export function routerLogLevel(text: string): string | undefined {
  return /^\s*router: (\w+)\s*$/m.exec(text)?.[1];
}
