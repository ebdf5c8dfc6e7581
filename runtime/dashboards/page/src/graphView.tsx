import cytoscape, { type Core, type StylesheetJson } from "cytoscape";
import dagre from "cytoscape-dagre";
import { type ReactElement, useCallback, useEffect, useRef, useState } from "react";
import { type GraphQueries, usePolling } from "./data";
import { type Edge, isLocked, loadEdges } from "./edges";

cytoscape.use(dagre as never);

const rate = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)}/s`;
const percent = (value: number) => `${(value * 100).toFixed(value > 0 && value < 0.01 ? 1 : 0)} %`;
const milliseconds = (value: number | undefined) => (value === undefined ? "–" : `${value.toFixed(0)} ms`);

/** The sign of mutual TLS. The page has a font with it, because many systems have none. */
const LOCK = "🔒";
const FONT = 'system-ui, "Noto Emoji", sans-serif';

/** What an edge of the drawing shows. */
const labelOf = (edge: Edge) =>
  [
    `${isLocked(edge) ? `${LOCK} ` : ""}${rate(edge.requests)}`,
    ...(edge.errors > 0 ? [`${percent(edge.errors)} errors`] : []),
    ...(edge.duration === undefined ? [] : [milliseconds(edge.duration)]),
  ].join("\n");

function styleOf(mode: string): StylesheetJson {
  const dark = mode === "dark";
  const [text, box, line, background] = dark
    ? ["#f1f1f4", "#2b3140", "#93a3bd", "#16181d"]
    : ["#1b1d22", "#e6ecf7", "#5a6b86", "#ffffff"];
  return [
    {
      selector: "node",
      style: {
        "background-color": box,
        "border-color": line,
        "border-width": 1,
        color: text,
        label: "data(label)",
        shape: "round-rectangle",
        width: 150,
        height: 44,
        "font-size": 13,
        "text-valign": "center",
        "text-wrap": "wrap",
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(width)" as never,
        "line-color": line,
        "target-arrow-color": line,
        "target-arrow-shape": "triangle",
        "curve-style": "bezier",
        label: "data(label)",
        color: text,
        "font-family": FONT,
        "font-size": 12,
        "text-wrap": "wrap",
        "text-background-color": background,
        "text-background-opacity": 0.85,
        "text-background-padding": "2px",
      },
    },
    {
      selector: "edge.failing",
      style: {
        "line-color": "#d23f3f",
        "target-arrow-color": "#d23f3f",
        color: dark ? "#ff8f8f" : "#a51d1d",
      },
    },
    { selector: "edge.idle", style: { "line-style": "dashed", opacity: 0.6 } },
  ];
}

/** Updates the drawing in place. Only a new or a removed element moves the others. */
function update(core: Core, edges: readonly Edge[]): void {
  const nodes = new Map(
    edges.flatMap(({ source, target }) => [source, target]).map((node) => [node.id, node]),
  );
  const wanted = new Set([...nodes.keys(), ...edges.map(({ id }) => id)]);
  let changed = false;
  core.batch(() => {
    core.elements().forEach((element) => {
      if (wanted.has(element.id())) return;
      element.remove();
      changed = true;
    });
    for (const { id, name, namespace } of nodes.values()) {
      if (core.getElementById(id).length > 0) continue;
      core.add({ data: { id, label: namespace === "" ? name : `${name}\n${namespace}` } });
      changed = true;
    }
    for (const edge of edges) {
      const { id, source, target, requests, errors } = edge;
      const data = { label: labelOf(edge), width: 1 + Math.min(6, Math.log2(1 + requests)) };
      const found = core.getElementById(id);
      if (found.length > 0) found.data(data);
      else {
        core.add({ data: { id, source: source.id, target: target.id, ...data } });
        changed = true;
      }
      const drawn = core.getElementById(id);
      drawn.toggleClass("failing", errors > 0);
      drawn.toggleClass("idle", requests === 0);
    }
  });
  if (changed) {
    core
      .layout({ name: "dagre", rankDir: "LR", nodeSep: 40, rankSep: 170, fit: true, padding: 24 } as never)
      .run();
  }
}

/** The live graph of the mesh: a drawing, and the same data as a table. */
export function GraphView({ queries, mode }: { queries: GraphQueries; mode: string }): ReactElement {
  const container = useRef<HTMLDivElement>(null);
  const core = useRef<Core>();
  const [edges, setEdges] = useState<Edge[]>();
  const poll = useCallback(async () => {
    // A canvas draws a missing font once with another one, and does not draw it again.
    await document.fonts.load(`12px ${FONT}`, LOCK).catch(() => undefined);
    // The page itself reports that Prometheus is away; the graph keeps its last state.
    const found = await loadEdges(queries).catch(() => undefined);
    if (found !== undefined) setEdges(found);
  }, [queries]);
  usePolling(poll);

  useEffect(() => {
    core.current = cytoscape({ container: container.current, maxZoom: 1.5 });
    return () => core.current?.destroy();
  }, []);
  useEffect(() => void core.current?.style(styleOf(mode)), [mode]);
  useEffect(() => {
    if (edges !== undefined && core.current !== undefined) update(core.current, edges);
  }, [edges]);

  return (
    <section aria-labelledby="graph-title">
      <h1 id="graph-title">Mesh graph</h1>
      <p aria-live="polite">{stateOf(edges)}</p>
      <div ref={container} className="graph" aria-hidden="true" />
      <h2>Calls</h2>
      <div className="scroll" role="region" aria-label="Calls between workloads" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {["From", "To", "Requests", "Errors", "Duration, p90", "Mutual TLS"].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(edges ?? []).map((edge) => (
              <tr key={edge.id} data-edge={edge.id}>
                <td>{edge.source.name}</td>
                <td>{edge.target.name}</td>
                <td>{rate(edge.requests)}</td>
                <td>{percent(edge.errors)}</td>
                <td>{milliseconds(edge.duration)}</td>
                <td>{isLocked(edge) ? `${LOCK} yes` : edge.requests === 0 ? "–" : "no"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function stateOf(edges: readonly Edge[] | undefined): string {
  if (edges === undefined) return "Waiting for data.";
  if (edges.length === 0) return "No request yet: open the product page to see calls.";
  return "Requests per second, errors and the 90th percentile of the last 30 seconds. A lock marks mutual TLS.";
}
