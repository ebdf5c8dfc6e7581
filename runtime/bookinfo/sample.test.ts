import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { connect } from "node:net";
import type { Log } from "./http/log";
import { type Sample, startSample } from "./sample";
import { unavailable } from "./services/unavailable";
import { startTestServer } from "../../test/support/testServer";

type Entry = Parameters<Log>[0];

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function sample(
  elsewhere?: Parameters<typeof startSample>[1],
): Promise<Sample & { entries: readonly Entry[] }> {
  const entries: Entry[] = [];
  const started = await startSample((entry) => void entries.push(entry), elsewhere);
  cleanups.push(() => started.close());
  return { ...started, entries };
}

async function server(listener: RequestListener): Promise<string> {
  const { origin, close } = await startTestServer(listener);
  cleanups.push(close);
  return origin;
}

/** An address without a listener: the port of a closed server. */
async function nowhere(): Promise<string> {
  const { origin, close } = await startTestServer(() => undefined);
  await close();
  return origin;
}

const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers, redirect: "manual" });

/** The stars on a page as a screen reader reads them, with their colour. */
const starsOf = (page: string) =>
  [...page.matchAll(/aria-label="(\d of 5 stars)"\s+data-color="(\w+)"/g)].map(([, stars, color]) => [
    color,
    stars,
  ]);

async function pageOf(origin: string, headers: Record<string, string> = {}): Promise<string> {
  const reply = await get(`${origin}/productpage`, headers);
  expect(reply.status).toBe(200); // even if parts of the page are missing
  return reply.text();
}

describe("the page", () => {
  test("shows no stars, black stars or red stars by the version of reviews", async () => {
    const { pages } = await sample();
    const [v1, v2, v3] = await Promise.all([pageOf(pages.v1), pageOf(pages.v2), pageOf(pages.v3)]);
    expect(starsOf(v1)).toEqual([]);
    expect(starsOf(v2)).toEqual([
      ["black", "5 of 5 stars"],
      ["black", "4 of 5 stars"],
    ]);
    expect(starsOf(v3)).toEqual([
      ["red", "5 of 5 stars"],
      ["red", "4 of 5 stars"],
    ]);
    for (const page of [v1, v2, v3]) {
      expect(page).toContain("The Comedy of Errors");
      expect(page).toContain("123-1234567890");
      for (const sorry of Object.values(unavailable)) expect(page).not.toContain(sorry);
    }
    expect(v3).toContain('<code id="reviews-pod">reviews-v3-local</code>');
  });

  test("links to existing files only, and contains no script and no link to other hosts", async () => {
    const { pages } = await sample();
    const reply = await get(`${pages.v1}/productpage`);
    expect(reply.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(reply.headers.get("cache-control")).toBe("no-store");
    const page = await reply.text();
    const paths = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, path]) => path!);
    expect(paths.filter((path) => path.startsWith("/static/")).length).toBeGreaterThanOrEqual(3);
    for (const path of paths) {
      expect(path).toMatch(/^\/[^/]/);
      expect((await get(`${pages.v1}${path}`)).status).toBe(200);
    }
    expect(page).not.toMatch(/<script/i);
  });

  test.each<["details" | "reviews" | "ratings"]>([["details"], ["reviews"], ["ratings"]])(
    "shows a message instead of %s when that service fails, and the rest of the page",
    async (missing) => {
      for (const origin of [await nowhere(), await server((_, reply) => reply.writeHead(503).end("no"))]) {
        const { pages, entries } = await sample({ [missing]: origin });
        const page = await pageOf(pages.v2);
        for (const [service, sorry] of Object.entries(unavailable)) {
          expect([service, page.includes(sorry)]).toEqual([service, service === missing]);
        }
        expect(entries).toContainEqual(expect.objectContaining({ message: "upstream failed" }));
      }
    },
  );

  test.each<[what: string, body: string]>([
    ["invalid JSON", "<html>"],
    ["JSON of another form", '{"reviews": "none"}'],
    ["an excessive size", `"${"x".repeat((1 << 20) + 1)}"`],
  ])("treats %s as a failure", async (_, body) => {
    const { pages } = await sample({ reviews: await server((_, reply) => reply.end(body)) });
    expect(await pageOf(pages.v1)).toContain(unavailable.reviews);
  });

  test("escapes all text of other services", async () => {
    const hostile = '<script>alert("x")</script>';
    const answer = {
      id: 0,
      podname: hostile,
      clustername: hostile,
      reviews: [{ reviewer: hostile, text: hostile, rating: { stars: 3, color: '"><script>' } }],
    };
    const { pages } = await sample({
      reviews: await server((_, reply) => reply.end(JSON.stringify(answer))),
    });
    const page = await pageOf(pages.v1);
    expect(page).not.toContain("<script>");
    expect(page.split("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;")).toHaveLength(5);
  });

  test("retries reviews once", async () => {
    let requests = 0;
    const answer = { id: 0, podname: "second", clustername: null, reviews: [] };
    const reviews = await server((_, reply) =>
      ++requests === 1 ? reply.writeHead(500).end() : reply.end(JSON.stringify(answer)),
    );
    const { pages } = await sample({ reviews });
    expect(await pageOf(pages.v1)).toContain('<code id="reviews-pod">second</code>');
    expect(requests).toBe(2);
  });

  test("with ratings that never respond, v2 exceeds the page's time-out and v3 gives up in time", async () => {
    const { pages } = await sample({ ratings: await server(() => undefined) });
    const [v2, v3] = await Promise.all([pageOf(pages.v2), pageOf(pages.v3)]);
    expect(v2).toContain(unavailable.reviews);
    expect(v2).not.toContain("Reviewer1");
    expect(v3).toContain(unavailable.ratings);
    expect(v3).toContain("Reviewer1");
  });
});

describe("signing in", () => {
  const signIn = (origin: string, username: string) =>
    fetch(`${origin}/login`, {
      method: "POST",
      body: new URLSearchParams({ username, passwd: "hunter2" }),
      redirect: "manual",
    });

  test("sets the cookie that rules match, redirects to the page, and ignores the password", async () => {
    const { pages, entries } = await sample();
    const reply = await signIn(pages.v1, "jason");
    expect([reply.status, reply.headers.get("location")]).toEqual([303, "/productpage"]);
    const cookie = reply.headers.get("set-cookie")!;
    expect(cookie).toMatch(/^user=jason; .*HttpOnly/);
    const page = await pageOf(pages.v1, { cookie: "user=jason" });
    expect(page).toContain('<strong id="user">jason</strong>');
    expect(await pageOf(pages.v1)).not.toContain('id="user"');
    await get(`${pages.v1}/login?username=jason&passwd=hunter2`);
    expect(JSON.stringify(entries)).toContain('"user":"jason"');
    expect(JSON.stringify(entries)).not.toContain("hunter2");
  });

  test.each([["GET"], ["POST"]])("ends with %s /logout", async (method) => {
    const { pages } = await sample();
    const reply = await fetch(`${pages.v1}/logout`, {
      method,
      headers: { cookie: "user=jason" },
      redirect: "manual",
    });
    expect([reply.status, reply.headers.get("location")]).toEqual([303, "/productpage"]);
    expect(reply.headers.get("set-cookie")).toMatch(/^user=; .*Max-Age=0/);
  });

  test("rejects an invalid name with the allowed form, and sets no cookie", async () => {
    const { pages } = await sample();
    for (const name of ["", "<script>", "a\r\nset-cookie: x=y", "x".repeat(33)]) {
      const reply = await signIn(pages.v1, name);
      expect(reply.status).toBe(400);
      expect(reply.headers.get("set-cookie")).toBeNull();
      const page = await reply.text();
      expect(page).toContain("1 to 32 letters");
      expect(page).not.toContain("<script>");
    }
  });
});

test("trace, cookie and user headers reach the last service and the log", async () => {
  const arrived: IncomingHttpHeaders[] = [];
  const ratings = await server(({ headers }, reply) => {
    arrived.push(headers);
    reply.end(JSON.stringify({ id: 0, ratings: { Reviewer1: 1 } }));
  });
  const { pages, entries } = await sample({ ratings });
  const sent = {
    "x-request-id": "34eeb41d",
    "x-b3-traceid": "80f198ee56343ba8",
    "x-b3-spanid": "e457b5a2e4d86bd1",
    "x-b3-sampled": "1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "user-agent": "test",
    cookie: "user=jason",
  };
  const page = await pageOf(pages.v3, sent);
  expect(arrived).toEqual([expect.objectContaining({ ...sent, "end-user": "jason" })]);
  expect(starsOf(page)).toEqual([["red", "1 of 5 stars"]]);
  expect(page).toContain("This reviewer gave no rating.");
  const logged = entries.filter(({ requestId }) => requestId === "34eeb41d");
  expect(logged.map(({ path }) => path).sort()).toEqual(["/details/0", "/productpage", "/reviews/0"]);
  expect(logged).toContainEqual(
    expect.objectContaining({ status: 200, user: "jason", traceId: "80f198ee56343ba8" }),
  );
});

describe("the API", () => {
  const api = "/api/v1/products";

  test("returns the books, and the data of each service", async () => {
    const { pages } = await sample();
    const read = async (path: string) => (await get(`${pages.v2}${path}`)).json() as Promise<unknown>;
    expect(await read(api)).toEqual([
      { id: 0, title: "The Comedy of Errors", descriptionHtml: expect.any(String) as string },
    ]);
    expect(await read(`${api}/0`)).toMatchObject({
      id: 0,
      author: "William Shakespeare",
      year: 1595,
      type: "paperback",
      pages: 200,
      language: "English",
      "ISBN-10": "1234567890",
    });
    expect(await read(`${api}/0/ratings`)).toEqual({ id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } });
    const reviewer = (stars: number) =>
      expect.objectContaining({ rating: { stars, color: "black" } }) as unknown;
    expect(await read(`${api}/0/reviews`)).toEqual({
      id: 0,
      podname: "reviews-v2-local",
      clustername: null,
      reviews: [reviewer(5), reviewer(4)],
    });
  });

  test("passes a service's status on, and returns 500 without a response", async () => {
    const busy = await server((_, reply) => reply.writeHead(503).end());
    const { pages } = await sample({ details: busy, ratings: await nowhere() });
    const details = await get(`${pages.v1}${api}/0`);
    expect([details.status, await details.json()]).toEqual([503, { error: unavailable.details }]);
    expect((await get(`${pages.v1}${api}/0/ratings`)).status).toBe(500);
    expect((await get(`${pages.v1}${api}/zero`)).status).toBe(400);
  });
});

test("no request ends a service", async () => {
  const { pages } = await sample();
  const { port } = new URL(pages.v1);
  const send = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let said = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.end(text));
      socket
        .on("data", (chunk: Buffer) => (said += chunk.toString()))
        .on("error", reject)
        .on("close", () => resolve(said));
    });
  const post = (more: string) => `POST /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${more}`;
  for (const [text, status] of [
    ["\u0000\u0001 nonsense\r\n\r\n", 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 400],
    ["GET // HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
    ["GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
    ["GET /%zz?%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
    ["GET /static/__proto__ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
    ["BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
    [post(`Content-Length: 20000\r\n\r\n${"x".repeat(20_000)}`), 413],
    [post("Content-Length: 9\r\n\r\n%zz%zz%zz"), 400],
  ] as const) {
    expect([text.slice(0, 40), await send(text)]).toEqual([
      text.slice(0, 40),
      expect.stringMatching(new RegExp(`^HTTP/1.1 ${status} `)),
    ]);
  }
  await send(post("Content-Length: 100\r\n\r\nhalf"));
  expect(await (await get(`${pages.v1}/health`)).json()).toEqual({ status: "productpage is healthy" });
  expect(starsOf(await pageOf(pages.v3))).toHaveLength(2);
});
