import { samplesOf } from "./samples";

/**
 * The sums above zero in the answer to a Prometheus query.
 * @param text the answer of `/api/v1/query?query=sum by (__name__) (…)`
 * @throws Error when the query failed
 */
export const nonZeroSeries = (text: string): { name: string; value: number }[] =>
  samplesOf(text)
    .map(({ labels, value }) => ({ name: labels.__name__ ?? "", value }))
    .filter(({ value }) => value > 0);
