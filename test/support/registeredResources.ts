import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import * as settings from "@pulumi/pulumi/runtime/settings";

/** A resource as a program registers it. */
export interface RegisteredResource {
  urn: string;
  /** Pulumi's type token, as in `kubernetes:apps/v1:Deployment`. */
  type: string;
  name: string;
  /** False for a component. */
  custom: boolean;
  /** The parent's URN; "" for the stack. */
  parent: string;
  /** URNs of the resources that it depends on. */
  dependencies: string[];
  deleteBeforeReplace: boolean;
  /** Without the parts that equal those of the resource. */
  aliases: { type?: string; name?: string }[];
  /** Plain values, including those of secrets. */
  inputs: Record<string, unknown>;
}

/** The part of Pulumi's mocks that receives registrations; the SDK does not declare its type. */
interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterResourceRequest, callback: unknown): Promise<void>;
}

/** Runs a program with Pulumi's mocks, as a preview, and returns what it registers, in order. */
export async function registeredResources(
  program: () => void,
  { project = "meshstack", stack = "dev" } = {},
): Promise<RegisteredResource[]> {
  const newResource = ({ inputs }: pulumi.runtime.MockResourceArgs) => ({ id: "", state: inputs as object });
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, project, stack, true);
  const monitor = settings.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const resources: RegisteredResource[] = [];
  monitor.registerResource = (request, callback) => {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const inputs = Object.entries(rpc.deserializeProperties(request.getObject()!) as Record<string, unknown>);
    resources.push({
      urn: monitor.newUrn(parent, type, name),
      ...{ type, name, parent },
      custom: request.getCustom(),
      dependencies: request.getDependenciesList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      aliases: request.getAliasesList().flatMap((alias) => {
        const spec = alias.getSpec();
        if (spec === undefined) return [];
        const [former, formerName] = [spec.getType(), spec.getName()];
        return [{ ...(former !== "" && { type: former }), ...(formerName !== "" && { name: formerName }) }];
      }),
      inputs: Object.fromEntries(inputs.map(([key, value]) => [key, rpc.unwrapRpcSecret(value)])),
    });
    return register(request, callback);
  };
  program();
  await pulumi.runtime.disconnect();
  return resources;
}
