import { createHash } from "node:crypto";
import { ARCHITECTURE, type ImageDescription } from "./description";
import type { DebianPackage } from "./fetch/debianPackages";
import { type Blob, type TarEntry, writeTar } from "./tar";

/** A built layer: an uncompressed tar file. */
export interface LayerFile extends Blob {
  name: string;
  /** Absolute. */
  path: string;
  /** The Debian packages in it. */
  packages: DebianPackage[];
}

/** The registry in the names of built images, which does not exist. */
const REGISTRY = "meshstack.local";

const LAYER = "application/vnd.oci.image.layer.v1.tar";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";

/** The tag identifies the content, so that no node keeps an old image under the same name. */
const imageNameOf = (name: string, digest: string): string =>
  `${REGISTRY}/${name}:${digest.slice("sha256:".length).slice(0, 12)}`;

/**
 * Writes an image as a tar file with an OCI image layout, for `ctr images import` and `skopeo`, and with the
 * `manifest.json` of Docker's archives, for `docker load` (moby, image/spec/v1.2).
 * @returns the digest of its manifest, and its name after the import
 */
export async function writeImage(
  path: string,
  description: Pick<ImageDescription, "name" | "config">,
  layers: readonly LayerFile[],
  signal: AbortSignal,
): Promise<{ digest: string; name: string }> {
  const config = jsonBlob(configOf(description, layers));
  const manifest = jsonBlob({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: config.digest, size: config.size },
    layers: layers.map(({ digest, size }) => ({ mediaType: LAYER, digest, size })),
  });
  const name = imageNameOf(description.name, manifest.digest);
  const index = {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [
      {
        mediaType: MANIFEST,
        digest: manifest.digest,
        size: manifest.size,
        platform: { architecture: ARCHITECTURE, os: "linux" },
        annotations: {
          "io.containerd.image.name": name,
          "org.opencontainers.image.ref.name": name.slice(name.lastIndexOf(":") + 1),
        },
      },
    ],
  };
  const contents = new Map<string, TarEntry & { type: "file" }>();
  const put = (at: string, content: Buffer | { file: string }): void => {
    contents.set(at, { type: "file", path: at, mode: 0o644, content });
  };
  put("oci-layout", Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  put("index.json", Buffer.from(JSON.stringify(index)));
  put("manifest.json", Buffer.from(JSON.stringify([dockerManifest(name, config, layers)])));
  for (const { digest, content } of [config, manifest]) put(blobPath(digest), content);
  for (const layer of layers) put(blobPath(layer.digest), { file: layer.path });
  await writeTar(path, [...contents.values()], signal);
  return { digest: manifest.digest, name };
}

/** The entry of Docker's manifest.json. */
const dockerManifest = (name: string, config: Blob, layers: readonly Blob[]): object => ({
  Config: blobPath(config.digest),
  RepoTags: [name],
  Layers: layers.map(({ digest }) => blobPath(digest)),
});

const blobPath = (digest: string): string => `blobs/${digest.replace(":", "/")}`;

function jsonBlob(value: unknown): Blob & { content: Buffer } {
  const content = Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
  return { digest, size: content.length, content };
}

/** The image's configuration in the form of the OCI image specification. */
function configOf(
  { name, config }: Pick<ImageDescription, "name" | "config">,
  layers: readonly LayerFile[],
): object {
  const { env = {}, exposedPorts = [], volumes = [] } = config;
  return {
    created: new Date(0).toISOString(),
    architecture: ARCHITECTURE,
    os: "linux",
    config: {
      User: config.user ?? "",
      ExposedPorts: Object.fromEntries(
        [...exposedPorts].sort((a, b) => a - b).map((port) => [`${port}/tcp`, {}]),
      ),
      ...(volumes.length > 0 && {
        Volumes: Object.fromEntries([...volumes].sort().map((path) => [path, {}])),
      }),
      Env: Object.entries({ PATH, ...env })
        .map(([key, value]) => `${key}=${value}`)
        .sort(),
      Entrypoint: config.entrypoint,
      Cmd: config.cmd ?? [],
      WorkingDir: config.workingDir ?? "/",
      Labels: { "org.opencontainers.image.title": name, ...packagesLabel(layers) },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map((layer) => ({ created: new Date(0).toISOString(), created_by: layer.name })),
  };
}

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Records the versions of Debian packages, which cannot be pinned: Debian removes old versions. */
function packagesLabel(layers: readonly LayerFile[]): Record<string, string> {
  const versions = layers.flatMap(({ packages }) =>
    packages.map(({ name, version }) => `${name}=${version}`),
  );
  return versions.length === 0 ? {} : { "meshstack.debian-packages": versions.sort().join(" ") };
}
