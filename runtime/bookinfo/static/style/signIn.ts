import { css } from "./css";

/** The form to sign in by, on a page and in the dialog. */
export const signIn = css`
  .dialog {
    width: min(26rem, calc(100vw - 2rem));
    margin: auto;
    padding: 1.5rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
    color: var(--ink);
    box-shadow: 0 24px 64px rgb(20 10 5 / 35%);
  }

  .dialog::backdrop {
    background: rgb(25 15 10 / 55%);
  }

  .dialog-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 1rem;
  }

  .dialog-head h2 {
    font-size: 1.5rem;
  }

  .close {
    padding: 0 0.75rem 0.125rem;
    font-size: 1.5rem;
  }

  .narrow {
    max-width: 28rem;
    margin: 1rem auto;
  }

  .narrow h1 {
    margin-bottom: 1.25rem;
    font-size: 2rem;
  }

  .sign-in {
    display: grid;
    gap: 0.375rem;
  }

  .sign-in label {
    font-weight: 600;
  }

  .sign-in input {
    width: 100%;
    margin-bottom: 0.75rem;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--muted);
    border-radius: 0.5rem;
    background: var(--ground);
    color: var(--ink);
    font: inherit;
  }

  .sign-in input:focus-visible {
    outline-offset: 1px;
  }

  .sign-in input[aria-invalid],
  .sign-in input[aria-describedby] {
    margin-bottom: 0;
  }

  .sign-in .problem {
    margin: 0 0 0.75rem;
    color: var(--problem);
  }

  .sign-in .hint {
    margin: 0 0 1rem;
  }
`;
