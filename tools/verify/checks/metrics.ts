import { PROMETHEUS } from "../../../components/addons/table";
import { getPage, requestAddon } from "../access";
import { addon, type Check, page, requires } from "../check";
import { nonZeroSeries } from "../evaluate/samples";

/** Checks that Prometheus counts requests. */
export const metrics: Check = {
  id: "metrics",
  title: "Prometheus has request metrics above zero",
  fix: "Open /targets on Prometheus' page: each proxy must be up. The page shows the error of each proxy that is not.",
  run: requires([...page, addon(PROMETHEUS)], async (context) => {
    const { requestMetrics } = context.controlPlane;
    // Creates at least one request, even if no other check runs.
    await getPage(context);
    const query = `sum by (__name__) ({__name__=~"${requestMetrics.join("|")}"})`;
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
    return context.eventually(async () => {
      const { status, text } = await requestAddon(context, PROMETHEUS, path);
      if (status !== 200)
        return { failures: [`a query of Prometheus: found status ${status}; expected 200`] };
      const series = nonZeroSeries(text);
      return {
        failures:
          series.length > 0 ? [] : [`Prometheus has no value above zero of ${requestMetrics.join(", ")}`],
        found: series.map(({ name, value }) => `${name}: ${value}`),
      };
    });
  }),
};
