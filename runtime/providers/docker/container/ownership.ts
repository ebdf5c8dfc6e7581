import type Dockerode from "dockerode";
import type { KnownIds } from "../context";

/** Identifies a container's resource, so that a run after an interrupted creation finds it. */
export const URN_LABEL = "meshstack.urn";

/** True for a container that an interrupted creation of this resource created, and that is not in the state. */
export const isLostCreation = (live: Dockerode.ContainerInspectInfo, urn: string, known: KnownIds): boolean =>
  live.Config.Labels?.[URN_LABEL] === urn && !known.has(urn, live.Id);
