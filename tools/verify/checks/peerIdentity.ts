import type { Check, CheckContext } from "../check";
import { peerIdentities, routerLogLevel } from "../evaluate/peerIdentity";
import type { Pod } from "../objects";
import { page, requires } from "../requires";
import { podOf, requestTracedPage, sampleNamespace } from "../sample";

const PROXY = "istio-proxy";

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
    const account = productpage.spec.serviceAccountName ?? "default";
    const expected = new RegExp(`^spiffe://[^/]+/ns/${sampleNamespace(context)}/sa/${account}$`);
    const before = routerLogLevel(await logging(context, details, "")) ?? "warning";
    try {
      await logging(context, details, "?router=debug", context.signal);
      return await context.eventually(async () => {
        const id = await requestTracedPage(context);
        const log = await context.cluster.log(sampleNamespace(context), details.metadata.name, PROXY);
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
function identities({ environment }: CheckContext): string | undefined {
  if (!environment.mesh.tls) return "TLS is off, so proxies have no identities";
  return environment.istio === "classic"
    ? "proxies of Istio 0.2 do not forward the identity of the caller"
    : undefined;
}

/** Reads or changes the log levels of a proxy by its admin interface. */
function logging(
  { kubectl }: CheckContext,
  { metadata }: Pod,
  change: string,
  signal?: AbortSignal,
): Promise<string> {
  const where = { namespace: metadata.namespace ?? "default", pod: metadata.name, container: PROXY };
  return kubectl.exec(where, ["pilot-agent", "request", "POST", `logging${change}`], signal);
}
