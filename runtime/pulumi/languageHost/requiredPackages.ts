import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { PackageDependency, PackageParameterization } from "@pulumi/pulumi/proto/plugin_pb";

interface Manifest {
  name?: string;
  version?: string;
  pulumi?: {
    resource?: boolean;
    name?: string;
    version?: string;
    server?: string;
    parameterization?: Parameterization;
    extensionParameterization?: Parameterization;
  };
}
interface Parameterization {
  name: string;
  version: string;
  value: string;
}

/** The plugins that the packages in all `node_modules` below a folder require. */
export function requiredPackages(folder: string): PackageDependency[] {
  const found: PackageDependency[] = [];
  const visited = new Set<string>();
  const visit = (at: string, inNodeModules: boolean): void => {
    const path = realpathSync(at);
    if (visited.has(path)) return;
    visited.add(path);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const file = join(path, entry.name);
      if (isFolder(file, entry)) {
        // The plugins of a policy pack are not the program's.
        if (existsSync(join(file, "PulumiPolicy.yaml"))) continue;
        visit(file, inNodeModules || basename(path) === "node_modules");
      } else if (inNodeModules && entry.name === "package.json") {
        const dependency = dependencyOf(readManifest(file));
        if (dependency) found.push(dependency);
      }
    }
  };
  visit(folder, false);
  return found;
}

function isFolder(file: string, entry: { isDirectory(): boolean; isSymbolicLink(): boolean }): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A manifest that is not JSON belongs to a test of some package, and does not name a plugin. */
function readManifest(file: string): Manifest {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as Manifest | null) ?? {};
  } catch {
    return {};
  }
}

function dependencyOf({ name, version, pulumi }: Manifest): PackageDependency | undefined {
  if (pulumi?.resource !== true) return undefined;
  const plugin = pulumi.name ?? /^@pulumi\/(.+)$/.exec(name ?? "")?.[1];
  const pluginVersion = pulumi.version ?? version;
  if (plugin === undefined || pluginVersion === undefined) return undefined;
  const dependency = new PackageDependency()
    .setName(plugin)
    .setKind("resource")
    .setVersion(pluginVersion.startsWith("v") ? pluginVersion : `v${pluginVersion}`)
    .setServer(pulumi.server ?? "");
  if (pulumi.parameterization) dependency.setParameterization(parameterization(pulumi.parameterization));
  if (pulumi.extensionParameterization)
    dependency.setExtension$(parameterization(pulumi.extensionParameterization));
  return dependency;
}

const parameterization = ({ name, version, value }: Parameterization): PackageParameterization =>
  new PackageParameterization().setName(name).setVersion(version).setValue(value);
