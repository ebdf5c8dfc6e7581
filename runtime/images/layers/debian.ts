import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DebianLayer } from "../description";
import { fetchDebian } from "../fetch/apt";
import type { DebianPackage } from "../fetch/debianPackages";
import type { Fetching } from "../context";
import { run } from "../../../lib/run";
import type { TarEntry } from "../tar";

/** Folders that are links into /usr; packages contain files in both. */
const MERGED = ["bin", "lib", "lib64", "sbin"];

/** Folders that no program reads at run time. */
const UNREAD = [
  "usr/share/bug",
  "usr/share/doc",
  "usr/share/doc-base",
  "usr/share/info",
  "usr/share/lintian",
  "usr/share/locale",
  "usr/share/man",
  "usr/lib/systemd",
  "etc/init.d",
  "etc/cron.d",
  "etc/cron.daily",
  "etc/default",
  "etc/logrotate.d",
];

/** The certificate authorities of the package ca-certificates, and the file that bundles them. */
const AUTHORITIES = "usr/share/ca-certificates";
const AUTHORITIES_BUNDLE = "etc/ssl/certs/ca-certificates.crt";

/**
 * Returns the files of a layer's packages, without documentation, owned by root. Maintainers' scripts do not run; only the
 * bundle of certificate authorities is created.
 * @param below the packages of lower layers
 */
export async function debianEntries(
  layer: DebianLayer,
  below: readonly DebianPackage[],
  fetching: Fetching,
): Promise<{ entries: TarEntry[]; packages: DebianPackage[] }> {
  const { packages, without = [], exclude = [] } = layer;
  const fetched = await fetchDebian({ packages, installed: below, without }, fetching);
  const root = join(fetching.scratch, "root");
  mkdirSync(root);
  fetching.progress(`unpacking ${fetched.length} Debian packages for ${packages.join(", ")}`);
  for (const { deb } of fetched) await run("dpkg-deb", ["--extract", deb, root], fetching);
  for (const { deb } of fetched) rmSync(deb);
  const left = new Set([...UNREAD, ...exclude.map((path) => path.slice(1))]);
  const entries = [...walk(root, "", left), ...MERGED.flatMap(mergedFolder), ...authoritiesBundle(root)];
  return { entries, packages: fetched.map((one) => one.package) };
}

function* walk(root: string, folder: string, left: ReadonlySet<string>): Generator<TarEntry> {
  for (const name of readdirSync(join(root, folder)).sort()) {
    const unpacked = folder === "" ? name : `${folder}/${name}`;
    const path = MERGED.includes(unpacked.split("/", 1)[0]!) ? `usr/${unpacked}` : unpacked;
    if (left.has(path)) continue;
    const file = join(root, unpacked);
    const stats = lstatSync(file);
    // Removes set-user-id bits.
    const mode = stats.mode & 0o1777;
    if (stats.isDirectory()) {
      yield { type: "directory", path, mode };
      yield* walk(root, unpacked, left);
    } else if (stats.isSymbolicLink()) {
      yield { type: "symlink", path, target: readlinkSync(file) };
    } else if (stats.isFile()) {
      yield { type: "file", path, mode, content: { file } };
    }
  }
}

const mergedFolder = (name: string): TarEntry[] => [
  { type: "symlink", path: name, target: `usr/${name}` },
  { type: "directory", path: `usr/${name}`, mode: 0o755 },
];

function authoritiesBundle(root: string): TarEntry[] {
  const folder = join(root, AUTHORITIES);
  if (!existsSync(folder)) return [];
  const certificates = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".crt"))
    .sort();
  const content = Buffer.concat(certificates.map((name) => readFileSync(join(folder, name))));
  return [{ type: "file", path: AUTHORITIES_BUNDLE, mode: 0o644, content }];
}
