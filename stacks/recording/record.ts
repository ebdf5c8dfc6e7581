import * as grpc from "@grpc/grpc-js";
import * as runtime from "@pulumi/pulumi/runtime";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { RecordingMonitor, type RecordedResource } from "./recordingMonitor";

/** A Kubernetes object, as for `kubectl apply`. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** The stack of a recorded program. */
export interface RecordOptions {
  /** Default "meshstack". */
  project?: string;
  /** Default "record". */
  stack?: string;
  /** Configuration, its keys with their project (`meshstack:mesh`), its values as in a stack file. Default none. */
  config?: Record<string, string>;
}

/**
 * Runs a Pulumi program in this process, as a preview against no cluster, and returns every resource that it
 * registers, in the order of registration, transforms applied. Nothing is created. Log messages go to standard
 * error. Recordings in one process run one after another.
 * @throws Error when the program throws, when a registration fails, or on a feature that recordings do not support
 */
export function recordResources(
  program: () => unknown,
  options: RecordOptions = {},
): Promise<RecordedResource[]> {
  const recording = lastRecording.then(() => withOwnRuntime(() => record(program, options)));
  lastRecording = recording.catch(() => undefined);
  return recording;
}

/**
 * The plain Kubernetes objects that a Pulumi program registers, in the order of registration (an object comes
 * after those that it depends on), transforms applied.
 * @throws Error as {@link recordResources}, and when a `kubernetes:*` resource is not a plain object or has a
 *   field that is unknown until the stack is up
 */
export async function recordObjects(
  program: () => unknown,
  options: RecordOptions = {},
): Promise<KubernetesObject[]> {
  const resources = await recordResources(program, options);
  const defaultNamespaces = new Map(
    resources
      .filter(({ type, inputs }) => type === "pulumi:providers:kubernetes" && inputs.namespace !== undefined)
      .map(({ urn, inputs }) => [urn, String(inputs.namespace)]),
  );
  return resources
    .filter(({ type, custom }) => custom && type.startsWith("kubernetes:"))
    .map((resource) => {
      const object = plainObject(resource);
      const provider = resource.provider.split("::").slice(0, -1).join("::");
      const namespace = defaultNamespaces.get(provider);
      if (namespace !== undefined && object.metadata.namespace === undefined) {
        throw new Error(
          `${resource.urn}: the object has no namespace, and its provider's default namespace ` +
            `(${namespace}) is not part of it; give the object's metadata.namespace`,
        );
      }
      return object;
    });
}

function plainObject({ urn, type, name, inputs }: RecordedResource): KubernetesObject {
  const { apiVersion, kind } = inputs;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || type.endsWith("Patch")) {
    throw new Error(
      `${urn}: a resource of type ${type} is not a plain Kubernetes object and cannot be recorded as one`,
    );
  }
  const unknown = unknownField(inputs, "");
  if (unknown !== undefined) {
    throw new Error(
      `${urn}: the field ${unknown} is only known once the stack is up, so the object cannot be recorded without a cluster`,
    );
  }
  const metadata = (inputs.metadata ?? {}) as Record<string, unknown>;
  // Without a name, the provider would generate one from the name of the resource.
  const named =
    metadata.name === undefined && metadata.generateName === undefined ? { name, ...metadata } : metadata;
  return { ...inputs, apiVersion, kind, metadata: named as KubernetesObject["metadata"] };
}

function unknownField(value: unknown, path: string): string | undefined {
  if (value === runtime.unknownValue) return path;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const found = unknownField(child, path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

let lastRecording: Promise<unknown> = Promise.resolve();

/** The SDK's state of one program run; the SDK does not declare its type. */
interface ProgramState {
  settings: {
    options: Record<string, unknown>;
    monitor?: RecordingMonitor;
    engine?: StandardErrorEngine;
  };
  callbacks?: { shutdown(): void };
}
const internalState = state as unknown as {
  withLocalStorage<R>(callback: () => Promise<R>): Promise<R>;
  getStore(): ProgramState;
};
const internalSettings = settings as unknown as {
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
};

/** Runs with a separate SDK state, as the Automation API does for inline programs. */
const withOwnRuntime = <T>(callback: () => Promise<T>): Promise<T> =>
  internalState.withLocalStorage(callback);

/**
 * Changes only the SDK state of this recording. `setMockOptions`, `runInPulumiStack` and `disconnect` also change
 * variables of the process: a program that records while it runs would send its own stack's outputs to the recording.
 */
async function record(program: () => unknown, options: RecordOptions): Promise<RecordedResource[]> {
  const project = options.project ?? "meshstack";
  const stack = options.stack ?? "record";
  const monitor = new RecordingMonitor(project, stack);
  const own = internalState.getStore();
  const addresses = { monitorAddr: undefined, engineAddr: undefined };
  Object.assign(own.settings.options, {
    project,
    stack,
    organization: "organization",
    dryRun: true,
    ...addresses,
  });
  own.settings.monitor = monitor;
  own.settings.engine = new StandardErrorEngine();
  runtimeConfig.setAllConfig(options.config ?? {});

  const errors = new Set<unknown>();
  const onError = (error: unknown) => void errors.add(error);
  // The SDK reports a failed registration only as an unhandled rejection.
  process.on("unhandledRejection", onError);
  process.on("uncaughtException", onError);
  try {
    await internalSettings.awaitFeatureSupport();
    await program();
  } catch (error) {
    errors.add(error);
  }
  try {
    // A program that throws can have pending registrations too.
    await internalSettings.waitForRPCs();
    // Rejections are reported after the microtasks of the turn in which they happen.
    await new Promise((resolve) => setImmediate(resolve));
  } catch (error) {
    errors.add(error);
  } finally {
    process.off("unhandledRejection", onError);
    process.off("uncaughtException", onError);
    own.callbacks?.shutdown();
    monitor.close();
  }
  const [first] = monitor.failures.length > 0 ? monitor.failures : errors;
  if (first !== undefined) throw first;
  return monitor.resources;
}

/** The engine of a recording: prints log messages to standard error. */
class StandardErrorEngine {
  log(request: LogRequest, callback: (error: grpc.ServiceError | null) => void): void {
    const DEBUG = 0;
    if (request.getSeverity() !== DEBUG) process.stderr.write(`${request.getMessage().trimEnd()}\n`);
    callback(null);
  }
}
