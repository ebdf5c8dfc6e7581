import { connect } from "node:net";
import { connectionOf, NotUpError, readStackState } from "./stackState";
import { parseArguments, run, stackCommand } from "./usage";
import { Cluster } from "./verify/cluster";
import { type Deployment, isSimulated, type Node, type Service } from "./verify/objects";

/** The timeout of one request, in milliseconds. */
const TIMEOUT = 60_000;

/**
 * `make status`: prints the state of nodes, Deployments, Services and pages. Exit codes: 1 when something is not ready or the
 * stack is not up, 2 for a wrong command line.
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = stackCommand("status", "Shows nodes, workloads and page addresses of a stack.");
  parseArguments(program, args);
  const stack = program.args[0]!;
  const { outputs, kubeconfig, namespaces } = await readStackState(stack);
  if (kubeconfig === undefined) throw new NotUpError(stack);
  const connection = connectionOf(kubeconfig);
  const cluster = new Cluster(connection, TIMEOUT);
  const inNamespaces = async <T>(list: (namespace: string) => Promise<T[]>) =>
    (await Promise.all(namespaces.map(list))).flat();
  const [nodes, deployments, services] = await Promise.all([
    cluster.nodes(),
    inNamespaces((namespace) => cluster.deployments(namespace)),
    inNamespaces((namespace) => cluster.services(namespace)),
  ]).finally(() => cluster.close());
  console.log(
    `Stack ${stack}: the cluster answers at ${connection.server}${kubeconfig.files === undefined ? "" : `\nkubeconfig: ${kubeconfig.files}`}\n`,
  );
  const tables = [
    table(["NODE", "READY"], nodes.map(nodeRow)),
    table(["NAMESPACE", "DEPLOYMENT", "READY"], deployments.map(deploymentRow)),
    table(["NAMESPACE", "SERVICE", "TYPE", "PORTS"], services.map(serviceRow)),
  ];
  console.log(tables.join("\n"));
  console.log(await pages(outputs, nodes));
  const everythingReady =
    nodes.every(isReady) &&
    deployments.length > 0 &&
    deployments.every((deployment) => readyReplicas(deployment) >= wantedReplicas(deployment));
  return everythingReady ? 0 : 1;
}

const isReady = ({ status }: Node): boolean =>
  status?.conditions?.some((c) => c.type === "Ready" && c.status === "True") ?? false;
const readyReplicas = ({ status }: Deployment): number => status?.readyReplicas ?? 0;
const wantedReplicas = ({ spec }: Deployment): number => spec.replicas ?? 1;

const nodeRow = (node: Node): string[] => [
  node.metadata.name,
  `${isReady(node) ? "yes" : "no"}${isSimulated(node) ? " (simulated)" : ""}`,
];

const deploymentRow = (deployment: Deployment): string[] => [
  deployment.metadata.namespace ?? "",
  deployment.metadata.name,
  `${readyReplicas(deployment)}/${wantedReplicas(deployment)}`,
];

const serviceRow = ({ metadata, spec }: Service): string[] => [
  metadata.namespace ?? "",
  metadata.name,
  spec.type ?? "ClusterIP",
  (spec.ports ?? []).map(portText).join(", "),
];

/** `80:32000`, `9125/UDP`. */
function portText({ port, nodePort, protocol = "TCP" }: NonNullable<Service["spec"]["ports"]>[number]) {
  const number = nodePort === undefined ? String(port) : `${port}:${nodePort}`;
  return protocol === "TCP" ? number : `${number}/${protocol}`;
}

/** The URLs of the stack, each with whether it accepts connections. */
async function pages(outputs: Record<string, string>, nodes: readonly Node[]): Promise<string> {
  const urls = Object.entries(outputs).filter(([, value]) => value.startsWith("http://"));
  const rows = await Promise.all(
    urls.map(async ([name, url]) => [
      name,
      url,
      (await accepts(new URL(url))) ? "answers" : "does not answer",
    ]),
  );
  const note = nodes.some(isSimulated)
    ? "The nodes are simulated: pods are reported ready, but no container runs. Pages require real nodes (stack live).\n"
    : "";
  return [...(rows.length > 0 ? [table(["PAGE", "ADDRESS", ""], rows)] : []), note]
    .filter(Boolean)
    .join("\n");
}

function accepts({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2000 });
    const end = (result: boolean) => () => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return `${all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")}\n`;
}

export const start = (): void => run("status", main);
