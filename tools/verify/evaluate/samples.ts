interface QueryAnswer {
  status?: string;
  error?: string;
  data?: { result?: { metric?: Record<string, string>; value?: [number, string] }[] };
}

/** A series of an instant query. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * The series in the answer to an instant query of Prometheus, without those that are not a number.
 * @param text the answer of `/api/v1/query`
 * @throws Error when the query failed
 */
export function samplesOf(text: string): Sample[] {
  const { status, error, data } = JSON.parse(text) as QueryAnswer;
  if (status !== "success") throw new Error(`Prometheus answers ${error ?? JSON.stringify(text)}`);
  return (data?.result ?? [])
    .map(({ metric = {}, value }) => ({ labels: metric, value: Number(value?.[1]) }))
    .filter(({ value }) => !Number.isNaN(value));
}

/**
 * The sums above zero in the answer to a Prometheus query.
 * @param text the answer of `/api/v1/query?query=sum by (__name__) (…)`
 * @throws Error when the query failed
 */
export const nonZeroSeries = (text: string): { name: string; value: number }[] =>
  samplesOf(text)
    .map(({ labels, value }) => ({ name: labels.__name__ ?? "", value }))
    .filter(({ value }) => value > 0);

/**
 * The time, in seconds, of the scrape since which Prometheus has scraped every target. The series `up` does not show it:
 * for some minutes after a crash of Prometheus, it contains targets that no longer exist.
 * @param text the answer of `/api/v1/targets?state=active`
 */
export function scrapedSince(text: string): number {
  const { data } = JSON.parse(text) as { data?: { activeTargets?: { lastScrape: string }[] } };
  const scrapes = (data?.activeTargets ?? []).map(({ lastScrape }) => Date.parse(lastScrape) / 1000);
  return scrapes.length === 0 ? 0 : Math.min(...scrapes);
}
