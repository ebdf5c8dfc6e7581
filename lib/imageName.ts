/** The parts of an image reference, `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`. */
export interface ImageName {
  /** Default: `docker.io`. */
  registry: string;
  /** The path on the registry, `library/mongo`. */
  repository: string;
  /** Absent when the reference has no tag. */
  tag?: string;
  /** `sha256:…`; absent when the reference has no digest. */
  digest?: string;
}

export const DOCKER_HUB = "docker.io";
const OFFICIAL = "library/";

/**
 * Parses an image reference as container runtimes do: the first segment is a registry when it contains a dot or a colon or
 * is `localhost`, and Docker Hub's repositories of one segment are in `library/`.
 * @throws when a part is empty
 */
export function parseImageName(reference: string): ImageName {
  const [named, digest] = split(reference, reference.indexOf("@"));
  const colon = named.lastIndexOf(":");
  const [path, tag] = split(named, colon > named.lastIndexOf("/") ? colon : -1);
  const segments = path.split("/");
  if ([...segments, tag, digest].includes("")) {
    throw new Error(
      `image name ${JSON.stringify(reference)}: found an empty part; expected [REGISTRY/]REPOSITORY[:TAG][@DIGEST], ` +
        "such as docker.io/istio/pilot:0.2.12.",
    );
  }
  const first = segments[0]!;
  const hasRegistry = segments.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const registry = !hasRegistry || first === "index.docker.io" ? DOCKER_HUB : first;
  const repository = (hasRegistry ? segments.slice(1) : segments).join("/");
  return {
    registry,
    repository: registry === DOCKER_HUB && !repository.includes("/") ? OFFICIAL + repository : repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** The tag with its `:` and the digest with its `@`; empty when the reference has neither. */
export const suffixOf = ({ tag, digest }: ImageName): string =>
  (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`);

/** The reference with registry and repository written out, `docker.io/library/mongo:3.4`; no tag is added. */
export const canonicalName = (name: ImageName): string =>
  `${name.registry}/${name.repository}${suffixOf(name)}`;

/** The name without tag and digest as the Docker daemon shows it: without `docker.io/` and `library/`. */
export function familiarRepository({ registry, repository }: ImageName): string {
  if (registry !== DOCKER_HUB) return `${registry}/${repository}`;
  const official = repository.slice(OFFICIAL.length);
  return repository.startsWith(OFFICIAL) && !official.includes("/") ? official : repository;
}

const split = (text: string, at: number): [string, string | undefined] =>
  at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
