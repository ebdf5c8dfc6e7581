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

/** What exists in a {@link World}: by id, which is the object's name. */
export interface WorldObject {
  owner: string;
  properties: PropertyMap;
}

/**
 * A little world of named objects with a provider that manages them as a Kubernetes provider does: an object without a
 * name gets a random one, that is kept; a creation that takes up an interrupted one takes over what that made; `kind` cannot be
 * changed in place; the value `broken` cannot be made, the value `slow` does not become live, the value `sticky` does
 * not go; an `exclusive` object is deleted before its replacement is made; its diff ignores `remark`.
 */
export class World {
  readonly objects = new Map<string, WorldObject>();
  /** Every call that changes something, `create NAME`. */
  readonly calls: string[] = [];
  /** Called before and after each change: where a test cuts the power. */
  interrupt: (at: string) => Promise<void> = async () => undefined;
  /** Whether a preview says the id that an object will have. */
  idsInPreviews = true;
  private serial = 0;

  /** The provider as one process has it: what interrupts that process does not interrupt the next. */
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
        this.refuse(properties);
        const there = this.objects.get(id);
        if (there && there.owner !== urn) throw new Error(`${id} already exists`);
        if (there && !resumed) throw new Error(`${id} was made twice`);
        this.objects.set(id, { owner: urn, properties });
        this.calls.push(`create ${id}`);
        await interrupt(`after create ${id}`);
        this.waitUntilLive(id, properties);
        return { id, properties };
      },
      update: async ({ id, urn, news, preview }) => {
        if (preview) return { properties: news };
        await interrupt(`before update ${id}`);
        this.refuse(news);
        if (!this.objects.has(id)) throw new Error(`${id} does not exist`);
        this.objects.set(id, { owner: urn, properties: news });
        this.calls.push(`update ${id}`);
        await interrupt(`after update ${id}`);
        this.waitUntilLive(id, news);
        return { properties: news };
      },
      delete: async ({ id, properties }) => {
        await interrupt(`before delete ${id}`);
        if (properties.value === "sticky") throw new Error(`${id} does not go`);
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

  private refuse(properties: PropertyMap): void {
    if (properties.value === "broken") throw new Error("it broke while it was made");
  }

  private waitUntilLive(id: string, properties: PropertyMap): void {
    if (properties.value === "slow")
      throw new InitializationError(`${id} is not live`, id, properties, properties, ["it takes too long"]);
  }
}

/** A value that is not known may be another one. */
const differs = (a: PropertyValue | undefined, b: PropertyValue | undefined): boolean =>
  b instanceof Unknown || !deepEquals(a, b);
