interface Recorded {
  urn: string;
  id?: string;
  delete?: boolean;
  parent?: string;
  provider?: string;
  dependencies?: string[];
}
const recorded = (state: Record<string, unknown>): Recorded[] => (state.resources ?? []) as Recorded[];

const needs = ({ parent, provider, dependencies = [] }: Recorded): string[] => [
  ...dependencies,
  ...(parent === undefined ? [] : [parent]),
  ...(provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))]),
];

/** What is in the wrong order: resources that a state lists before what they depend on, and late deletions of dependents. */
export function misplaced(
  before: Record<string, unknown>,
  calls: Record<string, unknown>[],
  after: Record<string, unknown>,
): string[] {
  const listed = recorded(after).filter((resource) => !resource.delete);
  const position = new Map(listed.map(({ urn }, i) => [urn, i]));
  const deletion = new Map(
    calls.flatMap(({ call, urn, id }, i) => (call === "delete" ? [[`${String(urn)} ${String(id)}`, i]] : [])),
  );
  const olds = recorded(before).filter((resource) => !resource.delete);
  // The test provider reuses the ID of an object whose deletion failed, so a deletion with this ID is that of the old object.
  const pending = new Set(
    recorded(before).flatMap((each) => (each.delete ? [`${each.urn} ${each.id}`] : [])),
  );
  const deletedAt = new Map(
    olds.map(({ urn, id }) => [urn, pending.has(`${urn} ${id}`) ? undefined : deletion.get(`${urn} ${id}`)]),
  );
  return [
    ...wrongPairs(listed, (user, used) => position.get(user)! < position.get(used)!, "is listed before"),
    ...wrongPairs(olds, (user, used) => deletedAt.get(user)! > deletedAt.get(used)!, "is deleted after"),
  ].sort();
}

/** Every dependency that is in the wrong order; comparisons with undefined are false. */
const wrongPairs = (
  resources: Recorded[],
  wrong: (user: string, used: string) => boolean,
  what: string,
): string[] =>
  resources.flatMap((resource) =>
    needs(resource).flatMap((used) => (wrong(resource.urn, used) ? [`${resource.urn} ${what} ${used}`] : [])),
  );
