import { type Check, type CheckContext, verdictOf } from "../check";
import { judgeRedirection } from "../judge/redirection";
import { readNetwork } from "../networkReading";
import type { Pod, Service } from "../objects";
import { bookinfo, firstOf, runningPods } from "../reasons";
import { samplePods, sampleNamespace } from "../sample";

/** Every connection goes through the proxy. */
export const redirection: Check = {
  id: "redirection",
  title: "in each application pod the proxy listens, and iptables sends everything but its own to it",
  needs: firstOf(runningPods, bookinfo, ({ environment }) =>
    environment.generation === "classic" && !environment.mesh.debugImages
      ? "the proxy's image has no shell and tools (mesh.debugImages)"
      : undefined,
  ),
  run: async (context) => {
    const [found, services] = await Promise.all([
      samplePods(context),
      context.cluster.services(sampleNamespace(context)),
    ]);
    const pods = found.flatMap((each) => each.pods.map((pod) => ({ ...each, pod })));
    const judged = await Promise.all(
      pods.map(({ pod, application }) => judgePod(context, pod, application, services)),
    );
    return verdictOf(
      pods.length === 0 ? ["there is no pod to look into"] : judged.flatMap(({ problems }) => problems),
      grouped(judged),
    );
  },
};

interface Judged {
  name: string;
  problems: string[];
  facts: string[];
}

/** The pods of which the same is so, and below them what that is: once where all are alike. */
function grouped(judged: readonly Judged[]): string[] {
  const groups = new Map<string, Judged[]>();
  for (const each of judged) {
    const key = each.facts.join("\n");
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => [
    `${group.map(({ name }) => name).join(", ")}:`,
    ...group[0]!.facts,
  ]);
}

/** What is wrong in one pod, and what is so; that it cannot be looked into is a problem of this pod only. */
async function judgePod(
  context: CheckContext,
  pod: Pod,
  application: string,
  services: readonly Service[],
): Promise<Judged> {
  const { name } = pod.metadata;
  try {
    const wanted = wantedIn(context, pod, application, services);
    const { problems, facts } = judgeRedirection(await readNetwork(context, pod), wanted);
    return { name, problems: problems.map((problem) => `${name}: ${problem}`), facts };
  } catch (error) {
    context.signal.throwIfAborted();
    return { name, problems: [`${name}: ${(error as Error).message}`], facts: [] };
  }
}

function wantedIn(
  { controlPlane }: CheckContext,
  { status, spec }: Pod,
  application: string,
  services: readonly Service[],
) {
  const addresses = (status?.podIPs ?? []).map(({ ip }) => ip).concat(status?.podIP ?? []);
  const podAddress = addresses.find((address) => address.includes("."));
  if (podAddress === undefined) throw new Error(`a pod has no IPv4 address: it has ${addresses.join(", ")}`);
  const called = services.find(({ spec: service }) => /^\d+\./.test(service.clusterIP ?? ""));
  if (called === undefined) throw new Error("there is no Service that an application could call");
  const ports = spec.containers.find(({ name }) => name === application)?.ports ?? [];
  return {
    ...controlPlane.redirection,
    podAddress,
    applicationPorts: ports.map(({ containerPort }) => containerPort),
    called: { address: called.spec.clusterIP!, port: called.spec.ports?.[0]?.port ?? 80 },
  };
}
