import { css } from "./css";

/** The bar at the top: the way past it, the name, the user. */
export const bar = css`
  .skip {
    position: absolute;
    left: 1rem;
    top: -4rem;
    z-index: 1;
    padding: 0.5rem 1rem;
    border-radius: 0.5rem;
    background: var(--accent);
    color: var(--on-accent);
  }

  .skip:focus {
    top: 0.75rem;
    color: var(--on-accent);
  }

  .bar {
    background: var(--surface);
    border-bottom: 1px solid var(--line);
  }

  .bar .inner {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    min-height: 4rem;
  }

  .brand {
    display: inline-flex;
    align-items: center;
    gap: 0.625rem;
    color: var(--ink);
    font: 700 1.25rem/1 var(--serif);
    text-decoration: none;
  }

  .account {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-width: 0;
  }

  .who {
    min-width: 0;
    line-height: 1.25;
  }

  .who strong {
    overflow-wrap: anywhere;
  }

  .account .quiet {
    flex: none;
  }

  @media (max-width: 30rem) {
    .account .avatar {
      display: none;
    }

    /* Still read out. */
    .who .hint {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`;
