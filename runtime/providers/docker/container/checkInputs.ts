import type { CheckFailure } from "../../../protocol/provider";
import type { ContainerInputs } from "./fields";

/** The failures between a container's inputs. Unknown values never fail; no reason contains a value, which may be a secret. */
export function checkContainer(given: ContainerInputs): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : []);

  list(given.uploads).forEach((upload, i) => {
    const sources = (["content", "contentBase64", "source"] as const).filter(
      (key) => upload[key] !== undefined,
    );
    if (sources.length === 1) return;
    const found = sources.length === 0 ? "has none" : `has ${sources.join(" and ")}`;
    fail(`uploads[${i}]`, `${found}; it must have one of content, contentBase64, source`);
  });
  list(given.volumes).forEach((volume, i) => {
    const hasPath = Boolean(volume.containerPath);
    if (hasPath === Boolean(volume.fromContainer)) {
      fail(`volumes[${i}]`, "must have either containerPath, or fromContainer");
    }
    if (volume.selinuxRelabel !== undefined && volume.hostPath === undefined) {
      fail(`volumes[${i}].selinuxRelabel`, "is for hostPath only");
    }
  });
  list(given.envs).forEach((env, i) => {
    if (typeof env === "string" && !/^[^=]/.test(env)) fail(`envs[${i}]`, "must be KEY=VALUE");
  });
  list(given.command).forEach((word, i) => {
    if (word === "") fail(`command[${i}]`, "must not be empty");
  });
  const mode = given.networkMode;
  if (list(given.networksAdvanced).length > 0 && typeof mode === "string" && !isReplaceable(mode)) {
    fail("networkMode", "cannot be combined with networksAdvanced, except bridge and default");
  }
  if (given.maxRetryCount && given.restart !== undefined && given.restart !== "on-failure") {
    fail("maxRetryCount", "requires restart: on-failure");
  }
  if (given.rm && given.restart !== undefined && given.restart !== "no") {
    fail(
      "rm",
      "cannot be combined with this restart policy: a container that ends is either removed or started",
    );
  }
  if (given.logs && !given.attach)
    fail("logs", "requires attach: true; getLogs reads the logs of a running container");
  return failures;
}

/** Network modes that networksAdvanced replaces. */
const isReplaceable = (mode: string): boolean => mode === "bridge" || mode === "default" || mode === "";
