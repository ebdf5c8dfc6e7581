import { type PropertyMap, Secret } from "../../protocol/values";
import type { ConfigValue } from "../model/operation";
import type { ResourceState } from "../model/state";
import { type Goal, simpleGoal } from "./goal";
import { providerReference, providerType } from "../model/providerReference";

/** The plugin that a program's SDK requests. */
interface ProviderRequest {
  packageName: string;
  /** Empty: any version. */
  version: string;
  downloadUrl: string;
}

/**
 * The providers of resources for which the program names none: one per package and version, registered on first use.
 */
export class DefaultProviders {
  private readonly registered = new Map<string, Promise<string>>();

  constructor(
    private readonly register: (goal: Goal) => Promise<ResourceState>,
    private readonly config: Record<string, ConfigValue>,
  ) {}

  /** Returns the reference of a package's default provider. */
  reference(request: ProviderRequest): Promise<string> {
    const name = defaultProviderName(request);
    const key = `${request.packageName}\n${name}`;
    let reference = this.registered.get(key);
    if (!reference) {
      reference = this.registerProvider(request, name);
      this.registered.set(key, reference);
    }
    return reference;
  }

  private async registerProvider(request: ProviderRequest, name: string): Promise<string> {
    const { packageName, version, downloadUrl } = request;
    const inputs: PropertyMap = {
      ...packageConfig(this.config, packageName),
      ...pluginInputs({ version, downloadUrl }),
    };
    const state = await this.register(simpleGoal(providerType(packageName), name, inputs));
    return providerReference(state.urn, state.id);
  }
}

/** The configuration of a package's default provider: `PACKAGE:KEY` as `KEY`; the dynamic provider receives everything. */
function packageConfig(config: Record<string, ConfigValue>, packageName: string): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, { value, secret }] of Object.entries(config)) {
    const shown = secret ? new Secret(value) : value;
    if (packageName === "pulumi-nodejs") result[key] = shown;
    else if (key.startsWith(`${packageName}:`)) result[key.slice(packageName.length + 1)] = shown;
  }
  return result;
}

/** The inputs of a provider that say which plugin runs it, as the official engine stores them. */
export function pluginInputs({
  version,
  downloadUrl,
}: Pick<ProviderRequest, "version" | "downloadUrl">): PropertyMap {
  if (version === "" && downloadUrl === "") return {};
  return {
    ...(version !== "" ? { version } : {}),
    __internal: downloadUrl !== "" ? { pluginDownloadURL: downloadUrl } : {},
  };
}

/** `default`, followed by the version and the download URL if there are any. */
function defaultProviderName({ version, downloadUrl }: ProviderRequest): string {
  const parts = [version, downloadUrl].filter((part) => part !== "");
  return ["default", ...parts.map((part) => part.replace(/[^a-zA-Z0-9]/g, "_"))].join("_");
}
