import { css } from "./css";

/** Colours and typefaces. Text has a contrast of 4.5 and more on its ground, in the light and in the dark. */
export const theme = css`
  :root {
    color-scheme: light dark;
    --ground: #f7f3ec;
    --surface: #fffdf9;
    --ink: #211b16;
    --muted: #62574b;
    --line: #e3dacb;
    --accent: #7a1f3d;
    --accent-strong: #5c142c;
    --on-accent: #fff8ec;
    --warn-ground: #fdf0d5;
    --warn-line: #e2b65c;
    --warn-ink: #5f3d00;
    --problem: #a3162b;
    --shadow: 0 1px 2px rgb(60 40 20 / 6%), 0 8px 24px rgb(60 40 20 / 7%);
    --serif: Georgia, "Iowan Old Style", "Palatino Linotype", "DejaVu Serif", serif;
    --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
    --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  }

  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #16130f;
      --surface: #211c17;
      --ink: #f3ece0;
      --muted: #bcb0a0;
      --line: #3a332a;
      --accent: #f0a6bd;
      --accent-strong: #ffc4d5;
      --on-accent: #33091a;
      --warn-ground: #382a0e;
      --warn-line: #8a6a24;
      --warn-ink: #fbdc9c;
      --problem: #ff9aa6;
      --shadow: 0 1px 2px rgb(0 0 0 / 30%), 0 8px 24px rgb(0 0 0 / 30%);
    }
  }
`;
