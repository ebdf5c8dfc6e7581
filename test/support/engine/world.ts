import {
  type ResourceProvider,
  InitializationError,
  UnimplementedError,
} from "../../../runtime/protocol/provider";
import {
  deepEquals,
  type PropertyMap,
  type PropertyValue,
  Unknown,
  unwrap,
} from "../../../runtime/protocol/values";

/** An object of a {@link World}; its id is its name. */
interface WorldObject {
  owner: string;
  properties: PropertyMap;
}

/**
 * Named objects and a provider that manages them like a Kubernetes provider. An object without a name gets a random
 * one and keeps it; a resumed creation adopts the object of the interrupted one; a change of `kind` replaces the
 * object. The value `broken` cannot be created, `slow` does not become ready, `sticky` cannot be deleted. An
 * `exclusive` object is deleted before its replacement is created. The diff ignores `remark`.
 */
export class World {
  readonly objects = new Map<string, WorldObject>();
  /** Every call that changes an object, `create NAME`. */
  readonly calls: string[] = [];
  /** Called before and after each change; a test interrupts the operation here. */
  interrupt: (at: string) => Promise<void> = async () => undefined;
  /** Whether a preview returns the id that an object will have. */
  idsInPreviews = true;
  private serial = 0;

  /** A provider instance for one process: interrupting that process does not interrupt the next one. */
  provider(): ResourceProvider {
    const { interrupt } = this;
    const unimplemented = (call: string) => async (): Promise<never> => {
      throw new UnimplementedError(call);
    };
    return {
      getPluginInfo: async () => ({ version: "1.0.0" }),
      getSchema: async () => "{}",
      checkConfig: unimplemented("CheckConfig"),
      diffConfig: unimplemented("DiffConfig"),
      configure: async () => ({
        acceptSecrets: true,
        acceptResources: true,
        acceptOutputs: true,
        supportsPreview: true,
      }),
      invoke: async ({ args }) => ({ return: args, failures: [] }),
      check: async ({ name, olds, news }) => {
        const value = unwrap(news.value ?? null);
        if (value === "forbidden")
          return { inputs: news, failures: [{ property: "value", reason: "it is forbidden" }] };
        const objectName = news.name ?? olds?.name ?? `${name}-${++this.serial}`;
        return { inputs: { ...news, name: objectName }, failures: [] };
      },
      diff: async ({ oldInputs, news }) => {
        const replaces = ["kind", "name"].filter((key) => differs(oldInputs[key], news[key]));
        const diffs = Object.keys({ ...oldInputs, ...news }).filter(
          (key) => key !== "remark" && differs(oldInputs[key], news[key]),
        );
        return {
          changes: diffs.length > 0 ? "some" : "none",
          replaces,
          stables: [],
          diffs,
          deleteBeforeReplace: news.exclusive === true,
        };
      },
      create: async ({ urn, properties, preview, resumed }) => {
        const id = String(unwrap(properties.name!));
        if (preview) return { id: this.idsInPreviews ? id : "", properties };
        await interrupt(`before create ${id}`);
        this.failIfBroken(properties);
        const there = this.objects.get(id);
        if (there && there.owner !== urn) throw new Error(`${id} already exists`);
        if (there && !resumed) throw new Error(`${id} was created twice`);
        this.objects.set(id, { owner: urn, properties });
        this.calls.push(`create ${id}`);
        await interrupt(`after create ${id}`);
        this.waitUntilReady(id, properties);
        return { id, properties };
      },
      update: async ({ id, urn, news, preview }) => {
        if (preview) return { properties: news };
        await interrupt(`before update ${id}`);
        this.failIfBroken(news);
        if (!this.objects.has(id)) throw new Error(`${id} does not exist`);
        this.objects.set(id, { owner: urn, properties: news });
        this.calls.push(`update ${id}`);
        await interrupt(`after update ${id}`);
        this.waitUntilReady(id, news);
        return { properties: news };
      },
      delete: async ({ id, properties }) => {
        await interrupt(`before delete ${id}`);
        if (properties.value === "sticky") throw new Error(`${id} cannot be deleted`);
        this.objects.delete(id);
        this.calls.push(`delete ${id}`);
        await interrupt(`after delete ${id}`);
      },
      read: async ({ id, urn }) => {
        const there = this.objects.get(id);
        if (!there || there.owner !== urn) return { id: "", properties: {} };
        return { id, properties: there.properties };
      },
      cancel: async () => undefined,
      close: async () => undefined,
    };
  }

  private failIfBroken(properties: PropertyMap): void {
    if (properties.value === "broken") throw new Error("the creation failed");
  }

  private waitUntilReady(id: string, properties: PropertyMap): void {
    if (properties.value === "slow")
      throw new InitializationError(`${id} is not ready`, id, properties, properties, ["timed out"]);
  }
}

/** An unknown value may differ. */
const differs = (a: PropertyValue | undefined, b: PropertyValue | undefined): boolean =>
  b instanceof Unknown || !deepEquals(a, b);
