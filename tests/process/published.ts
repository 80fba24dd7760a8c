/** A published document is given to `init`, then tested on a right server and on servers with one fault each. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runAgainst } from './small-server.ts';
import type { Answer } from './small-server.ts';

/** A fault, and what a run says of it. */
interface Fault {
  /** The requirement that shows it. */
  readonly shownBy: string;
  /** Operations that show it too. */
  readonly also?: readonly string[];
  readonly verdict?: 'warned';
}

/** A document, a server written from it, and faults. */
export interface Team {
  readonly name: string;
  readonly document: string;
  /** The corrections of a person to the guesses, beside the questions that are confirmed. */
  readonly corrected: readonly (readonly [from: string, to: string])[];
  readonly settings: Readonly<Record<string, string>>;
  readonly server: (fault?: string) => Answer;
  readonly faults: Readonly<Record<string, Fault>>;
}

/** Tests a team's document with its server and its faults. */
export function testTeam(team: Team): void {
  describe(`the document of ${team.name}`, () => {
    const folder = temporaryFolder('public');
    let overlay = '';
    before(async () => {
      writeFileSync(path.join(folder, 'openapi.yaml'), team.document);
      const { code, output } = await runCommand(['init', 'openapi.yaml'], {}, folder);
      assert.equal(code, 0, output);
      const guessed = readFileSync(path.join(folder, 'openapi.overlay.yaml'), 'utf8');
      assert.ok(
        guessed
          .replace(/x-questions:\n(  - .*\n)+/, '')
          .trim()
          .split('\n').length <= 24,
        guessed,
      );
      overlay = team.corrected.reduce(
        (text, [from, to]) => text.replace(from, to),
        guessed.replace(/x-questions:\n(  - .*\n)+/, ''),
      );
    });
    let requests = 0;
    const run = (fault?: string, args: readonly string[] = []) => {
      const answer = team.server(fault);
      requests = 0;
      return runAgainst(
        (asked) => {
          requests += 1;
          return answer(asked);
        },
        { 'openapi.yaml': team.document, 'openapi.overlay.yaml': overlay },
        team.settings,
        args,
      );
    };

    test('a right server passes the smoke run and the whole run', async () => {
      const smoke = await run(undefined, ['-g', '@smoke']);
      assert.equal(smoke.code, 0, smoke.output);
      assert.ok(requests <= 20, `${requests} requests of the smoke run`);
      const whole = await run();
      assert.deepEqual([...whole.ids('failed'), ...whole.ids('blocked')], [], whole.output);
      assert.equal(whole.code, 0, whole.output);
    });

    for (const [fault, { shownBy, also = [], verdict = 'failed' }] of Object.entries(team.faults))
      test(`a server that ${fault.replaceAll('-', ' ')} is blamed for that`, async () => {
        // The cases in which servers differ most, and the one that is about the fault.
        const { ids, output } = await run(fault, ['-g', `@outcomes|@lifecycle|@smoke|${shownBy}$`]);
        const seen = ids('failed');
        assert.ok(ids(verdict).includes(shownBy), `${shownBy} is not among ${seen.join(' ')}\n${output}`);
        const guilty = [shownBy, ...also].map((id) => id.split('/')[0] ?? '');
        assert.deepEqual(
          seen.filter((id) => !guilty.includes(id.split('/')[0] ?? '')),
          [],
          output,
        );
      });
  });
}
