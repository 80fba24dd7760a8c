/** A worker process of the proof: takes units of work from its parent and sends back what came of them. */
import { inspect } from 'node:util';
import { useLightFetch } from './light-fetch.ts';
import { work } from './work.ts';
import type { Outcome, Unit } from './work.ts';

/** The messages of a worker to its parent. */
export type Message = { readonly done: number } | { readonly outcome: Outcome } | { readonly failure: string };

useLightFetch();

const send = (message: Message): void => void process.send?.(message);

process.on('message', (unit: Unit) => {
  work(unit, (done) => send({ done })).then(
    (outcome) => send({ outcome }),
    (error: unknown) => send({ failure: inspect(error) }),
  );
});
