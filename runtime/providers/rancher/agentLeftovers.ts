/** The fields of a container in Docker's list that are read here. */
export interface ContainerListing {
  Id: string;
  Names: string[];
  State: string;
  Labels: Record<string, string>;
}

/** The names of an agent's containers: https://rancher.com/docs/rancher/v1.6/en/faqs/agents/ */
export const AGENT = "rancher-agent";
const AGENT_STATE = "rancher-agent-state";
/** The label of every container that Rancher starts. */
const RANCHER_LABEL = "io.rancher.container.uuid";

/** True for containers that Rancher leaves on a host: the agent's, and those that the server started through it. */
export const isRanchers = ({ Names, Labels }: ContainerListing): boolean =>
  Names.some((name) => [`/${AGENT}`, `/${AGENT_STATE}`].includes(name)) || RANCHER_LABEL in (Labels ?? {});

/** The containers to remove: Rancher's that did not exist before, and the registration container. */
export const leftovers = (
  containers: readonly ContainerListing[],
  before: readonly string[],
  registration: string,
): ContainerListing[] =>
  containers.filter(
    (container) =>
      container.Names.includes(`/${registration}`) ||
      (isRanchers(container) && !before.includes(container.Id)),
  );

/** Whether an agent runs. */
export const agentRuns = (containers: readonly ContainerListing[]): boolean =>
  containers.some(({ Names, State }) => Names.includes(`/${AGENT}`) && State === "running");
