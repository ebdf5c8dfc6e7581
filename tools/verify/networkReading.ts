import type { CheckContext } from "./check";
import type { NetworkReading } from "./evaluate/redirection";
import { reasonOf } from "./evaluate/workloads";
import { type ContainerStatus, type EphemeralContainer, type Pod, PROXY } from "./objects";

/** The prefix of the names of reader containers, before a number. */
const PREFIX = "meshstack-verify-";
/** The maximum number of reader containers in a pod, because Kubernetes never removes them. */
const LIMIT = 50;

const NAT = "== nat";
const TCP = "== tcp";

/**
 * Prints the NAT rules and TCP sockets of its network namespace. It uses only shell builtins and iptables, because proxy
 * images contain few programs. iptables has two backends; one of them contains the rules.
 */
export const SCRIPT = [
  // Keeps errors in order with the output.
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
 * Reads the network namespace of a pod.
 * @throws Error when it cannot be read
 */
export async function readNetwork(context: CheckContext, pod: Pod): Promise<NetworkReading> {
  const text =
    context.config.mesh.istio === "classic"
      ? await readInProxy(context, pod)
      : await readBesideProxy(context, pod);
  return splitReading(text);
}

/** Splits the output of the script. @throws Error when it has another form */
export function splitReading(text: string): NetworkReading {
  const [before, after, ...more] = text.split(`${TCP}\n`);
  if (before?.startsWith(`${NAT}\n`) !== true || after === undefined || more.length > 0)
    throw new Error(`cannot read the pod's network: found ${JSON.stringify(text.slice(0, 300))}`);
  return { nat: before.slice(NAT.length + 1), tcp: after };
}

/** Runs the script in the debug image of the classic proxy, which has a shell and sudo. */
function readInProxy({ kubectl, signal }: CheckContext, pod: Pod): Promise<string> {
  return kubectl.execInProxy(pod, ["env", "AS_ROOT=sudo", "/bin/sh", "-c", SCRIPT], signal);
}

/**
 * Runs the script in a new ephemeral container with the proxy's image, which the node already has. An earlier container
 * cannot be started again, and its reading is outdated.
 */
async function readBesideProxy(context: CheckContext, pod: Pod): Promise<string> {
  const { cluster } = context;
  const name = nextName(pod);
  await cluster.addEphemeralContainer(pod, reader(name, pod));
  let status: ContainerStatus | undefined;
  await context.eventually(async () => {
    const { status: all } = await cluster.pod(pod);
    status = all?.ephemeralContainerStatuses?.find((each) => each.name === name);
    return status?.state?.terminated === undefined
      ? { failures: [`the container ${name} has not ended`] }
      : {};
  });
  if (status?.state?.terminated?.exitCode !== 0)
    throw new Error(`the container ${name} failed to read the network${reasonOf(status)}`);
  return cluster.log(pod, name);
}

/** The name of the next reader container. @throws Error when the pod has the maximum number */
export function nextName({ metadata, spec }: Pod): string {
  const numbers = (spec.ephemeralContainers ?? [])
    .filter(({ name }) => name.startsWith(PREFIX))
    .map(({ name }) => Number(name.slice(PREFIX.length)));
  if (numbers.length >= LIMIT)
    throw new Error(
      `pod ${metadata.name} has ${numbers.length} containers of earlier checks. Delete the pod to remove them: kubectl delete pod ${metadata.name}`,
    );
  return `${PREFIX}${Math.max(0, ...numbers) + 1}`;
}

/** A container as root with only the capabilities that iptables requires to read rules. */
function reader(name: string, { spec }: Pod): EphemeralContainer {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const proxy = all.find((container) => container.name === PROXY);
  if (proxy === undefined) throw new Error("the pod has no proxy container");
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
