import { NOTATION } from '../notation';

describe('NOTATION', () => {
  it('has a shape and the colours of both themes for every tier', () => {
    for (const tier of [
      'Manual',
      'Lookup',
      'Imported',
      'Computed',
      'Part'
    ] as const) {
      const { shape, light, dark } = NOTATION.nodes[tier];
      expect(shape).toMatch(/^(box|ellipse)$/);
      for (const colour of [...Object.values(light), ...Object.values(dark)]) {
        expect(colour).toMatch(/^#[0-9A-F]{6}$/);
      }
    }
  });
});
