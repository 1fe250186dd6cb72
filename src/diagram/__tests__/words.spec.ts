import { NOTATION } from '../../model/notation';
import type { EdgeKind, NodeKind } from '../drawing';
import { edgeWord, nodeWords } from '../words';

describe('the words that are translated are those of the notation', () => {
  it.each(Object.entries(NOTATION.nodes))('of %s', (kind, notation) => {
    const { label, meaning } = notation;
    expect(nodeWords(kind as NodeKind)).toEqual({ label, meaning });
  });

  it.each(Object.entries(NOTATION.edges))('of %s', (kind, { label }) => {
    expect(edgeWord(kind as EdgeKind)).toBe(label);
  });
});
