import type { Report } from "../../tools/checks/report";
import type { Checkout } from "./checkout";

/** The checks of `verify` that require running containers. */
export const CONTAINER_CHECKS = [
  "redirection",
  "page",
  "reviews",
  "plain-text",
  "peer-identity",
  "trace",
  "metrics",
  "dashboards",
  "graph",
];

/** What a running stack reports. */
export interface Shown {
  /** All outputs; values may be matchers such as `expect.any(String)`. */
  outputs: Record<string, unknown>;
  /** The checks that `verify` skips; all others must pass. Default: {@link CONTAINER_CHECKS}, for simulated nodes. */
  skipped?: readonly string[];
}

/** Expects the outputs of a running stack, and that `status` and `verify` report no failure. */
export async function expectStackCommands(
  checkout: Checkout,
  stack: string,
  { outputs, skipped = CONTAINER_CHECKS }: Shown,
): Promise<void> {
  const { stdout } = await checkout.pulumi("stack", "output", "--json", "-s", stack);
  const found = JSON.parse(stdout) as Record<string, string>;
  expect(found).toEqual(outputs);

  const status = await command(checkout, "status.ts", stack);
  expect(status).toMatch(new RegExp(`^Stack ${stack}: the cluster answers at https://`));
  const { kubeconfigPath, ...others } = found;
  const pages = Object.fromEntries(Object.entries(others).filter(([, value]) => value.startsWith("http")));
  if (kubeconfigPath !== undefined) expect(status).toContain(`\nkubeconfig: ${kubeconfigPath}\n`);
  const addresses = [...status.matchAll(/^(\w+) +(http:\S+) +(?:answers|does not answer)$/gm)];
  expect(Object.fromEntries(addresses.map(([, name, address]) => [name, address]))).toEqual(pages);

  const { checks } = JSON.parse(await command(checkout, "verify/main.ts", stack, "--json")) as Report;
  expect(checks.length).toBeGreaterThanOrEqual(10);
  expect(checks.filter(({ result }) => result !== "passed").map(({ id, result }) => [id, result])).toEqual(
    skipped.map((id) => [id, "skipped"]),
  );
}

/** Runs a command of `tools/` as make does. @throws when its exit code is not 0 */
const command = async (checkout: Checkout, file: string, ...args: string[]): Promise<string> =>
  (await checkout.run(process.execPath, ["tools/start.js", `tools/${file}`, ...args])).stdout;
