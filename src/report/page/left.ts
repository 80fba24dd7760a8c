/** The leftovers of the run on the target, which its owner may want to remove. */
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import type { Subject } from './subject.ts';
import { table } from './table.ts';
import { folded, none } from './words.ts';

/** More accounts than this are folded. */
const shownAccounts = 5;

/** Registered accounts and open sessions; undefined without any. */
export function leftSection(subjects: readonly Subject[]): Html | undefined {
  const rows = subjects.flatMap(({ name, api }) => (api.left === undefined ? [] : [{ name, left: api.left }]));
  if (rows.length === 0) return undefined;
  return html`<section id="left" aria-labelledby="left/title">
    <h2 id="left/title">Leftovers</h2>
    <p class="quiet intro">
      Accounts that were registered, or may have been, which no documented request takes away, and sessions that could
      not be closed.
    </p>
    ${table(
      { caption: 'Accounts and sessions left behind per API', isUnseen: true, hasRowHeadings: true },
      ['API', 'Accounts', 'Open sessions'],
      rows.map(({ name, left }) => [name, accounts(left.accounts), left.sessions === 0 ? none : left.sessions]),
    )}
  </section>`;
}

function accounts(all: readonly string[]): Content {
  if (all.length === 0) return none;
  const items = html`<ul>
    ${all.map((each) => html`<li><code>${each}</code></li>`)}
  </ul>`;
  return folded(items, all.length, shownAccounts, 'account');
}
