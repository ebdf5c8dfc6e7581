/**
 * The three functions of the metadata-reflection proposal that `tsyringe` (by which `@peculiar/x509` finds its algorithms)
 * insists on at load time. It is used there with plain classes only, so a map of maps is all it takes. A complete
 * `reflect-metadata`, where one is loaded, is left alone. Import this before `@peculiar/x509`.
 */
interface MetadataReflection {
  defineMetadata(key: unknown, value: unknown, target: object): void;
  getOwnMetadata(key: unknown, target: object): unknown;
  getMetadata(key: unknown, target: object): unknown;
}

const reflect = Reflect as typeof Reflect & Partial<MetadataReflection>;
if (reflect.getMetadata === undefined) {
  const store = new WeakMap<object, Map<unknown, unknown>>();
  const getOwnMetadata = (key: unknown, target: object): unknown => store.get(target)?.get(key);
  const implementation: MetadataReflection = {
    defineMetadata(key, value, target) {
      const own = store.get(target) ?? new Map<unknown, unknown>();
      store.set(target, own.set(key, value));
    },
    getOwnMetadata,
    getMetadata(key, target) {
      for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
        const value = getOwnMetadata(key, at);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  };
  Object.assign(reflect, implementation);
}

export {};
