import { istioDashboards } from "../../../components/addons/dashboards/istio";
import { DASHBOARDS, PROMETHEUS } from "../../../components/addons/table";
import { getPage, requestAddon } from "../access";
import { addon, type Check, page, requires } from "../check";
import { samplesOf } from "../evaluate/samples";

/** Checks that the overviews of the dashboards have data, by the queries of their panels. */
export const dashboards: Check = {
  id: "dashboards",
  title: "the dashboards have data above zero",
  fix: "Open /targets on Prometheus' page: each proxy must be up. Run make verify ARGS='--only metrics', which shows whether the mesh reports requests at all.",
  run: requires([...page, addon(DASHBOARDS), addon(PROMETHEUS)], async (context) => {
    const { tls } = context.config.mesh;
    const statistics = istioDashboards.flatMap(({ title, variable, rows }) =>
      rows[0]!.panels.map((panel) => ({
        name: `${title}, ${panel.title}`,
        expr: panel.queries[0]!.expr.replaceAll("$__rate_interval", "1m").replaceAll(
          `$${variable?.name}`,
          ".+",
        ),
        // Without mutual TLS its share is zero.
        above: panel.title === "Mutual TLS" && !tls ? -1 : 0,
      })),
    );
    return context.eventually(async () => {
      await getPage(context); // Rates require requests between two scrapes.
      const values = await Promise.all(
        statistics.map(async ({ name, expr, above }) => {
          const path = `/prometheus/api/v1/query?query=${encodeURIComponent(expr)}`;
          const { status, text } = await requestAddon(context, DASHBOARDS, path);
          const value = status === 200 ? samplesOf(text)[0]?.value : undefined;
          return { name, value, above, ok: value !== undefined && value > above };
        }),
      );
      return {
        failures: values
          .filter(({ ok }) => !ok)
          .map(
            ({ name, value, above }) => `${name}: found ${value ?? "no value"}; expected one above ${above}`,
          ),
        found: [`${values.length} panels`],
      };
    });
  }),
};
