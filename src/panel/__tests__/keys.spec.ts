import { sampleSnapshot } from '../../__tests__/sample';
import { Filter } from '../modules/filter';
import { treeAction, TypeAhead } from '../modules/keys';
import { rows } from '../modules/rows';

const LIST = rows(
  sampleSnapshot(),
  new Set(['m:workflow.session']),
  new Filter('')
);

describe('treeAction', () => {
  it.each([
    ['ArrowDown', 0, { kind: 'move', to: 1 }],
    ['ArrowDown', 2, { kind: 'move', to: 2 }],
    ['ArrowUp', 1, { kind: 'move', to: 0 }],
    ['ArrowUp', 0, { kind: 'move', to: 0 }],
    ['Home', 2, { kind: 'move', to: 0 }],
    ['End', 0, { kind: 'move', to: 2 }],
    ['PageDown', 0, { kind: 'move', to: 2 }],
    ['ArrowRight', 0, { kind: 'move', to: 1 }],
    ['ArrowRight', 2, { kind: 'toggle' }],
    ['ArrowLeft', 0, { kind: 'toggle' }],
    ['ArrowLeft', 1, { kind: 'move', to: 0 }],
    ['ArrowLeft', 2, null],
    ['Enter', 1, { kind: 'open' }],
    [' ', 2, { kind: 'toggle' }],
    ['Tab', 0, null]
  ])('%s on row %i', (key, active, expected) => {
    expect(treeAction(key, LIST, active, 10)).toEqual(expected);
  });

  it('does nothing in an empty tree', () => {
    expect(treeAction('ArrowDown', [], 0, 10)).toBeNull();
  });
});

describe('TypeAhead', () => {
  it('finds modules by the last part of their names', () => {
    const typed = new TypeAhead();
    expect(typed.find('s', LIST, 0, 0)).toBe(1);
    expect(typed.find('u', LIST, 1, 100)).toBe(2);
  });

  it('begins anew after a pause', () => {
    const typed = new TypeAhead();
    typed.find('x', LIST, 0, 0);
    expect(typed.find('s', LIST, 0, 5000)).toBe(1);
  });

  it('finds nothing for what is not there', () => {
    expect(new TypeAhead().find('z', LIST, 0, 0)).toBeNull();
  });
});
