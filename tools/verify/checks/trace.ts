import { randomBytes } from "node:crypto";
import { askAddon } from "../addons";
import { type Check, type CheckContext, verdictOf } from "../check";
import { bestTrace, type Span } from "../judge/trace";
import { addon, firstOf, page } from "../reasons";
import { getPage } from "../sample";

/** Every call that the page needs. */
const SERVICES = ["productpage", "details", "reviews", "ratings"];
/** As many requests are made; of three, two go to a version of reviews that asks ratings. */
const REQUESTS = 30;

/** Traces are whole. */
export const trace: Check = {
  id: "trace",
  title: `one trace in Zipkin spans ${SERVICES.slice(0, -1).join(", ")} and ${SERVICES.at(-1)}`,
  needs: firstOf(page, addon("zipkin"), ({ environment }) =>
    environment.mesh.tracing ? undefined : "the proxies send no spans (mesh.tracing)",
  ),
  run: async (context) => {
    const ids: string[] = [];
    return context.eventually(async () => {
      if (ids.length < REQUESTS) ids.push(await tracedRequest(context));
      const traces = await Promise.all(ids.map(async (id) => ({ id, spans: await spansOf(context, id) })));
      const best = bestTrace(traces, SERVICES);
      if (best === undefined) return verdictOf([`Zipkin has no trace of ${ids.length} requests yet`], []);
      const { trace: found, services, missing } = best;
      const spans = `${found.spans.length} spans of ${services.join(", ")}`;
      return verdictOf(
        missing.length === 0 ? [] : [`the best trace (${found.id}) has ${spans}: no ${missing.join(", ")}`],
        [`trace ${found.id}: ${spans}`],
      );
    });
  },
};

/** Asks for the page as a part of a trace of its own. @returns the trace's id */
async function tracedRequest(context: CheckContext): Promise<string> {
  const [id, span] = [newId(), newId()];
  await getPage(context, "/productpage", { "x-b3-traceid": id, "x-b3-spanid": span, "x-b3-sampled": "1" });
  return id;
}

/** 64 bits, which all generations of the proxy read. */
const newId = (): string => randomBytes(8).toString("hex");

async function spansOf(context: CheckContext, id: string): Promise<Span[]> {
  const { status, text } = await askAddon(context, "zipkin", `/api/v2/trace/${id}`);
  if (status === 404) return []; // not there yet
  if (status !== 200) throw new Error(`Zipkin answers ${status} when asked for a trace`);
  return JSON.parse(text) as Span[];
}
