/** The outcome of sabotaged responses of the tested server (`run --prove`). */
import type { ConformanceReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** The section; undefined for a run without sabotages. */
export function proofSection({ proof }: ConformanceReport): Html | undefined {
  if (proof === undefined) return undefined;
  const { noticed, tried, possible, seed, ended, survivors } = proof;
  return html`<section id="proof" aria-labelledby="proof/title">
    <h2 id="proof/title">Proof</h2>
    <p class="intro">
      After the run, the harness altered ${tried} responses of this server on their way, one at a time, each in a case
      that had passed. It noticed
      <strong>${noticed} of ${tried}</strong>.
    </p>
    ${ended === undefined ? '' : html`<p>The proof ended early: ${ended}</p>`}
    <p class="quiet">Drawn from ${possible} with the seed ${seed}; the same seed draws the same ones.</p>
    ${
      survivors.length === 0
        ? ''
        : html`<h3>Not noticed</h3>
            <ul>
              ${survivors.map((each) => html`<li>The server ${each.sentence} <code>${each.case}</code></li>`)}
            </ul>`
    }
  </section>`;
}
