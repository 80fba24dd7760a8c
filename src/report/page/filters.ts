/** The filters of findings and requirements. They need the script, so the script shows them. */
import { levels } from '../../contract/model.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Subject } from './subject.ts';
import { capital, flows, say, verdicts } from './words.ts';

/** The filters, hidden until the script runs. */
export function filterForm(subjects: readonly Subject[]): Html {
  const all = subjects.flatMap(({ api }) => api.requirements);
  const present = <T extends string>(names: readonly T[], of: (each: (typeof all)[number]) => T): Choice[] =>
    names.filter((name) => all.some((each) => of(each) === name)).map((name) => ({ value: name, text: say(name) }));
  return html`<form id="filters" role="search" aria-label="Filter findings and requirements" hidden>
    ${
      subjects.length > 1 &&
      select(
        'api',
        'API',
        subjects.map(({ key, name }) => ({ value: key, text: name })),
      )
    }
    ${select(
      'flow',
      'Flow',
      present(flows, ({ flow }) => flow),
    )}
    ${select(
      'level',
      'Level',
      present(levels, ({ level }) => level),
    )}
    ${select(
      'verdict',
      'Verdict',
      present(verdicts, ({ verdict }) => verdict),
    )}
    <label>Text <input type="search" name="text" autocomplete="off" spellcheck="false" /></label>
    <button type="reset">Clear</button>
    <output for="filters" role="status"></output>
  </form>`;
}

interface Choice {
  readonly value: string;
  readonly text: string;
}

function select(name: string, label: string, choices: readonly Choice[]): Html {
  return html`<label
    >${label}
    <select name="${name}">
      <option value="">All</option>
      ${choices.map(({ value, text }) => html`<option value="${value}">${capital(text)}</option>`)}
    </select></label
  >`;
}
