import { meshes, type Mesh } from "../../components/meshes";
import { catalog, meshesOf, routeNames, type RouteName } from "../../components/routing/catalog";
import { routingObjects } from "../../components/routing/routingObjects";

/** Generates docs/routing.md. */
export function routingMarkdown(): string {
  const rows = routeNames.map((name) => {
    const objects = meshes.map((istio) => objectsOf(name, istio));
    return `| \`${name}\` | ${catalog[name].description} | ${objects.join(" | ")} |`;
  });
  return `# Ready-made routing rules

The key \`routes\` of a stack file lists rules for Bookinfo by name. Adding a name creates the objects of the rule at the
next \`up\`; removing the name deletes them. The kinds of the objects depend on the mesh (\`mesh.version\`). If two
rules define the same part, the later one in the list applies.

In the current mesh all rules of a service share one VirtualService and one DestinationRule, which have the name of the
service, because sidecars use only one VirtualService per host. Routes for a user come first, then the route for all
users; without such a rule the last route leads to all versions. The current mesh identifies a user by the header
\`end-user\`, which the official sample sends, or by the cookie \`user\`, which this project's sample forwards; the classic
mesh uses the cookie. Rules do not contain TLS settings, so those of the mesh apply.

| name | what it does | objects in the classic mesh | objects in the current mesh |
|---|---|---|---|
${rows.join("\n")}
`;
}

function objectsOf(name: RouteName, istio: Mesh): string {
  if (!meshesOf(name).includes(istio)) return "none: requires Mixer (classic mesh)";
  return routingObjects([name], { istio })
    .map((object) => `${object.kind} \`${object.name}\``)
    .join(", ");
}
