interface QueryAnswer {
  status?: string;
  error?: string;
  data?: { result?: { metric?: Record<string, string>; value?: [number, string] }[] };
}

/**
 * The sums above zero in the answer to a Prometheus query.
 * @param text the answer of `/api/v1/query?query=sum by (__name__) (…)`
 * @throws Error when the query failed
 */
export function nonZeroSeries(text: string): { name: string; value: number }[] {
  const { status, error, data } = JSON.parse(text) as QueryAnswer;
  if (status !== "success") throw new Error(`Prometheus answers ${error ?? JSON.stringify(text)}`);
  return (data?.result ?? [])
    .map(({ metric, value }) => ({ name: metric?.__name__ ?? "", value: Number(value?.[1]) }))
    .filter(({ value }) => value > 0);
}
