import { connect } from "node:net";
import { type ClusterState, readClusterState } from "./clusterState";
import { connectionOf, NotUpError, readStackState } from "./stackState";
import { parseArguments, run, stackCommand } from "./usage";

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
  const state = await readClusterState(connectionOf(kubeconfig), namespaces);
  console.log(
    `Stack ${stack}: the cluster answers at ${state.server}${kubeconfig.files === undefined ? "" : `\nkubeconfig: ${kubeconfig.files}`}\n`,
  );
  console.log(tables(state));
  console.log(await pages(outputs, state));
  return everythingReady(state) ? 0 : 1;
}

const everythingReady = ({ nodes, deployments }: ClusterState): boolean =>
  nodes.every((node) => node.ready) &&
  deployments.length > 0 &&
  deployments.every((d) => d.ready >= d.wanted);

function tables({ nodes, deployments, services }: ClusterState): string {
  return [
    table(
      ["NODE", "READY"],
      nodes.map((n) => [n.name, `${yes(n.ready)}${n.simulated ? " (simulated)" : ""}`]),
    ),
    table(
      ["NAMESPACE", "DEPLOYMENT", "READY"],
      deployments.map((d) => [d.namespace, d.name, `${d.ready}/${d.wanted}`]),
    ),
    table(
      ["NAMESPACE", "SERVICE", "TYPE", "PORTS"],
      services.map((s) => [s.namespace, s.name, s.type, s.ports.join(", ")]),
    ),
  ].join("\n");
}

const yes = (value: boolean): string => (value ? "yes" : "no");

/** The URLs of the stack, each with whether it accepts connections. */
async function pages(outputs: Record<string, string>, { nodes }: ClusterState): Promise<string> {
  const urls = Object.entries(outputs).filter(([, value]) => value.startsWith("http://"));
  const rows = await Promise.all(
    urls.map(async ([name, url]) => [
      name,
      url,
      (await accepts(new URL(url))) ? "answers" : "does not answer",
    ]),
  );
  const note = nodes.some((n) => n.simulated)
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
