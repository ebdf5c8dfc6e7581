import type * as pulumi from "@pulumi/pulumi";
import { writeManifest } from "../../../lib/manifests/writeManifest";
import type { K3sClusterSettings } from "./config";
import { REGISTRIES } from "./commandLine";

/** The folder for the PEM files that registries.yaml names. */
const FOLDER = "/etc/rancher/k3s/registries";

/** registries.yaml and the files that it names, by path; empty without settings. */
export function registryFiles({
  mirrors = {},
  credentials = {},
}: pulumi.Unwrap<NonNullable<K3sClusterSettings["registries"]>>): Record<string, string> {
  const files: Record<string, string> = {};
  const configs: Record<string, object> = {};
  const place = (registry: string, name: string, pem: string | undefined): string | undefined => {
    if (pem === undefined) return undefined;
    const path = `${FOLDER}/${registry.replace(/[^A-Za-z0-9.-]/g, "_")}/${name}`;
    files[path] = pem;
    return path;
  };
  for (const [registry, given] of Object.entries(credentials)) {
    const { username, password, token, ca, certificate, key, insecureSkipVerify } = given;
    configs[registry] = {
      ...filled("auth", { username, password, token }),
      ...filled("tls", {
        ca_file: place(registry, "ca.crt", ca),
        cert_file: place(registry, "client.crt", certificate),
        key_file: place(registry, "client.key", key),
        insecure_skip_verify: insecureSkipVerify,
      }),
    };
  }
  const document = {
    ...filled(
      "mirrors",
      Object.fromEntries(
        Object.entries(mirrors).map(([registry, { endpoints, rewrites }]) => [
          registry,
          { endpoint: endpoints, ...filled("rewrite", rewrites ?? {}) },
        ]),
      ),
    ),
    ...filled("configs", configs),
  };
  return Object.keys(document).length === 0 ? {} : { ...files, [REGISTRIES]: writeManifest(document) };
}

/** The map under its key, without undefined values; empty for an empty map. */
function filled(key: string, map: Record<string, unknown>): Record<string, object> {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) };
}
