import type { types } from "@pulumi/kubernetes";

/** What the container of an addon may do: nothing but run, and write to its volumes. */
export const restrictedContainer: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

/** The user of an addon's pod, who owns its volumes. Named by number: an image's own user may have a name only. */
export function podUser(id: number): types.input.core.v1.PodSecurityContext {
  return { runAsNonRoot: true, runAsUser: id, runAsGroup: id, fsGroup: id };
}
