import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Connection } from "../lib/clients/kubernetes/connection";
import { resolveConnection } from "../lib/clients/kubernetes/resolveConnection";
import { selectEntries } from "../lib/kubeconfig/read";
import { SIGNATURE_KEY } from "../lib/pulumiSignature";
import { root, stackFilePath } from "./checkout";

/** What the state of a stack contains. Both engines keep it, so it is right also when the stack file has changed since. */
export interface StackState {
  outputs: Record<string, string>;
  /** Absent if the state has no cluster. */
  kubeconfig?: StackKubeconfig;
  /** The namespaces of the stack's Deployments and Services, sorted. */
  namespaces: string[];
}

/** The kubeconfig of a stack. */
export interface StackKubeconfig {
  /** The value for `$KUBECONFIG`; absent if the stack file contains the kubeconfig. */
  files?: string;
  /** The kubeconfig of the stack's Kubernetes provider. */
  content: string;
  /** The context that the stack uses. */
  context: string;
}

/** A resource in an exported state. */
export interface ExportedResource {
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/**
 * Reads the state of a stack with the same engine as `make up`.
 * @throws NotUpError when the stack does not exist, UsageError when it has no stack file either
 */
export async function readStackState(stack: string): Promise<StackState> {
  const exported = JSON.parse(await pulumi(stack, "stack", "export", "--show-secrets")) as {
    deployment: { resources?: ExportedResource[] };
  };
  return stackState(exported.deployment.resources ?? []);
}

/** Reads the resources of an exported state whose secrets are in plain text. */
export function stackState(resources: readonly ExportedResource[]): StackState {
  const ofType = (...types: string[]) => resources.filter(({ type }) => types.includes(type));
  const outputs = plain(ofType("pulumi:pulumi:Stack")[0]?.outputs ?? {}) as Record<string, string>;
  const objects = ofType("kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service");
  const [provider] = ofType("pulumi:providers:kubernetes").flatMap(({ inputs }) => inputs?.kubeconfig ?? []);
  return {
    outputs,
    ...(provider !== undefined && { kubeconfig: kubeconfigOf(String(plain(provider)), outputs) }),
    namespaces: [...new Set(objects.map(namespaceOf))].sort(),
  };
}

function kubeconfigOf(content: string, { kubeconfigPath }: Record<string, string>): StackKubeconfig {
  const context = selectEntries([{ text: content }]).context!.name;
  return { content, context, ...(kubeconfigPath !== undefined && { files: kubeconfigPath }) };
}

const namespaceOf = ({ inputs }: ExportedResource): string =>
  (plain(inputs ?? {}) as { metadata?: { namespace?: string } }).metadata?.namespace ?? "default";

/** A value of an exported state without the marks of secrets. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ("plaintext" in value && SIGNATURE_KEY in value) return plain(JSON.parse(value.plaintext as string));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** A stack whose state has no cluster, because it was not created or is destroyed. */
export class NotUpError extends Error {
  constructor(stack: string) {
    super(`stack ${stack} is not up: its state has no cluster. Bring it up with make up STACK=${stack}.`);
    this.name = "NotUpError";
  }
}

/** The exit code of Pulumi for a stack that does not exist. */
const STACK_NOT_FOUND = 6;

/**
 * Runs Pulumi on a stack and returns its standard output.
 * @throws NotUpError when the stack does not exist, UsageError when it has no stack file either, else Error with Pulumi's
 * standard error
 */
export async function pulumi(stack: string, ...args: string[]): Promise<string> {
  // Pulumi rejects other names, or reads them differently: a slash separates an organization and a project.
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(stack)) stackFilePath(stack);
  const command = join(root, "tools", "pulumi");
  try {
    return (await promisify(execFile)(command, [...args, "-s", stack], { maxBuffer: 1 << 30 })).stdout;
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: number };
    if (code !== STACK_NOT_FOUND) throw new Error(stderr?.trim() || String(error));
    stackFilePath(stack);
    throw new NotUpError(stack);
  }
}

/** Connects with the user's files, whose credentials can be newer than the state. @throws KubeconfigError */
export const connectionOf = ({ files, content, context }: StackKubeconfig): Connection =>
  files === undefined
    ? resolveConnection({ kubeconfig: content, context })
    : resolveConnection({ context }, { ...process.env, KUBECONFIG: files });
