import { readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
import { basename, dirname } from "node:path";
import { processIds } from "../../lib/processIdentity";
import { commandLineOf } from "../support/processes";
import type { Checkout } from "./checkout";

/** An object from the API server, with any fields. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ApiObject = any;

/** Runs kubectl against a cluster and returns its output. */
export type Kubectl = (...args: string[]) => Promise<string>;

/** A stack's embedded cluster, observed through kubectl, /proc and the network. */
export interface Cluster {
  dataDirectory: string;
  port: number;
  kubectl: Kubectl;
  get(resource: string, name: string, namespace?: string): Promise<ApiObject>;
  list(resource: string): Promise<ApiObject[]>;
  /** The resource versions of the environment's objects; they change with every write. */
  versions(): Promise<Record<string, string>>;
  /** The generations of all objects: they change with the specification, not with the status. */
  generations(): Promise<Record<string, string>>;
  /** The cluster's running processes: those with an argument in its folder, and their children. */
  pids(): number[];
  /** Kills all of its processes at once, as a power failure would. */
  kill(): void;
  accepts(port: number): Promise<boolean>;
}

const ENVIRONMENT =
  "deployments.apps,services,configmaps,serviceaccounts,ingresses.networking.k8s.io,namespaces,customresourcedefinitions,rules.config.istio.io,metrics.config.istio.io";

/** The embedded cluster of a running stack. */
export async function clusterOf(checkout: Pick<Checkout, "pulumi" | "run">, stack: string): Promise<Cluster> {
  const kubeconfig = (await checkout.pulumi("stack", "output", "kubeconfigPath", "-s", stack)).stdout.trim();
  const dataDirectory = dirname(kubeconfig);
  const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, "utf8"))![1]);
  const pids = () => processesOf(dataDirectory);
  const binary = readlinkSync(`/proc/${pids()[0]!}/exe`);
  const kubectl: Kubectl = async (...args) =>
    (await checkout.run(binary, ["kubectl", "--kubeconfig", kubeconfig, ...args])).stdout;
  const read = async (...args: string[]) =>
    JSON.parse(await kubectl("get", "-o", "json", ...args)) as ApiObject;
  const all = async (value: (object: ApiObject) => string) => {
    const { items } = (await read("-A", ENVIRONMENT)) as { items: ApiObject[] };
    return Object.fromEntries(
      items.map((o) => [
        `${o.kind} ${o.metadata.namespace ? `${o.metadata.namespace}/` : ""}${o.metadata.name}`,
        value(o),
      ]),
    );
  };
  return {
    dataDirectory,
    port,
    kubectl,
    pids,
    get: (resource, name, namespace) => read(resource, name, ...(namespace ? ["-n", namespace] : [])),
    list: async (resource) => ((await read("-A", resource)) as { items: ApiObject[] }).items,
    versions: () => all(({ metadata }) => String(metadata.resourceVersion)),
    generations: () =>
      all(({ kind, metadata, data }) =>
        kind === "ConfigMap" ? JSON.stringify(data) : String(metadata.generation),
      ),
    kill: () => pids().forEach((pid) => process.kill(pid, "SIGKILL")),
    accepts: (at) =>
      new Promise((resolve) => {
        const socket = connect({ host: "127.0.0.1", port: at });
        const end = (result: boolean) => () => {
          socket.destroy();
          resolve(result);
        };
        socket.once("connect", end(true)).once("error", end(false));
      }),
  };
}

function processesOf(folder: string): number[] {
  return processIds().filter((pid) => {
    try {
      const program = basename(readlinkSync(`/proc/${pid}/exe`));
      return program.startsWith("meshstack") && commandLineOf(pid).includes(`${folder}/`);
    } catch {
      return false; // It has ended.
    }
  });
}
