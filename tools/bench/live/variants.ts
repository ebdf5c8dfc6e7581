import { PROMETHEUS } from "../../../components/addons/table";
import { bookinfoGateway, bookinfoVirtualService } from "../../../components/bookinfo/current/gateway";
import { planBookinfo } from "../../../components/bookinfo/plan";
import { type KubernetesObject, objectsOf } from "../../../components/objects";
import { environment } from "../../../stacks/environment";
import { until } from "../../../lib/until";
import type { Kubectl } from "../../../test/e2e/cluster";
import { DEADLINE } from "./applyEnvironment";
import { type LiveStack, respondsOk } from "./liveStack";

/** A way to run and reach the sample. */
export interface Variant {
  name: string;
  url: string;
  /** The Host header, by which the ingress gateway selects the copy. */
  host: string;
}

/** The namespaces of the copies of the sample. */
const PLAIN_TEXT = "bench-plain-text";
const NO_SIDECARS = "bench-no-sidecars";
const DIRECT = "productpage-direct";

/**
 * Creates two copies of the stack's sample and waits until all respond: one whose sidecars use plain text, and one without
 * sidecars, reachable through the ingress gateway and its own NodePort.
 * @returns the variants: the stack's sample first, the one without the mesh last
 * @throws Error when a variant does not use mutual TLS or plain text as its name states
 */
export async function createVariants(stack: LiveStack): Promise<Variant[]> {
  const { kubectl } = await stack.cluster();
  const file = stack.writeObjects("copies", [...plainTextCopy(stack), ...copyWithoutSidecars(stack)]);
  await kubectl("apply", "--server-side", "-f", file);
  for (const namespace of [PLAIN_TEXT, NO_SIDECARS])
    await kubectl("wait", "--for=condition=Available", "deployments", "--all", "-n", namespace, DEADLINE);
  const { page } = stack;
  const direct = `http://127.0.0.1:${directPort(stack)}/productpage`;
  const variants = [
    { name: "sidecars, mutual TLS", url: page, host: new URL(page).host },
    { name: "sidecars, plain text", url: page, host: hostOf(PLAIN_TEXT) },
    { name: "no sidecars, ingress gateway", url: page, host: hostOf(NO_SIDECARS) },
    { name: "no mesh", url: direct, host: new URL(direct).host },
  ];
  for (const variant of variants) await untilReady(variant);
  await requireTls(kubectl);
  return variants;
}

/** The copy without the mesh has the NodePort after the page's: one that the API server chooses could be another stack's. */
const directPort = ({ page }: LiveStack) => Number(new URL(page).port) + 1;

/** The host name of a copy at the ingress gateway. */
const hostOf = (namespace: string) => `${namespace}.example`;

function plainTextCopy(stack: LiveStack): KubernetesObject[] {
  const { addons, bookinfo } = stack.config;
  const config = {
    ...stack.config,
    bookinfo: { ...bookinfo, namespace: PLAIN_TEXT },
    // The addon adds an object to the sample's namespace.
    addons: { ...addons, [PROMETHEUS]: { ...addons[PROMETHEUS], enabled: false } },
  };
  const objects = objectsOf(environment(config, stack.images()));
  return [
    ...ofNamespace(objects, PLAIN_TEXT),
    {
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name: "default", namespace: PLAIN_TEXT },
      spec: { mtls: { mode: "DISABLE" } },
    },
    routeTo(PLAIN_TEXT),
  ];
}

function copyWithoutSidecars(stack: LiveStack): KubernetesObject[] {
  const images = { replacements: stack.images() };
  const args = { istio: "current" as const, namespace: NO_SIDECARS, sidecar: false as const, images };
  return [
    ...ofNamespace(objectsOf([planBookinfo("bookinfo", args)]), NO_SIDECARS),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: DIRECT, namespace: NO_SIDECARS },
      spec: {
        type: "NodePort",
        selector: { app: "productpage" },
        ports: [{ name: "http", port: 9080, nodePort: directPort(stack) }],
      },
    },
    routeTo(NO_SIDECARS),
  ];
}

/** The objects of a copy, without the sample's entrypoint, which matches every host. */
function ofNamespace(objects: KubernetesObject[], name: string): KubernetesObject[] {
  return objects.filter(
    ({ kind, metadata }) =>
      (metadata.namespace === name && kind !== "Gateway" && kind !== "VirtualService") ||
      (kind === "Namespace" && metadata.name === name),
  );
}

/** Routes the host name of a copy from the gateway of the stack's sample. */
function routeTo(namespace: string): KubernetesObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "bookinfo", namespace },
    spec: {
      ...bookinfoVirtualService(namespace).spec,
      hosts: [hostOf(namespace)],
      gateways: [`default/${bookinfoGateway("default").metadata.name}`],
    },
  };
}

/** Waits until the page of a variant responds with 200. @throws Error after one minute */
async function untilReady({ name, url, host }: Variant): Promise<void> {
  const probe = async () => ((await respondsOk(url, { host })) ? true : undefined);
  if (!(await until(probe, { timeoutMs: 60_000 })))
    throw new Error(`${name}: the page did not respond with 200 within one minute`);
}

/**
 * Checks with plain-text requests from a pod without a sidecar that details rejects them in the variant with mutual TLS and
 * accepts them in the other.
 */
async function requireTls(kubectl: Kubectl): Promise<void> {
  const request = (namespace: string) =>
    `fetch("http://details.${namespace}:9080/details/0").then(({ status }) => status, () => 0)`;
  const script = `Promise.all([${["default", PLAIN_TEXT].map(request).join()}]).then((all) => console.log(all.join()))`;
  const pod = ["-n", NO_SIDECARS, "deployment/productpage-v1"];
  const seen = (await kubectl("exec", ...pod, "--", "node", "-e", script)).trim();
  if (seen !== "0,200")
    throw new Error(
      `plain-text requests to details, with mutual TLS and without: found status ${seen}; expected 0,200`,
    );
}
