import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bookinfo } from "../../../components/bookinfo/bookinfo";
import { bookinfoObjects } from "../../../components/bookinfo/objects";
import { environment } from "../../../stacks/environment";
import { type KubernetesObject, recordObjects } from "../../../stacks/recording/record";
import { until } from "../../../lib/until";
import type { Kubectl } from "../../../test/e2e/cluster";
import { type LiveStack, PAGE } from "./liveStack";

/** One way in which the sample runs, and where it answers. */
export interface Variant {
  name: string;
  url: string;
  /** The header that the ingress gateway tells the copies by. */
  host: string;
}

/** The copies of the sample beside the stack's own, by their namespaces. */
const PLAIN_TEXT = "bench-plain-text";
const NO_SIDECARS = "bench-no-sidecars";
const DIRECT = "productpage-direct";

/**
 * Puts two copies of the sample beside the stack's own and waits until all answer: one with sidecars that speak plain
 * text, and one without sidecars, which answers through the ingress gateway and at a NodePort of its own.
 * @returns the variants, the stack's own first, the one without anything of the mesh last
 * @throws Error when a variant is not what its name says
 */
export async function createVariants(stack: LiveStack): Promise<Variant[]> {
  const { kubectl, get } = await stack.cluster();
  const folder = mkdtempSync(join(tmpdir(), "meshstack-bench-"));
  try {
    const file = join(folder, "copies.json");
    const items = [...(await plainTextCopy(stack)), ...(await copyWithoutSidecars(stack))];
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    await kubectl("apply", "--server-side", "-f", file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const namespace of [PLAIN_TEXT, NO_SIDECARS])
    await kubectl(
      "wait",
      "--for=condition=Available",
      "deployments",
      "--all",
      "-n",
      namespace,
      "--timeout=300s",
    );
  const service = (await get("service", DIRECT, NO_SIDECARS)) as { spec: { ports: { nodePort: number }[] } };
  const direct = `http://127.0.0.1:${service.spec.ports[0]!.nodePort}/productpage`;
  const variants = [
    { name: "sidecars, mutual TLS", url: PAGE, host: new URL(PAGE).host },
    { name: "sidecars, plain text", url: PAGE, host: hostOf(PLAIN_TEXT) },
    { name: "no sidecars, ingress gateway", url: PAGE, host: hostOf(NO_SIDECARS) },
    { name: "nothing of the mesh", url: direct, host: new URL(direct).host },
  ];
  for (const variant of variants) await answers(variant);
  await requireTls(kubectl);
  return variants;
}

/** The host name by which the ingress gateway knows a copy. */
const hostOf = (namespace: string) => `${namespace}.example`;

async function plainTextCopy(stack: LiveStack): Promise<KubernetesObject[]> {
  const imageReplacements = stack.imageReplacements();
  const { addons, bookinfo } = stack.config;
  const config = {
    ...stack.config,
    bookinfo: { ...bookinfo, namespace: PLAIN_TEXT },
    // It would bring an object of its own into the copy's namespace.
    addons: { ...addons, prometheus: { ...addons.prometheus, enabled: false } },
  };
  const objects = await recordObjects(() => environment(config, { imageReplacements }));
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

async function copyWithoutSidecars(stack: LiveStack): Promise<KubernetesObject[]> {
  const images = { replacements: stack.images() };
  const args = { generation: "current" as const, namespace: NO_SIDECARS, sidecar: false as const, images };
  const objects = await recordObjects(() => void new Bookinfo("bookinfo", args));
  return [
    ...ofNamespace(objects, NO_SIDECARS),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: DIRECT, namespace: NO_SIDECARS },
      spec: { type: "NodePort", selector: { app: "productpage" }, ports: [{ name: "http", port: 9080 }] },
    },
    routeTo(NO_SIDECARS),
  ];
}

/** The objects of the copy itself: its way in is another than the sample's own, which is for every host. */
function ofNamespace(objects: KubernetesObject[], name: string): KubernetesObject[] {
  return objects.filter(
    ({ kind, metadata }) =>
      (metadata.namespace === name && kind !== "Gateway" && kind !== "VirtualService") ||
      (kind === "Namespace" && metadata.name === name),
  );
}

/** From the gateway of the stack's own sample to a copy. */
function routeTo(namespace: string): KubernetesObject {
  const { gateway, virtualService } = bookinfoObjects({ generation: "current", namespace, sidecar: false });
  const { name } = gateway!.metadata as { name: string };
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "bookinfo", namespace },
    spec: { ...virtualService!.spec, hosts: [hostOf(namespace)], gateways: [`default/${name}`] },
  };
}

/** Waits until a variant's page is answered. @throws Error when it is not within a minute */
async function answers({ name, url, host }: Variant): Promise<void> {
  const asked = async () => {
    const response = await fetch(url, { headers: { host }, signal: AbortSignal.timeout(2000) }).catch(
      () => undefined,
    );
    await response?.arrayBuffer().catch(() => undefined);
    return response?.status === 200 ? true : undefined;
  };
  if (!(await until(asked, { timeoutMs: 60_000 }))) throw new Error(`no page within a minute: ${name}`);
}

/**
 * What the copies are, by what a pod without a sidecar sees of their details: those with mutual TLS take no plain text,
 * and those without it nothing else.
 */
async function requireTls(kubectl: Kubectl): Promise<void> {
  const ask = (namespace: string) =>
    `fetch("http://details.${namespace}:9080/details/0").then(({ status }) => status, () => 0)`;
  const script = `Promise.all([${["default", PLAIN_TEXT].map(ask).join()}]).then((all) => console.log(all.join()))`;
  const pod = ["-n", NO_SIDECARS, "deployment/productpage-v1"];
  const seen = (await kubectl("exec", ...pod, "--", "node", "-e", script)).trim();
  if (seen !== "0,200")
    throw new Error(
      `details with mutual TLS and in plain text answer plain text with ${seen}, not with 0,200`,
    );
}
