import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The reason why apt cannot run, or undefined. */
export const whyNoApt = (): string | undefined =>
  ["apt-get", "dpkg-deb"].every((name) => spawnSync(name, ["--version"]).error === undefined)
    ? undefined
    : "apt is missing";

export interface TestPackage {
  name: string;
  version: string;
  /** Further fields of the control file. */
  fields?: Record<string, string>;
  /** Contents by path. */
  files: Record<string, string>;
}

/** A Debian archive in a folder; the only source of apt in this process. */
export class TestDebianArchive {
  private readonly pool: string;

  constructor(private readonly folder: string) {
    this.pool = join(folder, "pool");
    mkdirSync(this.pool, { recursive: true });
    mkdirSync(join(folder, "nothing"));
    // `copy:` behaves like a server; `file:` would use the files in place.
    writeFileSync(join(folder, "sources.list"), `deb [trusted=yes] copy:${folder} ./\n`);
    const config = join(folder, "apt.conf");
    const etc = { sourcelist: join(folder, "sources.list"), sourceparts: join(folder, "nothing") };
    writeFileSync(
      config,
      Object.entries(etc)
        .map(([key, value]) => `Dir::Etc::${key} "${value}";\n`)
        .join(""),
    );
    process.env.APT_CONFIG = config;
  }

  /** Replaces the published packages. */
  publish(packages: readonly TestPackage[]): void {
    for (const name of readdirSync(this.pool)) rmSync(join(this.pool, name));
    const index = packages.map((one) => this.build(one)).join("\n");
    writeFileSync(join(this.folder, "Packages"), index);
    const sum = createHash("sha256").update(index).digest("hex");
    const release = ["Origin: Debian", "Suite: test", "Date: Thu, 01 Jan 2026 00:00:00 UTC", "SHA256:"];
    writeFileSync(
      join(this.folder, "Release"),
      [...release, ` ${sum} ${Buffer.byteLength(index)} Packages`, ""].join("\n"),
    );
  }

  private build({ name, version, fields = {}, files }: TestPackage): string {
    const tree = join(this.folder, "tree");
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), content);
    }
    mkdirSync(join(tree, "DEBIAN"), { recursive: true });
    const all = { Package: name, Version: version, Architecture: "all", Maintainer: "test", ...fields };
    const control = Object.entries({ ...all, Description: "test" })
      .map(([key, value]) => `${key}: ${value}\n`)
      .join("");
    writeFileSync(join(tree, "DEBIAN/control"), control);
    // Equal packages are equal files.
    const env = { ...process.env, SOURCE_DATE_EPOCH: "0" };
    execFileSync("dpkg-deb", ["--root-owner-group", "--build", tree, this.deb(name)], { stdio: "pipe", env });
    rmSync(tree, { recursive: true });
    const deb = readFileSync(this.deb(name));
    const sum = createHash("sha256").update(deb).digest("hex");
    return `${control}Filename: ./pool/${name}.deb\nSize: ${deb.length}\nSHA256: ${sum}\n`;
  }

  /** Changes a byte of a package's file. */
  damage(name: string): void {
    const deb = readFileSync(this.deb(name));
    deb[deb.length - 20]! ^= 0xff;
    writeFileSync(this.deb(name), deb);
  }

  remove(): void {
    delete process.env.APT_CONFIG;
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }

  private deb(name: string): string {
    return join(this.pool, `${name}.deb`);
  }
}
