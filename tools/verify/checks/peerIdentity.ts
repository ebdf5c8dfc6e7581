import { randomBytes } from "node:crypto";
import { type Check, type CheckContext, verdictOf } from "../check";
import { peerIdentities, routerLogLevel } from "../judge/peerIdentity";
import type { Pod } from "../objects";
import { firstOf, page } from "../reasons";
import { getPage, podOf, sampleNamespace } from "../sample";

const PROXY = "istio-proxy";

/**
 * Who calls whom is known: the request that details gets names productpage's identity. It is read where no application
 * need say it, in what details' proxy logs of a request's headers; its logger is made to say so for the time being.
 */
export const peerIdentity: Check = {
  id: "peer-identity",
  title: "the caller's SPIFFE identity arrives with the request",
  needs: firstOf(page, ({ environment }) => {
    if (!environment.mesh.tls) return "TLS is off: the proxies have no identities";
    return environment.generation === "classic"
      ? "the proxies of Istio 0.2 do not hand the caller's identity on"
      : undefined;
  }),
  run: async (context) => {
    const [details, productpage] = await Promise.all([
      podOf(context, "details"),
      podOf(context, "productpage"),
    ]);
    const account = productpage.spec.serviceAccountName ?? "default";
    const wanted = new RegExp(`^spiffe://[^/]+/ns/${sampleNamespace(context)}/sa/${account}$`);
    const before = routerLogLevel(await logging(context, details, "")) ?? "warning";
    try {
      await logging(context, details, "?router=debug", context.signal);
      return await context.eventually(async () => {
        const id = randomBytes(8).toString("hex");
        await getPage(context, "/productpage", {
          "x-b3-traceid": id,
          "x-b3-spanid": id,
          "x-b3-sampled": "1",
        });
        const log = await context.cluster.log(sampleNamespace(context), details.metadata.name, PROXY);
        const found = peerIdentities(log, id);
        return verdictOf(
          wanted.test(found.at(-1) ?? "")
            ? []
            : [`details got a request of ${found.join(", ") || "nobody"}, not of productpage's ${account}`],
          [`details got a request of ${found.join(", ")}`],
        );
      });
    } finally {
      await logging(context, details, `?router=${before}`);
    }
  },
};

/** Asks a proxy for its loggers' levels, or changes one, by its admin interface. */
function logging(
  { kubectl }: CheckContext,
  { metadata }: Pod,
  change: string,
  signal?: AbortSignal,
): Promise<string> {
  const where = { namespace: metadata.namespace ?? "default", pod: metadata.name, container: PROXY };
  return kubectl.exec(where, ["pilot-agent", "request", "POST", `logging${change}`], signal);
}
