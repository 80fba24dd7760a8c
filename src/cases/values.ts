/** Values and changes that the parameter cases share. */
import type { Operation, Parameter } from '../contract/model.ts';
import type { Change, Value } from './case.ts';

export const isJson = (operation: Operation): boolean => operation.bodyTypes[0] === 'application/json';

export function set(parameter: Parameter, value: Value): Change[] {
  return [{ kind: 'set', parameter: parameter.name, value }];
}

/** "an `email`", "a `password`". */
export function a(name: string): string {
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} \`${name}\``;
}

/** Whether the contract answers a situation of just this parameter. */
export function answers(operation: Operation, situation: string): boolean {
  return operation.answers.some((answer) => answer.when === situation);
}

/** Letters of both cases and digits, in no order of the alphabet. */
export function textOf(length: number): string {
  return 'q7Xw2zT9'.repeat(Math.ceil(length / 8)).slice(0, length);
}
