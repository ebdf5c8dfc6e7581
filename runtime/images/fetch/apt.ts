import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../../../lib/fileLock";
import { CommandError, run } from "../../../lib/run";
import { sha256Of } from "../../../lib/hashing";
import type { Fetching } from "../context";
import { type DebianPackage, debFileOf, parseSimulation, statusFile, withDetails } from "./debianPackages";

/** Packages that only install others; unpacked contents do not need them. */
const INSTALLERS = [
  "adduser",
  "debconf",
  "dpkg",
  "init-system-helpers",
  "passwd",
  "perl-base",
  "perl",
  "sensible-utils",
  "tar",
  "ucf",
  "usrmerge",
];

interface AptRequest {
  packages: readonly string[];
  /** Packages of lower layers. */
  installed: readonly DebianPackage[];
  /** Omitted packages, with their own dependencies. */
  without: readonly string[];
}

/** A package and its .deb file. */
interface Fetched {
  package: DebianPackage;
  deb: string;
}

/** The maximum age of apt's lists. */
const LISTS_MAX_AGE_MS = 24 * 3600 * 1000;

/**
 * Downloads Debian packages with their dependencies, resolved for a system that contains only the given packages. apt uses
 * its own folders, the machine's sources and keys, and Debian's archive only. Calls run one at a time.
 * @throws when apt is missing, does not know a package, or cannot download it
 */
export async function fetchDebian(request: AptRequest, fetching: Fetching): Promise<Fetched[]> {
  const root = join(fetching.downloads, "apt");
  for (const folder of ["lists/partial", "archives/partial"]) {
    mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
  }
  const waiting = ({ pid }: { pid: number }) => fetching.progress(`waiting for apt of the process ${pid}`);
  return withLock(join(root, "lock"), fetching.signal, waiting, async () => {
    try {
      return await new Apt(root, request, fetching).fetch();
    } catch (error) {
      fetching.signal.throwIfAborted();
      throw explained(request, error as Error);
    }
  });
}

function explained({ packages }: AptRequest, error: Error): Error {
  const what = `cannot download the Debian packages ${packages.join(", ")}`;
  const remedy =
    error instanceof CommandError && error.missing
      ? "Images need Debian with apt and dpkg-deb"
      : "Check that `apt-get update` works and that apt's sources contain Debian's main archive, and try again";
  return new Error(`${what}: ${error.message}\n${remedy}.`, { cause: error });
}

/** apt with its own root. */
class Apt {
  private readonly options: string[];

  constructor(
    private readonly root: string,
    private readonly request: AptRequest,
    private readonly fetching: Fetching,
  ) {
    const [status, preferences] = [join(root, "status"), join(root, "preferences")];
    writeFileSync(status, statusFile(request.installed, [...INSTALLERS, ...request.without]));
    // Another archive of the machine may contain other builds of the same packages.
    writeFileSync(preferences, `${pin("o=Debian", 500)}\n${pin("o=*", -1)}`);
    this.options = Object.entries({
      "Dir::State": root,
      "Dir::State::lists": join(root, "lists"),
      "Dir::State::status": status,
      "Dir::Cache": root,
      "Dir::Cache::archives": join(root, "archives"),
      "Dir::Etc::preferences": preferences,
      "Dir::Etc::preferencesparts": "/dev/null",
      "APT::Install-Recommends": "false",
      "APT::Sandbox::User": "root", // another user cannot write to the cache
      "Acquire::Languages": "none",
      "Acquire::Retries": "3",
      "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    }).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  }

  async fetch(): Promise<Fetched[]> {
    const fresh = await this.updateWhenOld();
    try {
      return await this.install();
    } catch (error) {
      if (fresh || !(error instanceof CommandError) || error.missing) throw error;
      // A point release has removed versions that the lists still contain.
      await this.update();
      return await this.install();
    }
  }

  /** Resolves and downloads. @throws when a checksum is wrong, after it has deleted the file */
  private async install(): Promise<Fetched[]> {
    const { progress } = this.fetching;
    const { packages } = this.request;
    const resolved = parseSimulation(await this.get("--simulate", "install", ...packages));
    if (resolved.length === 0) return [];
    const exact = resolved.map(({ name, version }) => `${name}=${version}`);
    const details = withDetails(resolved, await this.apt("apt-cache", "show", ...exact));
    progress(`downloading ${resolved.length} Debian packages for ${packages.join(", ")}`);
    await this.get("--download-only", "--yes", "install", ...packages);
    return Promise.all(
      details.map(async (one) => {
        const deb = join(this.root, "archives", debFileOf(one));
        const found = await sha256Of(deb);
        if (found === one.sha256) return { package: one, deb };
        rmSync(deb, { force: true });
        throw new Error(
          `the file of ${one.name} ${one.version} is damaged and was deleted: found SHA-256 ${found}; expected ${one.sha256}`,
        );
      }),
    );
  }

  /** @returns true if it updated the lists */
  private async updateWhenOld(): Promise<boolean> {
    const lists = readdirSync(join(this.root, "lists")).filter((name) => /_Packages(\.|$)/.test(name));
    const stamp = join(this.root, "updated");
    const age = Date.now() - (statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (lists.length > 0 && age < LISTS_MAX_AGE_MS) return false;
    try {
      await this.update();
    } catch (error) {
      // Another archive of the machine may have failed. Missing packages are reported later.
      if (!(error instanceof CommandError) || error.missing) throw error;
      this.fetching.progress(error.message);
    }
    return true;
  }

  private async update(): Promise<void> {
    this.fetching.progress("updating Debian's package lists");
    await this.get("update");
    writeFileSync(join(this.root, "updated"), "");
  }

  private get(...args: string[]): Promise<string> {
    return this.apt("apt-get", "--quiet", ...args);
  }

  private apt(command: string, ...args: string[]): Promise<string> {
    return run(command, [...this.options, ...args], {
      signal: this.fetching.signal,
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
  }
}

const pin = (release: string, priority: number): string =>
  `Package: *\nPin: release ${release}\nPin-Priority: ${priority}\n`;
