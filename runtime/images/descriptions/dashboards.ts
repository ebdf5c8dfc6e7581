import type { ImageDescription } from "../description";
import { debianBase, debianNode, NODE } from "./debian";

const PROGRAM = "/dashboards/main.js";

const USER = { name: "dashboards", id: 1000, home: "/dashboards" };

/** The page with the Istio dashboards and the mesh graph, and its server. */
export const dashboards: ImageDescription = {
  name: "dashboards",
  layers: [
    debianBase,
    debianNode,
    {
      kind: "files",
      name: "dashboards-page",
      files: [
        {
          kind: "page",
          path: "/dashboards/page",
          directory: "runtime/dashboards/page",
          entry: "src/main.tsx",
          // It loads plugins from other servers, and contains second copies of the page's libraries.
          stubs: {
            "@perses-dev/plugin-system/dist/remote/PluginRuntime.js": "src/noRemotePlugins",
            "@perses-dev/dashboards/dist/components/DashboardToolbar/DashboardToolbar.js": "src/toolbar",
          },
        },
      ],
    },
    {
      kind: "files",
      name: "dashboards-server",
      files: [
        {
          kind: "bundle",
          path: PROGRAM,
          entry: "runtime/dashboards/server/main.ts",
          sources: ["runtime/dashboards/server"],
          node: NODE,
        },
      ],
    },
  ],
  users: [USER],
  config: {
    entrypoint: ["/usr/bin/node", PROGRAM],
    env: { NODE_ENV: "production" },
    user: `${USER.id}:${USER.id}`,
    workingDir: USER.home,
    exposedPorts: [3000],
  },
};
