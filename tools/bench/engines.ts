import { delimiter, dirname, join } from "node:path";
import { ensureOfficialCli } from "../../runtime/pulumi/build";
import { findKubernetesPlugin } from "../../runtime/pulumi/kubernetesPlugin";
import type { Contender } from "./comparison";
import { measuredCommand } from "./measuredCommand";

const root = join(__dirname, "..", "..");
const OUR_PLUGINS = join(root, "runtime", "pulumi", "plugins");

/** An engine with a Kubernetes plugin. */
export interface Engine {
  name: string;
  /** The path of its `pulumi`. */
  cli: string;
  /** Folders of plugins, the first one preferred. */
  plugins: readonly string[];
}

export const EMBEDDED: Engine = {
  name: "embedded engine",
  cli: join(root, "runtime", "engine", "bin", "pulumi"),
  plugins: [],
};

/** The official CLI with this repository's Kubernetes plugin, and with the official one if `make pulumi-kubernetes` has built it. */
export async function officialEngines(): Promise<Engine[]> {
  const cli = await ensureOfficialCli(() => undefined, new AbortController().signal);
  const plugin = findKubernetesPlugin();
  return [
    { name: "official CLI, our plugin", cli, plugins: [OUR_PLUGINS] },
    ...(plugin === undefined
      ? []
      : [{ name: "official CLI and plugin", cli, plugins: [dirname(plugin), OUR_PLUGINS] }]),
  ];
}

/**
 * The life of a stack under an engine: `up`, unchanged `up`, `preview`, `destroy`.
 * @param place the project's folder and the environment of commands
 */
export function lifeOf(
  engine: Engine,
  stack: string,
  place: { cwd: string; env: NodeJS.ProcessEnv },
): Contender {
  const env = {
    ...place.env,
    PATH: [...engine.plugins, process.env.PATH].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const run = (command: string, ...flags: string[]) =>
    measuredCommand(engine.cli, [command, "-s", stack, "--non-interactive", ...flags], { ...place, env });
  const up = () => run("up", "--yes", "--skip-preview");
  return {
    name: engine.name,
    commands: {
      up,
      "unchanged `up`": up,
      "unchanged `preview`": () => run("preview"),
      destroy: () => run("destroy", "--yes", "--skip-preview"),
    },
  };
}
