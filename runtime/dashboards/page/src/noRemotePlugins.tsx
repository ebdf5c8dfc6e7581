/** Replaces Perses' loader of plugins from other servers: every plugin is in the page. */
export function usePluginRuntime(): never {
  throw new Error("The page loads no plugin from a server.");
}

export const loadPlugin = usePluginRuntime;
