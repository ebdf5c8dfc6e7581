import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { executableIn, isExecutable, pathFolders } from "../../../lib/onPath";
import { GrpcProvider } from "../../protocol/client";
import type { CreateProvider, ProviderHost } from "../../protocol/provider";
import type { LoadedPlugin } from "../deploy/configuredProvider";
import type { PluginSource } from "../deploy/providerRegistry";
import type { Report } from "../model/events";
import type { ConfigValue, Project } from "../model/operation";
import { LIFELINE } from "./childProcess";
import { readPackageJson } from "./packageJson";
import { type PluginCommand, startPluginProcess } from "./pluginProcess";

/** The plugins of this repository. */
const BUNDLED = join(__dirname, "..", "..", "providers");
const LAZY_SDK = join(__dirname, "..", "startup", "lazySdk.js");

type PluginRequest = Parameters<PluginSource["load"]>[0];

/** Finds and runs plugins: in this process if they export `createProvider`, else each in its own. */
export class PluginHost implements PluginSource {
  constructor(
    private readonly project: Project,
    private readonly config: Record<string, ConfigValue>,
    private readonly engine: { address: string },
    private readonly report: Report,
  ) {}

  /**
   * Starts a plugin. Searches, in this order: the path in Pulumi.yaml; executables on PATH; the official CLI's plugin folder;
   * the SDK's dynamic provider; the plugins of this repository.
   * @throws when no place contains the plugin, with the list of places
   */
  async load(request: PluginRequest): Promise<LoadedPlugin> {
    const { name, version } = request;
    const named = this.project.plugins.find((plugin) => plugin.name === name);
    if (named) return this.loadFolder(named.path, name);
    const looked: string[] = [`plugins.providers in ${join(this.project.root, "Pulumi.yaml")}`];

    if (name !== "pulumi-nodejs") {
      const binary = executableIn(pathFolders(), `pulumi-resource-${name}`) ?? installed(request);
      looked.push(`pulumi-resource-${name} on PATH`, join(pluginsFolder(), folderName(request)));
      if (binary !== undefined) return this.run(name, { command: binary, args: [], cwd: this.project.root });
      const bundled = join(BUNDLED, name);
      looked.push(bundled);
      if (existsSync(bundled)) return this.loadFolder(bundled, name);
    } else {
      const script = this.dynamicProvider();
      looked.push(`@pulumi/pulumi/cmd/dynamic-provider from ${this.project.main}`);
      if (script !== undefined) return this.run(name, node(script, this.project.root));
    }
    const what = version === undefined ? name : `${name}, version ${version}`;
    throw new Error(
      `the resource plugin ${what} was not found. Searched:\n${looked.map((place) => `  - ${place}`).join("\n")}\n` +
        "Install the plugin in one of these places, or name its folder under plugins.providers in Pulumi.yaml",
    );
  }

  /** Starts the plugin in a folder. */
  private async loadFolder(folder: string, name: string): Promise<LoadedPlugin> {
    const source = join(folder, "provider.ts");
    if (existsSync(source)) {
      const module = createRequire(source)(source) as { createProvider?: CreateProvider };
      if (module.createProvider)
        return { provider: module.createProvider(this.localHost(name)), adoptsInterrupted: true };
    }
    const manifestFile = join(folder, "package.json");
    const description = join(folder, "PulumiPlugin.yaml");
    if (!existsSync(manifestFile) || !existsSync(description)) {
      throw new Error(
        `${folder} does not contain the plugin ${name}; expected PulumiPlugin.yaml and package.json, or a provider.ts that exports createProvider`,
      );
    }
    const runtime = /^runtime:\s*["']?([^\s"'#]+)/m.exec(readFileSync(description, "utf8"))?.[1];
    if (runtime !== "nodejs") {
      throw new Error(
        `${description}: found the runtime ${JSON.stringify(runtime)}; expected nodejs, which the embedded engine supports`,
      );
    }
    const { main } = readPackageJson(manifestFile);
    return this.run(name, node(join(folder, typeof main === "string" ? main : "index.js"), folder), folder);
  }

  private async run(name: string, command: PluginCommand, rootDirectory?: string): Promise<LoadedPlugin> {
    const full = {
      ...command,
      args: [...command.args, this.engine.address],
      env: this.environment(name),
    };
    const running = await startPluginProcess(name, full, (stream, line) =>
      this.report(stream === "stdout" ? "info" : "info#err", line),
    );
    const provider = new GrpcProvider(running.address, running.stop);
    try {
      await provider.handshake({
        engineAddress: this.engine.address,
        rootDirectory: rootDirectory ?? dirname(command.args[0] ?? command.command),
        programDirectory: dirname(this.project.main),
      });
    } catch (error) {
      await provider.close();
      throw error;
    }
    return { provider, adoptsInterrupted: false };
  }

  /** The configuration of a package in the stack, without the package's prefix. */
  private packageConfig(name: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.config)
        .filter(([key]) => key.startsWith(`${name}:`))
        .map(([key, { value }]): [string, string] => [key.slice(name.length + 1), value]),
    );
  }

  /** The environment variables from which plugins read the project's settings and their package's configuration. */
  private environment(name: string): Record<string, string> {
    const { name: project, runtime } = this.project;
    const options = Object.entries(runtime.options).map(([key, value]): [string, string] => [
      `PULUMI_RUNTIME_${key.toUpperCase()}`,
      String(value),
    ]);
    return {
      ...Object.fromEntries(options),
      PULUMI_CONFIG: JSON.stringify(this.packageConfig(name)),
      PULUMI_PROJECT: project,
      ...(name === "pulumi-nodejs" ? { PULUMI_NODEJS_PROJECT: project } : {}),
    };
  }

  private localHost(name: string): ProviderHost {
    return {
      rootDirectory: this.project.root,
      packageConfig: this.packageConfig(name),
      log: (severity, message, { urn, ephemeral } = {}) => this.report(severity, message, urn, ephemeral),
    };
  }

  private dynamicProvider(): string | undefined {
    try {
      return createRequire(join(this.project.root, "noop.js")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
    } catch {
      return undefined;
    }
  }
}

const node = (script: string, cwd: string): PluginCommand => ({
  command: process.execPath,
  args: ["--require", LIFELINE, "--require", LAZY_SDK, script],
  cwd,
});

/** The official CLI's plugin folder. */
const pluginsFolder = (): string => join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
const folderName = ({ name, version }: PluginRequest): string => `resource-${name}-v${version ?? "*"}`;

/** The executable of a plugin that the official CLI has installed: the requested version, else the newest. */
function installed(request: PluginRequest): string | undefined {
  const { name, version } = request;
  const folder = pluginsFolder();
  if (!existsSync(folder)) return undefined;
  const prefix = `resource-${name}-v`;
  const versions = readdirSync(folder)
    .filter((entry) => entry.startsWith(prefix) && !entry.endsWith(".lock") && !entry.endsWith(".partial"))
    .map((entry) => entry.slice(prefix.length))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const chosen = version === undefined ? versions[0] : versions.find((candidate) => candidate === version);
  if (chosen === undefined) return undefined;
  const binary = join(folder, prefix + chosen, `pulumi-resource-${name}`);
  return isExecutable(binary) ? binary : undefined;
}
