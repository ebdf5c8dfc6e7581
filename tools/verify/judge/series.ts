interface QueryAnswer {
  status?: string;
  error?: string;
  data?: { result?: { metric?: Record<string, string>; value?: [number, string] }[] };
}

/**
 * The sums that a Prometheus query by metric name answers with, those above zero only.
 * @param text what `/api/v1/query?query=sum by (__name__) (…)` answers
 * @throws Error when the query failed
 */
export function nonZeroSeries(text: string): { name: string; value: number }[] {
  const { status, error, data } = JSON.parse(text) as QueryAnswer;
  if (status !== "success") throw new Error(`Prometheus answers ${error ?? JSON.stringify(text)}`);
  return (data?.result ?? [])
    .map(({ metric, value }) => ({ name: metric?.__name__ ?? "", value: Number(value?.[1]) }))
    .filter(({ value }) => value > 0);
}
