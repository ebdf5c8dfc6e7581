import { css } from "./css";

/** What every page is made of. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  body {
    margin: 0;
    min-height: 100vh;
    display: flex;
    flex-direction: column;
    background: var(--ground);
    color: var(--ink);
    font: 1rem/1.6 var(--sans);
  }

  .inner {
    width: 100%;
    max-width: 66rem;
    margin-inline: auto;
    padding-inline: 1.25rem;
  }

  a {
    color: var(--accent);
    text-underline-offset: 0.15em;
  }

  a:hover {
    color: var(--accent-strong);
  }

  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 3px;
    border-radius: 0.25rem;
  }

  main:focus {
    outline: none;
  }

  h1,
  h2 {
    margin: 0;
    font-family: var(--serif);
    line-height: 1.15;
    text-wrap: balance;
  }

  h1 {
    font-size: clamp(1.75rem, 1.25rem + 2.5vw, 3.25rem);
    letter-spacing: -0.015em;
  }

  h2 {
    font-size: 1.375rem;
  }

  code {
    font-family: var(--mono);
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }

  button,
  .button {
    display: inline-block;
    padding: 0.5rem 1.125rem;
    border: 1px solid transparent;
    border-radius: 0.5rem;
    background: var(--accent);
    color: var(--on-accent);
    font: 600 1rem/1.5 var(--sans);
    text-decoration: none;
    cursor: pointer;
  }

  button:hover,
  .button:hover {
    background: var(--accent-strong);
    color: var(--on-accent);
  }

  .quiet {
    background: transparent;
    border-color: var(--line);
    color: var(--ink);
  }

  .quiet:hover {
    background: var(--ground);
    border-color: var(--muted);
    color: var(--ink);
  }

  .hint {
    color: var(--muted);
    font-size: 0.875rem;
  }

  .avatar {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 2.25rem;
    height: 2.25rem;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 700;
  }

  main {
    flex: 1;
    padding-block: 2.75rem 1.5rem;
  }

  .lead {
    margin: 1.25rem 0 1.75rem;
    max-width: 40rem;
    font-size: 1.0625rem;
  }

  .card {
    padding: 1.5rem;
    border: 1px solid var(--line);
    border-radius: 0.875rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  dt {
    color: var(--muted);
    font-size: 0.875rem;
  }

  dd {
    margin: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .lead + .button {
    margin-bottom: 2.5rem;
  }

  .unavailable,
  .no-rating {
    border: 1px solid var(--warn-line);
    border-radius: 0.625rem;
    background: var(--warn-ground);
    color: var(--warn-ink);
  }

  .unavailable {
    display: flex;
    align-items: center;
    gap: 0.875rem;
    margin: 1rem 0 0;
    padding: 0.875rem 1rem;
  }

  .mark {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 1.75rem;
    height: 1.75rem;
    border: 2px solid currentcolor;
    border-radius: 50%;
    font-weight: 700;
    line-height: 1;
  }

  footer {
    padding-block: 2rem;
    color: var(--muted);
    font-size: 0.875rem;
  }

  footer p {
    margin: 0;
    padding-top: 1.25rem;
    border-top: 1px solid var(--line);
  }

  @media (max-width: 46rem) {
    main {
      padding-top: 1.5rem;
    }
    .card {
      padding: 1.25rem;
    }
  }
`;
