/** A contract with its cases, checked against each other. */
import { UserError } from '../core/user-error.ts';
import { loadContract } from '../contract/load.ts';
import type { ContractSource } from '../contract/load.ts';
import type { Operation } from '../contract/model.ts';
import type { Case } from './model.ts';
import { derivePlan } from './derive.ts';
import { suiteOf } from './suite-of.ts';
import type { Suite } from './suite-of.ts';
import { isAllowed, usualValue } from './values.ts';

const loaded = new Map<string, Promise<Suite>>();

/**
 * Loads a contract and derives its cases, once in a process.
 * @param trusted whether the contract was checked in this run already, by the process that started it
 * @throws UserError for what is wrong with the contract, and for a response that no case can provoke
 */
export function loadSuite(from: ContractSource, trusted = false): Promise<Suite> {
  const key = JSON.stringify(from);
  const known = loaded.get(key) ?? load(from, trusted);
  loaded.set(key, known);
  return known;
}

async function load(from: ContractSource, trusted: boolean): Promise<Suite> {
  const contract = await loadContract(from, trusted);
  const apiOrPath = typeof from === 'string' ? from : from.api;
  if (!trusted) for (const operation of contract.operations) checkUsual(apiOrPath, operation);
  const plan = derivePlan(contract);
  const { cases } = plan;
  checkUnique(apiOrPath, cases);
  for (const operation of contract.operations) checkProvoked(apiOrPath, operation, cases);
  return suiteOf(contract, plan);
}

/** The words of a contract and of its cases: everybody may read them. */
export function wordsOf({ contract, plan }: Suite): string[] {
  const texts = new Set<string>([contract.title]);
  for (const operation of contract.operations) {
    texts.add(operation.id).add(operation.path);
    for (const example of examplesIn(operation)) texts.add(example);
    for (const { name } of operation.parameters) texts.add(name);
    for (const name of operation.credentialMembers) texts.add(name);
  }
  for (const each of plan.cases) {
    texts.add(each.title).add(each.id);
    for (const step of each.steps) {
      texts.add(step.id);
      for (const change of step.mutations)
        if (change.mutate === 'set' && 'literal' in change.value && typeof change.value.literal === 'string')
          texts.add(change.value.literal.slice(0, 200));
    }
  }
  for (const { id, statement, source, reading } of plan.requirements)
    for (const text of [id, statement, source, reading]) if (text !== undefined) texts.add(text);
  for (const { statement, reading } of contract.defects) texts.add(statement).add(reading);
  for (const { statement, reason } of contract.notTestable) texts.add(statement).add(reason);
  return [...texts];
}

/** The texts that the document gives as examples, for instance of a token. */
function examplesIn(value: unknown, isExample = false): string[] {
  if (typeof value === 'string') return isExample ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => examplesIn(each, isExample || name === 'examples'));
}

/** Checks that default values are valid, since every request contains them. */
function checkUsual(name: string, operation: Operation): void {
  const sent = operation.parameters.filter(
    ({ role, required, schema }) =>
      role === undefined && (required || (schema.default !== undefined && schema.default !== '')),
  );
  for (const parameter of sent) {
    const { schema } = parameter;
    if (schema.type === 'object' && schema.properties !== undefined) continue;
    const value = usualValue(parameter.name, schema);
    if (!isAllowed(operation, parameter, value))
      throw new UserError(
        `${name}: ${called(operation)}: the parameter "${parameter.name}" would be sent as ${JSON.stringify(value)}, which its schema forbids; write an "example" that it allows, or x-values`,
      );
  }
}

/**
 * One verdict would replace another where two cases have the same id or title, or judge the same requirement.
 * @throws UserError naming it: one of them is of `x-cases`
 */
export function checkUnique(name: string, cases: readonly Case[]): void {
  const seen = new Set<string>();
  for (const each of cases) {
    const requirements = new Set(each.checks.map(({ requirement }) => `requirement ${requirement}`));
    for (const key of [`id ${each.id}`, `title ${each.flow} ${each.title}`, ...requirements]) {
      if (seen.has(key))
        throw new UserError(
          `${name}: two cases have the same ${key}; give the one of x-cases another id and statement`,
        );
      seen.add(key);
    }
  }
}

function checkProvoked(name: string, operation: Operation, cases: readonly Case[]): void {
  // A limit is met by chance.
  const provoked = new Set(['success', 'another-session', 'limited']);
  for (const each of cases)
    for (const { expect } of each.checks)
      if (expect.kind === 'answers' && each.steps.find((step) => step.id === expect.step)?.operation === operation.id)
        provoked.add(expect.situation).add(expect.situation.split(':')[0] ?? '');
  for (const answer of operation.answers)
    if (!provoked.has(answer.when))
      throw new UserError(
        `${name}: ${called(operation)}: no case can provoke "${answer.when}", which response ${answer.status} answers; correct the situation or take it away (see docs/contracts.md)`,
      );
}

/** An operation as a reader of the document finds it: several may share method and path. */
function called({ method, path, flow }: Operation): string {
  return `${method} ${path} (x-flow: ${flow})`;
}
