import { ZIPKIN } from "../../../components/addons/table";
import { reviews, reviewsVersions } from "../../../components/bookinfo/applications";
import { selectedVersions } from "../../../components/routing/catalog";
import type { StackConfig } from "../../../stacks/config/stackConfig";
import { requestAddon, requestTracedPage } from "../access";
import { addon, type Check, type CheckContext, page, requires } from "../check";

/** The maximum number of requests; without a rule two of three go to a version of reviews that calls ratings. */
const REQUESTS = 30;

/** Checks that one trace contains all applications that serve the product page. */
export const trace: Check = {
  id: "trace",
  title: "a trace in Zipkin contains every application that serves the product page",
  fix: "Restart the pods whose spans are missing, so that their proxies connect to Zipkin again. The proxies' logs show why they do not reach it.",
  run: requires([...page, addon(ZIPKIN), tracing], async (context) => {
    const ids: string[] = [];
    const expected = servingApplications(context.config);
    return context.eventually(async () => {
      if (ids.length < REQUESTS) ids.push(await requestTracedPage(context));
      const traces = await Promise.all(ids.map(async (id) => ({ id, spans: await spansOf(context, id) })));
      const best = bestTrace(traces, expected);
      if (best === undefined) return { failures: [`Zipkin has no trace of ${ids.length} requests`] };
      const { trace: found, services, missing } = best;
      const spans = `${found.spans.length} spans of ${services.join(", ")}`;
      const text = `the most complete trace (${found.id}): found ${spans}; expected also ${missing.join(", ")}`;
      return {
        failures: missing.length === 0 ? [] : [text],
        found: [`trace ${found.id}: ${spans}`],
      };
    });
  }),
};

/** The applications that serve the product page. Version 1 of reviews does not call ratings. */
export function servingApplications({
  bookinfo,
  routes,
}: Pick<StackConfig, "bookinfo" | "routes">): string[] {
  const versions = bookinfo.v1Only ? ["v1"] : (selectedVersions(reviews.name, routes) ?? reviewsVersions);
  const callsRatings = versions.some((version) => version !== "v1");
  return ["productpage", "details", "reviews", ...(callsRatings ? ["ratings"] : [])];
}

function tracing({ config }: CheckContext): string | undefined {
  return config.mesh.tracing ? undefined : "the proxies send no spans (mesh.tracing)";
}

async function spansOf(context: CheckContext, id: string): Promise<Span[]> {
  const { status, text } = await requestAddon(context, ZIPKIN, `/api/v2/trace/${id}`);
  if (status === 404) return []; // not received yet
  if (status !== 200) throw new Error(`Zipkin answers a request for a trace with ${status}`);
  return JSON.parse(text) as Span[];
}

/** A span of Zipkin's API v2. */
export interface Span {
  localEndpoint?: { serviceName?: string };
}

/** The services of a trace, each once, without the suffix of names such as `reviews.default`. */
export function servicesOf(trace: readonly Span[]): string[] {
  const names = trace.flatMap(({ localEndpoint }) => localEndpoint?.serviceName?.split(".")[0] ?? []);
  return [...new Set(names)].sort();
}

/** The trace with the most expected services; undefined without any spans. */
export function bestTrace<T extends { spans: readonly Span[] }>(
  traces: readonly T[],
  expected: readonly string[],
): { trace: T; services: string[]; missing: string[] } | undefined {
  const candidates = traces
    .filter(({ spans }) => spans.length > 0)
    .map((trace) => {
      const services = servicesOf(trace.spans);
      return { trace, services, missing: expected.filter((name) => !services.includes(name)) };
    });
  return candidates.sort((a, b) => a.missing.length - b.missing.length)[0];
}
