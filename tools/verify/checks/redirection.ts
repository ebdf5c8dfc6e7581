import { samplePods } from "../access";
import { bookinfo, type Check, type CheckContext, requires, runningPods } from "../check";
import { evaluateRedirection } from "../evaluate/redirection";
import { readNetwork } from "../networkReading";
import type { Pod, Service } from "../objects";

/** Checks that all connections of application pods go through the proxy. */
export const redirection: Check = {
  id: "redirection",
  title: "in each application pod the proxy listens, and iptables redirects all other traffic to it",
  fix: "Delete the pod: the init container of the new one writes the rules again. make kubectl ARGS='logs POD -c istio-init' shows its errors.",
  run: requires([runningPods, bookinfo, networkTools], async (context) => {
    const [found, services] = await Promise.all([
      samplePods(context),
      context.cluster.services(context.config.bookinfo.namespace),
    ]);
    const pods = found.flatMap((each) => each.pods.map((pod) => ({ ...each, pod })));
    const results = await Promise.all(
      pods.map(({ pod, application }) => evaluatePod(context, pod, application, services)),
    );
    return {
      failures: pods.length === 0 ? ["the sample has no pods"] : results.flatMap(({ problems }) => problems),
      found: grouped(results),
    };
  }),
};

/** Requires an image in which the NAT rules can be read. */
function networkTools({ config: { mesh } }: CheckContext): string | undefined {
  return mesh.istio === "classic" && !mesh.debugImages
    ? "the proxy's image has no shell and tools (mesh.debugImages)"
    : undefined;
}

interface PodResult {
  name: string;
  problems: string[];
  findings: string[];
}

/** Groups pods with identical findings. */
function grouped(results: readonly PodResult[]): string[] {
  const groups = new Map<string, PodResult[]>();
  for (const each of results) {
    const key = each.findings.join("\n");
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => [
    `${group.map(({ name }) => name).join(", ")}:`,
    ...group[0]!.findings,
  ]);
}

/** Evaluates one pod. If its network cannot be read, that is a problem of this pod only. */
async function evaluatePod(
  context: CheckContext,
  pod: Pod,
  application: string,
  services: readonly Service[],
): Promise<PodResult> {
  const { name } = pod.metadata;
  try {
    const expected = expectedIn(context, pod, application, services);
    const { problems, findings } = evaluateRedirection(await readNetwork(context, pod), expected);
    return { name, problems: problems.map((problem) => `${name}: ${problem}`), findings };
  } catch (error) {
    context.signal.throwIfAborted();
    return { name, problems: [`${name}: ${(error as Error).message}`], findings: [] };
  }
}

function expectedIn(
  { controlPlane }: CheckContext,
  { status, spec }: Pod,
  application: string,
  services: readonly Service[],
) {
  const addresses = (status?.podIPs ?? []).map(({ ip }) => ip).concat(status?.podIP ?? []);
  const podAddress = addresses.find((address) => address.includes("."));
  if (podAddress === undefined) throw new Error(`the pod has no IPv4 address (${addresses.join(", ")})`);
  const called = services.find(({ spec: service }) => /^\d+\./.test(service.clusterIP ?? ""));
  if (called === undefined) throw new Error("the sample has no Service with an IPv4 address");
  const ports = spec.containers.find(({ name }) => name === application)?.ports ?? [];
  return {
    ...controlPlane.redirection,
    podAddress,
    applicationPorts: ports.map(({ containerPort }) => containerPort),
    called: { address: called.spec.clusterIP!, port: called.spec.ports?.[0]?.port ?? 80 },
  };
}
