import { podOf, requestTracedPage } from "../access";
import { type Check, type CheckContext, page, requires } from "../check";
import { type Pod, PROXY } from "../objects";

/**
 * Checks that details receives the identity of productpage. The sample does not show it, so the check reads it from the
 * log of the proxy, with the log level raised temporarily.
 */
export const peerIdentity: Check = {
  id: "peer-identity",
  title: "the caller's SPIFFE identity arrives with the request",
  fix: "Restart productpage and details, whose proxies then get new certificates. The log of istiod shows why it issues none.",
  run: requires([...page, identities], async (context) => {
    const [details, productpage] = await Promise.all([
      podOf(context, "details"),
      podOf(context, "productpage"),
    ]);
    const { namespace } = context.config.bookinfo;
    const account = productpage.spec.serviceAccountName ?? "default";
    const expected = new RegExp(`^spiffe://[^/]+/ns/${namespace}/sa/${account}$`);
    const before = routerLogLevel(await logging(context, details, "")) ?? "warning";
    try {
      await logging(context, details, "?router=debug", context.signal);
      return await context.eventually(async () => {
        const id = await requestTracedPage(context);
        const log = await context.cluster.log(details, PROXY);
        const found = peerIdentities(log, id);
        const text = `the caller of details: found ${found.join(", ") || "no identity"}; expected productpage with ${account}`;
        return {
          failures: expected.test(found.at(-1) ?? "") ? [] : [text],
          found: [`details received a request from ${found.join(", ")}`],
        };
      });
    } finally {
      await logging(context, details, `?router=${before}`);
    }
  }),
};

/** Requires proxies that forward identities. */
function identities({ config }: CheckContext): string | undefined {
  if (!config.mesh.tls) return "TLS is off, so proxies have no identities";
  return config.mesh.istio === "classic"
    ? "proxies of Istio 0.2 do not forward the identity of the caller"
    : undefined;
}

/** Reads or changes the log levels of a proxy by its admin interface. */
const logging = ({ kubectl }: CheckContext, pod: Pod, change: string, signal?: AbortSignal) =>
  kubectl.execInProxy(pod, ["pilot-agent", "request", "POST", `logging${change}`], signal);

/**
 * The identities of the peer (`URI=` of `x-forwarded-client-cert`) in the requests of a trace, from the log of a proxy
 * whose `router` logger has the level debug.
 */
export function peerIdentities(log: string, traceId: string): string[] {
  // The headers of a request are one log entry with a line `'name', 'value'` for each.
  const requests = log.split(/router decoding headers:/).slice(1);
  return requests
    .map(
      (text) => new Map([...text.matchAll(/^'([^']+)', '(.*)'$/gm)].map(([, name, value]) => [name, value])),
    )
    .filter((headers) => headers.get("x-b3-traceid") === traceId)
    .flatMap((headers) => {
      const certificates = headers.get("x-forwarded-client-cert") ?? "";
      return [...certificates.matchAll(/(?:^|[;,])URI=([^;,]+)/g)].map(([, uri]) => uri!);
    });
}

/** The level of Envoy's `router` logger, from the answer of its admin interface at `/logging`. */
export function routerLogLevel(text: string): string | undefined {
  return /^\s*router: (\w+)\s*$/m.exec(text)?.[1];
}
