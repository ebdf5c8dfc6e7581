import { generations, type Generation } from "../components/generation";
import { catalog, generationsOf, routeNames, type RouteName } from "../components/routing/catalog";
import { routingObjects } from "../components/routing/routingObjects";

/** The ready-made routing rules, as Markdown: what docs/routing.md holds. */
export function routingMarkdown(): string {
  const rows = routeNames.map((name) => {
    const objects = generations.map((generation) => objectsOf(name, generation));
    return `| \`${name}\` | ${catalog[name].description} | ${objects.join(" | ")} |`;
  });
  return `# Ready-made routing rules

A stack's \`routes\` lists rules for Bookinfo by name. Adding a name creates its objects at the next \`up\`, removing it
deletes them. Each rule is described once and written in the objects of the stack's generation of Istio
(\`mesh.generation\`). Where two names have a part in common, the later one in the list says what it is.

In the current generation all rules of a service make one VirtualService and one DestinationRule, which are named after
the service: sidecars take no second VirtualService for a host. Its routes are in the order in which they apply: those
for a user first, then the one for everyone, and where there is none, one to all versions. A user is recognized by the
header \`end-user\`, which the official sample sends, or by the cookie \`user\`, which this project's sample hands on; in the
classic generation by the cookie. No rule says a TLS mode, so that the mesh's own stays.

| name | what it does | objects, classic | objects, current |
|---|---|---|---|
${rows.join("\n")}
`;
}

function objectsOf(name: RouteName, generation: Generation): string {
  if (!generationsOf(name).includes(generation)) return "none: Mixer is of the classic generation";
  return routingObjects([name], { generation })
    .map((object) => `${object.kind} \`${object.name}\``)
    .join(", ");
}
