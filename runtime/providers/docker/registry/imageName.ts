/** The parts of an image's name, as Docker reads it. */
export interface ImageName {
  /** `docker.io` where the name has none. */
  registry: string;
  /** The name without tag and digest, as it was written. */
  repository: string;
  /** Absent where a digest is given; `latest` where neither is. */
  tag?: string;
  /** `sha256:…` */
  digest?: string;
}

export const DOCKER_HUB = "docker.io";

/** Reads a name such as `rancher/k3s:v1.21.14-k3s1`, `localhost:5000/a/b` or `a@sha256:…`. */
export function parseImageName(name: string): ImageName {
  const [before, digest] = split(name, name.indexOf("@"));
  const slash = before.lastIndexOf("/");
  const colon = before.lastIndexOf(":");
  const [repository, tag] = split(before, colon > slash ? colon : -1);
  const first = repository.split("/", 1)[0]!;
  const hasRegistry = repository.includes("/") && (/[.:]/.test(first) || first === "localhost");
  return {
    registry: hasRegistry ? first : DOCKER_HUB,
    repository,
    ...(tag !== undefined ? { tag } : digest === undefined ? { tag: "latest" } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

const split = (text: string, at: number): [string, string | undefined] =>
  at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
