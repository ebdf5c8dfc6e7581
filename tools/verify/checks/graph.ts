import { LEAVING, REQUESTS, selector } from "../../../components/addons/dashboards/queries";
import { INGRESS_GATEWAY } from "../../../components/mesh/current/names";
import { DASHBOARDS, PROMETHEUS } from "../../../components/addons/table";
import { getPage, requestAddon } from "../access";
import { addon, type Check, type CheckContext, isFine, page, requires } from "../check";
import { type Sample, samplesOf, scrapedSince } from "../evaluate/samples";

/** The number of requests for the product page. */
const REQUESTED = 5;

/** Checks that the edges of the mesh graph are the calls that requests for the product page cause. */
export const graph: Check = {
  id: "graph",
  title: "the edges of the mesh graph equal the calls that were made",
  fix: "Stop other requests for the product page, such as in a browser, and run the check again.",
  run: requires([...page, addon(DASHBOARDS), addon(PROMETHEUS)], async (context) => {
    let before: Calls = new Map();
    const [started] = await query(context, "vector(time())");
    // Prometheus has counted all earlier requests when it has scraped every target since, and the numbers stay equal over
    // two scrapes.
    const quiet = await context.eventually(async () => {
      const [scraped, now, earlier] = await Promise.all([
        requestAddon(context, PROMETHEUS, "/api/v1/targets?state=active"),
        readCalls(context),
        readCalls(context, "offset 11s"),
      ]);
      before = now;
      if (scrapedSince(scraped.text) < started!.value)
        return { failures: ["Prometheus has not scraped every proxy yet"] };
      return { failures: callProblems(now, earlier) };
    });
    if (!isFine(quiet)) return { failures: ["the number of requests does not settle", ...quiet.failures!] };
    for (let i = 0; i < REQUESTED; i++) await getPage(context);
    return context.eventually(async () => {
      const calls = callsBetween(before, await readCalls(context));
      return {
        failures: callProblems(calls, expectedCalls(calls)),
        found: [...calls].map(([edge, count]) => `${edge}: ${count}`),
      };
    });
  }),
};

/** The calls that the requests cause. Reviews v1 does not call ratings, and the load balancer chooses the version. */
function expectedCalls(found: Calls): Calls {
  const ratings = Math.min(found.get("reviews to ratings") ?? 0, REQUESTED);
  return new Map([
    [`${INGRESS_GATEWAY} to productpage`, REQUESTED],
    ["productpage to details", REQUESTED],
    ["productpage to reviews", REQUESTED],
    ...(ratings === 0 ? [] : [["reviews to ratings", ratings] as const]),
  ]);
}

async function readCalls(context: CheckContext, offset = ""): Promise<Calls> {
  const labels = "source_canonical_service, destination_service_name";
  return callsOf(await query(context, `sum by (${labels}) (${selector(REQUESTS, [LEAVING])} ${offset})`));
}

async function query(context: CheckContext, text: string): Promise<Sample[]> {
  const path = `/prometheus/api/v1/query?query=${encodeURIComponent(text)}`;
  const answer = await requestAddon(context, DASHBOARDS, path);
  if (answer.status !== 200) throw new Error(`the dashboards answer a query with ${answer.status}`);
  return samplesOf(answer.text);
}

/** The number of requests from one application to another, by `FROM to TO`. */
export type Calls = ReadonlyMap<string, number>;

/** Adds up the requests between applications. */
export function callsOf(samples: readonly Sample[]): Calls {
  const calls = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = `${labels.source_canonical_service} to ${labels.destination_service_name}`;
    calls.set(key, (calls.get(key) ?? 0) + value);
  }
  return calls;
}

/** The calls between two readings. */
export function callsBetween(before: Calls, after: Calls): Calls {
  const differences = [...after].map(([key, count]) => [key, count - (before.get(key) ?? 0)] as const);
  return new Map(differences.filter(([, count]) => count !== 0));
}

/** The differences from the expected calls, one line each. */
export function callProblems(found: Calls, expected: Calls): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [is, should] = [found.get(key) ?? 0, expected.get(key) ?? 0];
    return is === should ? [] : [`${key}: found ${is} calls; expected ${should}`];
  });
}
