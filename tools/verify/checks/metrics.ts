import { requestAddon } from "../addons";
import { type Check, verdictOf } from "../check";
import { nonZeroSeries } from "../evaluate/samples";
import { addon, firstOf, page } from "../skipReasons";
import { getPage } from "../sample";

/** Checks that Prometheus counts requests. */
export const metrics: Check = {
  id: "metrics",
  title: "Prometheus has request metrics above zero",
  skipReason: firstOf(page, addon("prometheus")),
  run: async (context) => {
    const { requestMetrics } = context.controlPlane;
    // Creates at least one request, even if no other check runs.
    await getPage(context);
    const query = `sum by (__name__) ({__name__=~"${requestMetrics.join("|")}"})`;
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
    return context.eventually(async () => {
      const { status, text } = await requestAddon(context, "prometheus", path);
      if (status !== 200) return verdictOf([`Prometheus answers a query with ${status}`], []);
      const series = nonZeroSeries(text);
      return verdictOf(
        series.length > 0 ? [] : [`Prometheus has no value above zero of ${requestMetrics.join(", ")}`],
        series.map(({ name, value }) => `${name}: ${value}`),
      );
    });
  },
};
