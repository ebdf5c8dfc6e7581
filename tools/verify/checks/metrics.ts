import { askAddon } from "../addons";
import { type Check, verdictOf } from "../check";
import { nonZeroSeries } from "../judge/series";
import { addon, firstOf, page } from "../reasons";
import { getPage } from "../sample";

/** Requests are counted. */
export const metrics: Check = {
  id: "metrics",
  title: "Prometheus has request series that are not zero",
  needs: firstOf(page, addon("prometheus")),
  run: async (context) => {
    const { requestMetrics } = context.controlPlane;
    // So that there is something to count, whichever checks are made.
    await getPage(context);
    const query = `sum by (__name__) ({__name__=~"${requestMetrics.join("|")}"})`;
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
    return context.eventually(async () => {
      const { status, text } = await askAddon(context, "prometheus", path);
      if (status !== 200) return verdictOf([`Prometheus answers ${status} to a query`], []);
      const series = nonZeroSeries(text);
      return verdictOf(
        series.length > 0 ? [] : [`Prometheus has nothing of ${requestMetrics.join(", ")} yet`],
        series.map(({ name, value }) => `${name}: ${value}`),
      );
    });
  },
};
