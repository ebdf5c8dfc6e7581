import type Dockerode from "dockerode";
import type { KnownIds } from "../context";

/** Says which resource a container is of, so that one whose creation was interrupted is found again. */
export const URN_LABEL = "meshstack.urn";

/** Pure: true for a container that an earlier, interrupted creation of this resource has made; no state has it. */
export const isLostCreation = (live: Dockerode.ContainerInspectInfo, urn: string, known: KnownIds): boolean =>
  live.Config.Labels?.[URN_LABEL] === urn && !known.has(urn, live.Id);
