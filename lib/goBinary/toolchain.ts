import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isOlder } from "../isOlder";

const run = promisify(execFile);

/** The properties of the Go toolchain that affect a binary. */
export interface Toolchain {
  /** `go1.26.8`. */
  version: string;
  /** Settings of `go env` that affect a build, such as operating system and architecture. */
  settings: Record<string, string>;
}

const SETTINGS = ["GOOS", "GOARCH", "GOAMD64", "GOARM64", "GOFLAGS", "GOEXPERIMENT"];
/** The environment of every go command. Without cgo binaries are static and need no C compiler. */
export const goEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, CGO_ENABLED: "0" });

/** The error of a missing or an old go. */
const unsuitable = (found: string, wanted: string | undefined, directory: string): Error =>
  new Error(
    `go: found ${found} on PATH; expected Go ${wanted === undefined ? "" : `${wanted} or newer `}to build ${directory}. ` +
      "Install Go from https://go.dev/dl or your distribution's packages, and put it on PATH.",
  );

/**
 * Finds the toolchain for the module in a folder.
 * @throws when go is missing, or older than go.mod requires
 */
export async function findToolchain(directory: string): Promise<Toolchain> {
  const wanted = wantedVersion(readFileSync(join(directory, "go.mod"), "utf8"));
  let output: string;
  try {
    ({ stdout: output } = await run("go", ["env", "-json", "GOVERSION", ...SETTINGS], {
      cwd: directory,
      env: goEnvironment(),
    }));
  } catch (error) {
    const failure = error as NodeJS.ErrnoException & { stderr?: string };
    if (failure.code === "ENOENT") {
      throw unsuitable("none", wanted, directory);
    }
    // An old go fails here if it cannot download the version in go.mod.
    throw new Error(`go cannot build ${directory}: ${failure.stderr?.trim() || failure.message}`);
  }
  const { GOVERSION: version = "", ...settings } = JSON.parse(output) as Record<string, string>;
  if (wanted !== undefined && isOlder(version, wanted)) {
    throw unsuitable(version, wanted, directory);
  }
  return { version, settings };
}

/** The minimum version, from go.mod's `go` line. */
export function wantedVersion(goMod: string): string | undefined {
  return /^go\s+(\d+\.\d+\S*)/m.exec(goMod)?.[1];
}
