import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeMarker } from "../../runtime/providers/machine/directoryMarker";
import { Checkout } from "./checkout";

interface RecordedResource {
  urn: string;
  type: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

interface Preview {
  /** The number of resources by operation. */
  changeSummary: Record<string, number>;
  steps: { op: string; urn: string; detailedDiff: Record<string, unknown> | null }[];
}

/**
 * The changes that a preview may show. The Go module's folder has moved, and newer sources are another binary. The
 * recorded process does not run, as after a reboot of the machine, so it is started again.
 */
const ALLOWED = {
  "cluster-binary": ["directory", "path"],
  "cluster-process": ["command", "pid"],
};

/**
 * Covers the program's resources: their names, types, parents, inputs and providers. The files of the cluster are
 * restored from the state. The cluster does not run, so changes that only its API server could report are not covered.
 */
describe("the state of stack dev from before the folders were renamed", () => {
  const checkout = new Checkout();
  afterAll(() => checkout.remove());

  /** Writes the recorded state for this checkout's state folder. @returns its resources, with plain secrets */
  async function restore(): Promise<RecordedResource[]> {
    checkout.env.PULUMI_CONFIG_PASSPHRASE = "recorded";
    const recorded = readFileSync(join(__dirname, "recordings", "dev.json"), "utf8");
    const text = recorded.replaceAll("/recorded/state", checkout.env.XDG_STATE_HOME!);
    const { checkpoint } = JSON.parse(text) as {
      checkpoint: { latest: { secrets_providers: { state: { salt: string } } } };
    };
    mkdirSync(dirname(checkout.stateFile("dev")), { recursive: true });
    writeFileSync(checkout.stateFile("dev"), text);
    const { salt } = checkpoint.latest.secrets_providers.state;
    appendFileSync(join(checkout.dir, "stacks", "Pulumi.dev.yaml"), `encryptionsalt: ${salt}\n`);
    const { stdout } = await checkout.pulumi("stack", "export", "--show-secrets", "-s", "dev");
    return (JSON.parse(stdout) as { deployment: { resources: RecordedResource[] } }).deployment.resources;
  }

  /** Writes the cluster's folder and its files. */
  async function restoreFiles(resources: readonly RecordedResource[]): Promise<void> {
    for (const { urn, type, inputs, outputs } of resources) {
      if (type === "local:index:Directory") {
        const { path, instance } = outputs as { path: string; instance: string };
        mkdirSync(path, { recursive: true, mode: 0o700 });
        await writeMarker(path, { urn, root: checkout.dir, instance });
      } else if (type === "local:index:Files") {
        const files = revealed(inputs.files) as Record<string, unknown>;
        for (const [name, content] of Object.entries(files)) {
          const path = join(inputs.directory as string, name);
          mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
          writeFileSync(path, revealed(content) as string, { mode: 0o600 });
        }
      }
    }
  }

  test("needs no creation, deletion or replacement, and updates only the binary and its process", async () => {
    const resources = await restore();
    await restoreFiles(resources);
    const { stdout } = await checkout.pulumi("preview", "-s", "dev", "--json", "--non-interactive");
    const { changeSummary, steps } = JSON.parse(stdout) as Preview;
    // The engine creates default providers without a step.
    const managed = resources.filter(({ urn }) => !urn.endsWith("::default"));
    expect(changeSummary).toEqual({ same: managed.length - 2, update: 2 });
    const changed = steps.filter(({ op }) => op !== "same");
    expect(
      Object.fromEntries(
        changed.map(({ urn, detailedDiff }) => [urn.split("::").pop(), Object.keys(detailedDiff!).sort()]),
      ),
    ).toEqual(ALLOWED);
  });
});

/** The plain value of a secret in an export; any other value as it is. */
const revealed = (value: unknown): unknown => {
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  return plaintext === undefined ? value : (JSON.parse(plaintext) as unknown);
};
