import * as pulumi from "@pulumi/pulumi";
import type { ResourceProvider } from "../../runtime/protocol/provider";
import type { PropertyMap } from "../../runtime/protocol/values";
import { fromJson, type Json, toJson } from "../../runtime/protocol/wire";
import { createProvider as createKubernetesProvider } from "../../runtime/providers/kubernetes/provider";
import { TestResource } from "../support/testResource";

/** The operation on each resource of a run, by name. */
export type Changes = Record<string, "create" | "update" | "replace" | "same">;

/**
 * Runs a program's components against the real providers, in this process and with the state in memory: like an engine,
 * without its preview, parallelism and files. Registrations arrive in dependency order, because the SDK waits.
 */
export class LocalStack {
  private readonly resources = new Map<string, TestResource>();
  private readonly providers = new Map<string, ResourceProvider>();
  private changes: Changes = {};

  constructor(
    private readonly root: string,
    private readonly stack = "dev",
  ) {}

  /** Creates or updates what the program registers, and returns the program's result with resolved outputs. */
  async up<T>(program: () => pulumi.Input<T>): Promise<{ outputs: pulumi.Unwrap<T>; changes: Changes }> {
    this.changes = {};
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => this.register(args),
        call: ({ token }) => {
          throw new Error(`found a call of the function ${token}; expected none`);
        },
      },
      "meshstack",
      this.stack,
      false,
    );
    const outputs = await new Promise<pulumi.Unwrap<T>>((resolve, reject) => {
      this.failed = reject;
      pulumi.output(program()).apply((value) => resolve(value as pulumi.Unwrap<T>));
    });
    return { outputs, changes: this.changes };
  }
  private failed: (error: Error) => void = () => undefined;

  private async register(
    args: pulumi.runtime.MockResourceArgs,
  ): Promise<{ id: string; state: Record<string, unknown> }> {
    try {
      const inputs = fromJson(args.inputs as Json) as PropertyMap;
      if (!args.custom) return { id: "", state: {} };
      if (args.type === "pulumi:providers:kubernetes") return await this.kubernetes(args.name, inputs);
      const key = `${args.type}::${args.name}`;
      const provider = this.providers.get(args.provider?.split("::").pop() ?? "");
      const resource = this.resources.get(key) ?? new TestResource(args.type, this.root, args.name, provider);
      this.resources.set(key, resource);
      this.changes[args.name] = await resource.up(inputs);
      return { id: resource.state!.id, state: toJson(resource.state!.outputs) as Record<string, unknown> };
    } catch (error) {
      this.failed(new Error(`${args.type} ${args.name}: ${(error as Error).message}`, { cause: error }));
      return new Promise(() => undefined); // Blocks the registration of dependents.
    }
  }

  private async kubernetes(
    name: string,
    inputs: PropertyMap,
  ): Promise<{ id: string; state: Record<string, unknown> }> {
    await this.providers.get(name)?.close();
    const provider = createKubernetesProvider({ rootDirectory: this.root, log: () => undefined });
    await provider.configure({ args: inputs });
    this.providers.set(name, provider);
    return { id: name, state: toJson(inputs) as Record<string, unknown> };
  }

  /** True once the resource exists: a program's outputs may resolve earlier. */
  has(name: string): boolean {
    return [...this.resources].some(([key, { state }]) => key.endsWith(`::${name}`) && state !== undefined);
  }

  /** The resource of a name, to inspect it or to corrupt its state. */
  resource(name: string): TestResource {
    for (const [key, resource] of this.resources) if (key.endsWith(`::${name}`)) return resource;
    throw new Error(`no resource ${name} was registered`);
  }

  /**
   * Deletes everything in reverse order of creation.
   * @param options.objects also delete the objects on the cluster; default false: they disappear with it
   */
  async destroy({ objects = false } = {}): Promise<void> {
    for (const [key, resource] of [...this.resources].reverse()) {
      if (objects || !key.startsWith("kubernetes:")) await resource.destroy();
      this.resources.delete(key);
    }
    for (const provider of this.providers.values()) await provider.close();
    this.providers.clear();
  }
}
