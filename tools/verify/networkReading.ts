import type { CheckContext } from "./check";
import type { NetworkReading } from "./judge/redirection";
import { reasonOf } from "./judge/workloads";
import type { ContainerStatus, EphemeralContainer, Pod } from "./objects";

const PROXY = "istio-proxy";
/** Begins the names of the containers that read; a number follows. */
const PREFIX = "meshstack-verify-";
/** A pod that has so many of them gets no more: they stay until it goes. */
const LIMIT = 50;

const NAT = "== nat";
const TCP = "== tcp";

/**
 * Prints the NAT rules and the TCP sockets of the network namespace that it runs in. Only a shell's own words and
 * iptables: proxy images have little else. There are two kinds of iptables; the rules are in one of them.
 */
export const SCRIPT = [
  // What goes wrong is said in its place: of two streams nobody knows the order.
  "exec 2>&1",
  `echo "${NAT}"`,
  "saves=iptables-save",
  "for save in iptables-nft-save iptables-legacy-save; do",
  '  if command -v "$save" >/dev/null; then saves="$saves $save"; fi',
  "done",
  'if [ "$saves" != iptables-save ]; then saves="${saves#iptables-save }"; fi',
  'for save in $saves; do $AS_ROOT "$save" -t nat; done',
  `echo "${TCP}"`,
  'for file in /proc/net/tcp /proc/net/tcp6; do if [ -r "$file" ]; then',
  '  while IFS= read -r line; do echo "$line"; done <"$file"',
  "fi; done",
].join("\n");

/**
 * What a pod's network namespace has.
 * @throws Error when it could not be read
 */
export async function readNetwork(context: CheckContext, pod: Pod): Promise<NetworkReading> {
  const text =
    context.environment.generation === "classic"
      ? await readInProxy(context, pod)
      : await readBesideProxy(context, pod);
  return splitReading(text);
}

/** The two parts of what the script prints. @throws Error when it printed something else */
export function splitReading(text: string): NetworkReading {
  const [before, after, ...more] = text.split(`${TCP}\n`);
  if (before?.startsWith(`${NAT}\n`) !== true || after === undefined || more.length > 0)
    throw new Error(`the pod's network was not read: ${JSON.stringify(text.slice(0, 300))}`);
  return { nat: before.slice(NAT.length + 1), tcp: after };
}

/** In the classic proxy's debug image, which has a shell, and sudo for the proxy's user. */
function readInProxy({ kubectl, signal }: CheckContext, { metadata }: Pod): Promise<string> {
  const where = { namespace: metadata.namespace ?? "default", pod: metadata.name, container: PROXY };
  return kubectl.exec(where, ["env", "AS_ROOT=sudo", "/bin/sh", "-c", SCRIPT], signal);
}

/**
 * In a container of its own that is put into the pod for it, from the proxy's image, which the node has: it reads and
 * ends, and stays in the pod's description. One that has ended cannot be started again, and what it read is old.
 */
async function readBesideProxy(context: CheckContext, pod: Pod): Promise<string> {
  const { cluster } = context;
  const namespace = pod.metadata.namespace ?? "default";
  const name = nextName(pod);
  await cluster.addEphemeralContainer(pod, reader(name, pod));
  let status: ContainerStatus | undefined;
  const ended = await context.eventually(async () => {
    const { status: all } = await cluster.pod(namespace, pod.metadata.name);
    status = all?.ephemeralContainerStatuses?.find((each) => each.name === name);
    return { ok: status?.state?.terminated !== undefined, lines: [] };
  });
  if (!ended.ok || status?.state?.terminated?.exitCode !== 0)
    throw new Error(`its container ${name}, which reads the network, did not${reasonOf(status)}`);
  return cluster.log(namespace, pod.metadata.name, name);
}

/** @throws Error when the pod has as many of them as it may */
export function nextName({ metadata, spec }: Pod): string {
  const numbers = (spec.ephemeralContainers ?? [])
    .filter(({ name }) => name.startsWith(PREFIX))
    .map(({ name }) => Number(name.slice(PREFIX.length)));
  if (numbers.length >= LIMIT)
    throw new Error(
      `pod ${metadata.name} has ${numbers.length} containers of earlier checks: they go with the pod (kubectl delete pod ${metadata.name})`,
    );
  return `${PREFIX}${Math.max(0, ...numbers) + 1}`;
}

/** Root, but with no more than iptables needs to read the rules. */
function reader(name: string, { spec }: Pod): EphemeralContainer {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const proxy = all.find((container) => container.name === PROXY);
  if (proxy === undefined) throw new Error("the pod has no proxy, whose image would be used");
  return {
    name,
    image: proxy.image,
    ...(proxy.imagePullPolicy !== undefined && { imagePullPolicy: proxy.imagePullPolicy }),
    command: ["/bin/sh", "-c", SCRIPT],
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"], add: ["NET_ADMIN", "NET_RAW"] },
    },
  };
}
